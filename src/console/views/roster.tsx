import type { DutyPerson, RosterPage as Roster, RosterDay } from '../../app/duty-api.js'
import { may } from '../../domain/officers.js'
import { SHIFTS, type ShiftName } from '../../domain/roster.js'
import type { Page } from '../page.js'
import { dateOf, weekdayOf } from '../times.js'
import { Layout } from './layout.js'
import { Reach } from './reach.js'

interface RosterProps {
  readonly page: Page
  readonly roster: Roster
  readonly done: string | undefined
}

export function RosterPage({ page, roster, done }: RosterProps) {
  const edits = page.actor !== null && may(page.actor.role, 'roster.edit')
  const title = page.say('console.roster.title')
  return (
    <Layout page={page} title={title} done={done}>
      <h1>{title}</h1>
      <p class="lead">{page.say('console.roster.lead')}</p>
      <Reach page={page} reach={roster.reach} />
      <table class="card list roster">
        <caption class="away">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{page.say('console.roster.date')}</th>
            {SHIFTS.map(({ name }) => (
              <th key={name} scope="col">
                {shiftTitle(page, name)}
              </th>
            ))}
            {edits && <th scope="col">{page.say('console.roster.change')}</th>}
          </tr>
        </thead>
        <tbody>
          {roster.days.map((day) => (
            <DayRow key={day.date} page={page} roster={roster} day={day} edits={edits} />
          ))}
        </tbody>
      </table>
    </Layout>
  )
}

/** "Ca ngày, 07:00–19:00": the hours come from the one place that has them. */
export function shiftTitle(page: Page, name: ShiftName): string {
  const hours = SHIFTS.find((shift) => shift.name === name)
  return page.say(`console.roster.shift.${name}`, { from: hours?.from ?? '', until: hours?.until ?? '' })
}

function DayRow({ page, roster, day, edits }: { page: Page; roster: Roster; day: RosterDay; edits: boolean }) {
  const when = `${weekdayOf(day.date, page.language)}, ${dateOf(day.date)}`
  const isNow = (name: ShiftName) => roster.present.day === day.date && roster.present.name === name
  return (
    <tr>
      <th scope="row">
        {weekdayOf(day.date, page.language)}
        <span class="under">{dateOf(day.date)}</span>
      </th>
      {SHIFTS.map(({ name }) => (
        <td key={name} class={isNow(name) ? 'now' : undefined}>
          <span class="shift-name">{shiftTitle(page, name)}</span>
          {isNow(name) && <span class="chip answer">{page.say('console.roster.now')}</span>}
          <People page={page} people={day[name]} />
        </td>
      ))}
      {edits && (
        <td>
          <a class="button small" href={`/lich-truc/${day.date}`}>
            {page.say('console.roster.edit')}
            <span class="away"> {when}</span>
          </a>
        </td>
      )}
    </tr>
  )
}

function People({ page, people }: { page: Page; people: readonly DutyPerson[] }) {
  if (people.length === 0) return <p class="quiet">{page.say('console.roster.nobody')}</p>
  return (
    <ul>
      {people.map((person) => (
        <li key={person.id}>
          {person.name} <Mark page={page} person={person} />
        </li>
      ))}
    </ul>
  )
}

function Mark({ page, person: { works, listens } }: { page: Page; person: DutyPerson }) {
  if (!works) return <span class="chip careful">{page.say('console.roster.gone')}</span>
  return listens ? null : <span class="chip">{page.say('console.roster.deaf')}</span>
}

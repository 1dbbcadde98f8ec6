import type { RosterPage as Roster, RosterDay, RosterResult } from '../../app/duty-api.js'
import { SHIFTS, type ShiftName } from '../../domain/roster.js'
import type { Page } from '../page.js'
import { dateOf, weekdayOf } from '../times.js'
import { Layout } from './layout.js'
import { Csrf, Notice } from './parts.js'
import { shiftTitle } from './roster.js'

/** What was ticked when the form was refused. */
export type RosterDraft = Readonly<Record<ShiftName, readonly string[]>> & {
  readonly until: string
  readonly problem: Exclude<RosterResult, 'done'>
}

interface DayProps {
  readonly page: Page
  readonly roster: Roster
  readonly day: RosterDay
  readonly draft: RosterDraft | undefined
}

export function RosterDayPage({ page, roster, day, draft }: DayProps) {
  const when = `${weekdayOf(day.date, page.language)}, ${dateOf(day.date)}`
  const title = page.say('console.roster.editTitle', { when })
  return (
    <Layout page={page} title={title} width="narrow">
      <form class="card" method="post" action={`/lich-truc/${day.date}`}>
        <h1>{title}</h1>
        {draft && <Notice tone="alert">{page.say(`console.roster.problem.${draft.problem}`)}</Notice>}
        <Csrf page={page} />
        <input type="hidden" name="version" value={roster.version} />
        {SHIFTS.map(({ name }) => (
          <ShiftBoxes key={name} {...{ page, roster, day, draft, name }} />
        ))}
        <Until page={page} roster={roster} day={day} draft={draft} />
        <p class="actions">
          <button type="submit" class="primary">
            {page.say('console.roster.save')}
          </button>
          <a class="button" href="/lich-truc">
            {page.say('console.roster.leave')}
          </a>
        </p>
      </form>
    </Layout>
  )
}

function ShiftBoxes({ page, roster, day, draft, name }: DayProps & { readonly name: ShiftName }) {
  const ticked = draft ? draft[name] : day[name].map(({ id }) => id)
  const written = day[name].map((person) => person.name).join(', ')
  return (
    <fieldset>
      <legend>{shiftTitle(page, name)}</legend>
      {draft && (
        <p class="hint">
          {page.say('console.roster.written', { names: written || page.say('console.roster.nobody') })}
        </p>
      )}
      {roster.people.map(({ id, name: person, role, listens }) => (
        <label key={id} class="choice">
          <input type="checkbox" name={name} value={id} checked={ticked.includes(id)} />
          <span>
            {person}{' '}
            <span class="hint">
              {role && page.say(`console.role.${role}`)}
              {!listens && ` · ${page.say('console.roster.deaf')}`}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** Most weeks look alike: one form may fill several days. */
function Until({ page, roster, day, draft }: DayProps) {
  const days = roster.days.filter(({ date }) => date >= day.date)
  return (
    <div class="field">
      <label for="o-until">{page.say('console.roster.until')}</label>
      <p class="hint" id="o-until-hint">
        {page.say('console.roster.untilHint')}
      </p>
      <select id="o-until" name="until" aria-describedby="o-until-hint">
        {days.map(({ date }) => (
          <option key={date} value={date} selected={date === (draft?.until ?? day.date)}>
            {date === day.date
              ? page.say('console.roster.onlyThis')
              : page.say('console.roster.untilDay', { when: `${weekdayOf(date, page.language)}, ${dateOf(date)}` })}
          </option>
        ))}
      </select>
    </div>
  )
}

import { type DutyDay, dutyOf, keptFrom, plannedDays, shiftAt } from '../../domain/roster.js'
import type { DutyApi, RosterDay, RosterEdit, RosterResult } from '../duty-api.js'
import { chained } from '../record.js'
import { type ConsoleDeps, mustBeAbleTo } from './deps.js'
import { type DutyView, peopleOf, readDuty } from './duty-people.js'

type RosterCalls = Pick<DutyApi, 'roster' | 'saveRoster'>

export function createRosterCalls(deps: ConsoleDeps): RosterCalls {
  return {
    async roster(actor) {
      mustBeAbleTo(actor, 'roster.read')
      const now = deps.clock.now()
      const view = await readDuty(deps)
      const days = plannedDays(now).map((date) => rosterDay(view, date))
      const { roster, reach } = view
      return { version: roster.version, days, present: shiftAt(now), reach, people: peopleOf(view) }
    },

    async saveRoster(actor, edit) {
      mustBeAbleTo(actor, 'roster.edit')
      const days = daysOf(edit, plannedDays(deps.clock.now()))
      if (days.length === 0 || !(await allWorkHere(deps, edit))) return 'refused'
      return save(deps, actor.officerId, edit, days)
    },
  }
}

function rosterDay({ roster, person }: DutyView, date: string): RosterDay {
  const { day, night } = dutyOf(roster, date)
  return { date, day: day.map(person), night: night.map(person) }
}

/** Empty when one end is out of reach, or they stand the wrong way round. */
function daysOf({ from, until }: RosterEdit, planned: readonly string[]): string[] {
  if (!planned.includes(from) || !planned.includes(until)) return []
  return planned.filter((day) => day >= from && day <= until)
}

async function allWorkHere(deps: ConsoleDeps, { day, night }: RosterEdit): Promise<boolean> {
  const people = peopleOf(await readDuty(deps)).map(({ id }) => id)
  return [...day, ...night].every((id) => people.includes(id))
}

/** Days and audit entry in one step. */
async function save(
  deps: ConsoleDeps,
  actor: string,
  { version, day, night }: RosterEdit,
  days: readonly string[],
): Promise<RosterResult> {
  const duty: DutyDay = { day: [...new Set(day)], night: [...new Set(night)] }
  const change = { version, keptFrom: keptFrom(deps.clock.now()), days: new Map(days.map((one) => [one, duty])) }
  let result: RosterResult = 'changed'
  const fact = { actor, action: 'roster-changed', subject: subjectOf(days) } as const
  await chained(deps, fact, async (entry) => {
    const saved = await deps.duty.rosters.save(change, entry)
    if (saved === 'done') result = 'done'
    return saved === 'changed' ? 'skipped' : saved
  })
  return result
}

function subjectOf(days: readonly string[]): string {
  const [first = '', last = ''] = [days[0], days.at(-1)]
  return first === last ? first : `${first}/${last}`
}

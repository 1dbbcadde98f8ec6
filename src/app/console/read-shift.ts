import { holderOf, isPressing } from '../../domain/cases/queue-filter.js'
import type { CaseStatus } from '../../domain/cases/status.js'
import { may } from '../../domain/officers.js'
import type { ClosedRow, ConsoleApi, QueueRow } from '../console-api.js'
import { type ConsoleDeps, mustBeAbleTo, namesOf } from './deps.js'
import { readDuty } from './duty-people.js'
import { allOpen, readable, rowOf, type Which } from './read-queue.js'

/** A shift lasts eight hours. */
const SHIFT_MS = 8 * 3_600_000
/** More than any shift closes; the list is for paper. */
const CLOSED_LIMIT = 200
const BATCH = 20

export function createReadShift(deps: ConsoleDeps): ConsoleApi['shift'] {
  return async (actor) => {
    mustBeAbleTo(actor, 'queue.read')
    const now = deps.clock.now()
    const which = (['general', 'restricted'] as const).filter((one) => readable(actor, one))
    const names = await namesOf(deps)
    const open = (await Promise.all(which.map((one) => allOpen(deps, one)))).flat().map((one) => rowOf(one, names))
    const closed = (await Promise.all(which.map((one) => closedSince(deps, one, now.getTime() - SHIFT_MS)))).flat()
    const pick = (test: (row: QueueRow) => boolean) => open.filter(test)
    const forLead = (test: (row: QueueRow) => boolean) => (may(actor.role, 'case.confirm-withdrawal') ? pick(test) : [])
    return {
      reach: (await readDuty(deps)).reach,
      mine: pick((row) => holderOf(row, actor.officerId) === 'mine'),
      pressing: pick((row) => holderOf(row, actor.officerId) === 'nobody' && isPressing(row, { now, leads: false })),
      answers: pick((row) => row.unread > 0),
      withdrawals: forLead((row) => row.withdrawal !== null),
      disputes: forLead((row) => row.disputed),
      colleagues: countHeld(pick((row) => holderOf(row, actor.officerId) === 'others')),
      closed: closed.map((one) => closedRow(one, names)).sort((a, b) => b.closedAt.localeCompare(a.closedAt)),
    }
  }
}

function countHeld(rows: readonly QueueRow[]): { name: string; held: number }[] {
  const counts = new Map<string, number>()
  for (const { claimedByName } of rows) {
    if (claimedByName !== null) counts.set(claimedByName, (counts.get(claimedByName) ?? 0) + 1)
  }
  return [...counts].map(([name, held]) => ({ name, held })).sort((a, b) => a.name.localeCompare(b.name, 'vi'))
}

interface Closed {
  readonly status: CaseStatus
  readonly at: string
  readonly by: string | null
}

/** The list is newest first, so the first that is too old ends the search. */
async function closedSince(deps: ConsoleDeps, which: Which, since: number): Promise<Closed[]> {
  const all = await deps.cases.closed(which, CLOSED_LIMIT)
  const found: Closed[] = []
  for (let from = 0; from < all.length; from += BATCH) {
    const batch = await Promise.all(all.slice(from, from + BATCH).map((status) => endOf(deps, status)))
    const recent = batch.filter((end) => Date.parse(end.at) >= since)
    found.push(...recent)
    if (recent.length < batch.length) break
  }
  return found
}

async function endOf({ cases }: ConsoleDeps, status: CaseStatus): Promise<Closed> {
  const events = await cases.events(status.id)
  const end = events.findLast(({ type }) => type === 'closed' || type === 'withdrawn')
  return { status, at: end?.at ?? status.receivedAt, by: end && 'by' in end ? end.by : null }
}

function closedRow({ status, at, by }: Closed, names: ReadonlyMap<string, string>): ClosedRow {
  return { ...rowOf(status, names), closedAt: at, closedByName: by && (names.get(by) ?? by) }
}

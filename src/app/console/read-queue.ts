import { firstLookDue } from '../../domain/cases/clocks.js'
import { fitsFilter, isFiltering, isPressing, type Looker, NO_FILTER } from '../../domain/cases/queue-filter.js'
import type { CaseStatus } from '../../domain/cases/status.js'
import { may } from '../../domain/officers.js'
import { type Actor, type ConsoleApi, QUEUE_PAGE, type QueueQuery, type QueueRow } from '../console-api.js'
import { type ConsoleDeps, mustBeAbleTo, namesOf } from './deps.js'

const CLOSED_LIMIT = 30

export type Which = 'general' | 'restricted'

export function createReadQueue(deps: ConsoleDeps): ConsoleApi['queue'] {
  return async (actor, query = {}) => {
    mustBeAbleTo(actor, 'queue.read')
    const leads = may(actor.role, 'case.close-disputed')
    const looker = { officerId: actor.officerId, now: deps.clock.now(), leads }
    const read = async (which: Which) => (readable(actor, which) ? readPart(deps, which, query, looker) : NOTHING)
    const [names, general, restricted] = await Promise.all([namesOf(deps), read('general'), read('restricted')])
    const rows = (list: readonly CaseStatus[]) => list.map((status) => rowOf(status, names))
    const both = (name: 'total' | 'all' | 'hidden') => ({ general: general[name], restricted: restricted[name] })
    return {
      general: rows(general.open),
      restricted: rows(restricted.open),
      closed: rows([...general.closed, ...restricted.closed]),
      totals: both('total'),
      all: both('all'),
      hidden: both('hidden'),
    }
  }
}

export function readable(actor: Actor, which: Which): boolean {
  return which === 'general' || may(actor.role, 'restricted.read')
}

interface Part {
  readonly open: readonly CaseStatus[]
  readonly closed: readonly CaseStatus[]
  readonly total: number
  readonly all: number
  readonly hidden: number
}

const NOTHING: Part = { open: [], closed: [], total: 0, all: 0, hidden: 0 }

async function readPart(deps: ConsoleDeps, which: Which, query: QueueQuery, looker: Looker): Promise<Part> {
  const { page = 1, filter = NO_FILTER } = query
  const from = (page - 1) * QUEUE_PAGE
  const closed = await deps.cases.closed(which, CLOSED_LIMIT)
  if (!isFiltering(filter)) {
    const open = await deps.cases.queue(which, QUEUE_PAGE, from)
    const all = await deps.cases.countOpen(which)
    return { open, closed, total: all, all, hidden: 0 }
  }
  const all = await allOpen(deps, which)
  const fits = (status: CaseStatus) => fitsFilter(status, filter, looker)
  const fitting = all.filter(fits)
  const hidden = all.filter((status) => isPressing(status, looker) && !fits(status)).length
  return { open: fitting.slice(from, from + QUEUE_PAGE), closed, total: fitting.length, all: all.length, hidden }
}

const BATCH = 1000

/** Every open case, in the queue's order. In batches, so that a long queue blocks Redis for nobody. */
export async function allOpen({ cases }: Pick<ConsoleDeps, 'cases'>, which: Which): Promise<CaseStatus[]> {
  const all = new Map<string, CaseStatus>()
  for (let from = 0; ; from += BATCH) {
    const batch = await cases.queue(which, BATCH, from)
    // By id: a case that moves down meanwhile is met again.
    for (const status of batch) all.set(status.id, status)
    if (batch.length < BATCH) return [...all.values()]
  }
}

export function rowOf(status: CaseStatus, names: ReadonlyMap<string, string>): QueueRow {
  const by = status.state.name === 'claimed' ? status.state.by : null
  return { ...status, dueAt: firstLookDue(status).toISOString(), claimedByName: by && (names.get(by) ?? by) }
}

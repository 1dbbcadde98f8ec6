import { type Buckets, createBuckets } from './buckets.js'
import type { FloodDeps, WaitingTickets } from './deps.js'
import { LIMITS, TICKET_MS, WAIT_JITTER_MS, WAIT_MS, WORK_BITS, WORK_MORE_BITS } from './limits.js'
import type { Pressure } from './pressure.js'
import { sourceOf } from './source.js'

/** A newcomer who wants to begin: the turn of the page they posted, and what the waiting page added to its form. */
export interface Newcomer {
  readonly address: string
  readonly turn: string
  readonly ticket?: string | undefined
  readonly answer?: string | undefined
  /** Whether they gave up meanwhile, or pressed again. */
  gone(): boolean
}

/** What the waiting page needs. */
export interface Wait {
  readonly ticket: string
  readonly bits: number
}

export interface Door {
  /** How to wait, or nothing for those who may come in. */
  ask(newcomer: Newcomer): Promise<Wait | undefined>
  sweep(): void
}

interface Inside {
  readonly tickets: WaitingTickets
  readonly now: () => number
  readonly pressure: Pressure
  readonly buckets: Readonly<Record<'beginFast' | 'begin' | 'samePage' | 'waited' | 'worked' | 'spent', Buckets>>
}

/**
 * Decides who begins at once and who waits first. Counted by address, which many people share: so a full bucket shuts
 * nobody out, it only asks for a few seconds or for a proof of work. Those who do as asked draw on places of their own,
 * which a flood that does not ask for tickets cannot use up. One that waits as people do takes most places for those who
 * wait, but only at its own address, and not the places of those who did the work.
 */
export function createDoor({ tickets, sourceId, now, limits = LIMITS }: FloodDeps, pressure: Pressure): Door {
  const bucket = (name: Exclude<keyof typeof LIMITS, 'visitor' | 'visitorRefused'>) => createBuckets(limits[name], now)
  const buckets = {
    beginFast: bucket('beginFast'),
    begin: bucket('begin'),
    samePage: bucket('samePage'),
    waited: bucket('waited'),
    worked: bucket('worked'),
    // One use of each ticket, remembered for as long as it is good.
    spent: createBuckets({ burst: 1, everyMs: TICKET_MS + WAIT_MS + WAIT_JITTER_MS }, now),
  }
  const inside = { tickets, now, pressure, buckets }
  return {
    async ask(newcomer) {
      const source = sourceId(sourceOf(newcomer.address))
      if (newcomer.ticket !== undefined) return comeBack(inside, source, newcomer, newcomer.ticket)
      return mayBegin(inside, source, newcomer.turn) ? undefined : newWait(inside, source)
    },
    sweep: () => Object.values(buckets).forEach((each) => void each.sweep()),
  }
}

/** A page that is posted over and over takes nothing from those who share its address. */
function mayBegin({ buckets, pressure }: Inside, source: string, turn: string): boolean {
  if (pressure.high() || buckets.samePage.take(turn) > 0) return false
  return buckets.beginFast.take(source) === 0 && buckets.begin.take(source) === 0
}

async function comeBack(inside: Inside, source: string, { answer, gone }: Newcomer, ticket: string) {
  const { tickets, now, pressure, buckets } = inside
  const known = tickets.read(ticket)
  if (!known || now() > known.due + TICKET_MS) return newWait(inside, source)
  const worked = answer !== undefined && tickets.isSolved(ticket, known.bits, answer)
  const early = worked ? 0 : Math.max(known.due - now(), 0)
  // Who presses too early waits here; when there is no room for that, they keep their ticket.
  if (early > 0 && !(await pressure.hold(early))) return { ticket, bits: known.bits }
  if (gone()) return { ticket, bits: known.bits }
  const places = worked ? buckets.worked : buckets.waited
  return buckets.spent.take(ticket) === 0 && places.take(source) === 0 ? undefined : newWait(inside, source)
}

/** The more proofs of work a source has handed in, the more the next one costs: up to 16 times. */
function newWait({ tickets, now, buckets }: Inside, source: string): Wait {
  const due = Math.round(now() + WAIT_MS + Math.random() * WAIT_JITTER_MS)
  const bits = WORK_BITS + Math.floor(WORK_MORE_BITS * buckets.worked.used(source))
  return { ticket: tickets.issue({ due, bits }), bits }
}

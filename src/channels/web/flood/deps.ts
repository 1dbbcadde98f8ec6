import type { Limit } from './buckets.js'
import type { LIMITS } from './limits.js'

/** Proves that a cookie is one of ours. */
export interface VisitorPass {
  seal(token: string): string
  open(pass: string): string | undefined
}

/** What a newcomer gets who is asked to wait: names the moment it is good from, and is a puzzle as well. */
export interface WaitingTickets {
  issue(ticket: { readonly due: number; readonly bits: number }): string
  read(ticket: string): { readonly due: number; readonly bits: number } | undefined
  isSolved(ticket: string, bits: number, answer: string): boolean
}

export interface FloodDeps {
  readonly pass: VisitorPass
  readonly tickets: WaitingTickets
  /** A one-way name, under a key that is new with each start of the process: no address is kept as it is. */
  readonly sourceId: (source: string) => string
  readonly now: () => number
  readonly limits?: Readonly<Record<keyof typeof LIMITS, Limit>>
}

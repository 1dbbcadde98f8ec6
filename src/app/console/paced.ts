import type { SignInResult } from '../console-api.js'
import { record } from '../record.js'
import type { ConsoleDeps } from './deps.js'

/** Whose password is tried, and from where. */
export interface Place {
  readonly login: string
  readonly source: string
  readonly knownDevice?: boolean
}

type Wait = Extract<SignInResult, { kind: 'wait' }>
/** Runs a password check when this place may try now; `wait` otherwise. */
export type Paced = <T>(place: Place, check: (counted: Place) => Promise<T>) => Promise<T | Wait>

/**
 * Password checks use 128 MiB each; more than two or three at once would starve the queue page. Strangers have a place
 * of their own: however many of them come, colleagues at their own browsers get in.
 */
const KNOWN_AT_ONCE = 2
const STRANGERS_AT_ONCE = 1
const WAITING = 8

/** One for all that check passwords, so that together they stay within the limits. */
export function createPaced(deps: ConsoleDeps): Paced {
  const knownGate = createGate(KNOWN_AT_ONCE, WAITING)
  const strangersGate = createGate(STRANGERS_AT_ONCE, WAITING)
  return async ({ login, source, knownDevice }, check) => {
    // The guard counts a `device:` by its own failures only; no network address begins like that.
    const counted = { login, source: knownDevice ? `device:${source}` : source }
    const ms = await deps.guard.waitFor(login, counted.source)
    if (ms > 0) return { kind: 'wait', ms }
    const gate = knownDevice ? knownGate : strangersGate
    return (await gate(() => check(counted))) ?? { kind: 'wait', ms: 5_000 }
  }
}

/** Counts the failure; an account that exists gets an entry in the audit. */
export async function refuse(
  deps: ConsoleDeps,
  { login, source }: Place,
  officerId: string | undefined,
): Promise<{ kind: 'refused' }> {
  await deps.guard.failed(login, source)
  if (officerId) await record(deps, { actor: officerId, action: 'sign-in-failed', subject: null })
  return { kind: 'refused' }
}

/** Runs at most `atOnce` jobs; gives up at once when `waiting` others already wait. */
function createGate(atOnce: number, waiting: number) {
  let running = 0
  const queue: (() => void)[] = []
  return async <T>(job: () => Promise<T>): Promise<T | undefined> => {
    if (running < atOnce) running += 1
    else if (queue.length >= waiting) return undefined
    else await new Promise<void>((resolve) => queue.push(resolve))
    try {
      return await job()
    } finally {
      // A place is handed on, never given back and taken again: otherwise a newcomer could slip in between.
      const next = queue.shift()
      if (next) next()
      else running -= 1
    }
  }
}

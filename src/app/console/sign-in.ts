import type { Officer } from '../../domain/officers.js'
import { Login } from '../../domain/officers.js'
import type { ConsoleApi, SignInResult } from '../console-api.js'
import type { Unlocked } from '../ports.js'
import { record } from '../record.js'
import { afterSignIn } from './after-sign-in.js'
import { actorOf, type ConsoleDeps } from './deps.js'

type SignInInput = Parameters<ConsoleApi['signIn']>[0]
type WithKey = Extract<Officer, { state: 'first' | 'active' }>

/**
 * Password checks use 128 MiB each; more than two or three at once would starve the queue page. Strangers have a place
 * of their own: however many of them come, colleagues at their own browsers get in.
 */
const KNOWN_AT_ONCE = 2
const STRANGERS_AT_ONCE = 1
const WAITING = 8

export function createSignIn(deps: ConsoleDeps): ConsoleApi['signIn'] {
  const knownGate = createGate(KNOWN_AT_ONCE, WAITING)
  const strangersGate = createGate(STRANGERS_AT_ONCE, WAITING)
  return async (input) => {
    const login = Login.safeParse(input.login)
    if (!login.success) return { kind: 'refused' }
    // The guard counts a `device:` by its own failures only; no network address begins like that.
    const source = input.knownDevice ? `device:${input.source}` : input.source
    const read = { ...input, login: login.data, source }
    const ms = await deps.guard.waitFor(read.login, source)
    if (ms > 0) return { kind: 'wait', ms }
    const gate = input.knownDevice ? knownGate : strangersGate
    return (await gate(() => attempt(deps, read))) ?? { kind: 'wait', ms: 5_000 }
  }
}

async function attempt(deps: ConsoleDeps, input: SignInInput): Promise<SignInResult> {
  const officer = await deps.officers.byLogin(input.login)
  if (officer?.state !== 'first' && officer?.state !== 'active') {
    await deps.vault.burnPasswordTime(input.password)
    return refuse(deps, input, undefined)
  }
  const unlocked = await deps.vault.unlock(officer, input.password)
  if (!unlocked || !(await hasSecondFactor(deps, officer, unlocked, input.totp))) return refuse(deps, input, officer)
  const actor = await actorOf(deps, unlocked)
  if (!actor) return refuse(deps, input, officer)
  await deps.guard.succeeded(input.login, input.source)
  await record(deps, { actor: officer.id, action: 'signed-in', subject: null })
  await afterSignIn(deps, actor)
  return { kind: officer.state === 'first' ? 'must-enrol' : 'signed-in', actor }
}

/** The first lead has none yet. A code works once, so that one read over a shoulder is worth nothing. */
async function hasSecondFactor(
  deps: ConsoleDeps,
  officer: WithKey,
  unlocked: Unlocked,
  code: string,
): Promise<boolean> {
  if (officer.state === 'first') return true
  const secret = deps.vault.openTotp(unlocked, officer.totp)
  const step = deps.totp.stepOf(secret, code, deps.clock.now())
  return step !== undefined && (await deps.officers.useTotpStep(officer.id, step))
}

async function refuse(deps: ConsoleDeps, input: SignInInput, officer: Officer | undefined): Promise<SignInResult> {
  await deps.guard.failed(input.login, input.source)
  if (officer) await record(deps, { actor: officer.id, action: 'sign-in-failed', subject: null })
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

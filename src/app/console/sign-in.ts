import type { Officer } from '../../domain/officers.js'
import { Login } from '../../domain/officers.js'
import type { ConsoleApi, SignInResult } from '../console-api.js'
import type { Unlocked } from '../ports.js'
import { record } from '../record.js'
import { afterSignIn } from './after-sign-in.js'
import { actorOf, type ConsoleDeps } from './deps.js'
import { createPaced, refuse } from './paced.js'

type SignInInput = Parameters<ConsoleApi['signIn']>[0]
type WithKey = Extract<Officer, { state: 'first' | 'active' }>

export function createSignIn(deps: ConsoleDeps, paced = createPaced(deps)): ConsoleApi['signIn'] {
  return async (input) => {
    const login = Login.safeParse(input.login)
    if (!login.success) return { kind: 'refused' }
    return paced({ ...input, login: login.data }, (place) => attempt(deps, { ...input, ...place }))
  }
}

async function attempt(deps: ConsoleDeps, input: SignInInput): Promise<SignInResult> {
  const officer = await deps.officers.byLogin(input.login)
  if (officer?.state !== 'first' && officer?.state !== 'active') {
    await deps.vault.burnPasswordTime(input.password)
    return refuse(deps, input, undefined)
  }
  const unlocked = await deps.vault.unlock(officer, input.password)
  if (!unlocked || !(await hasSecondFactor(deps, officer, unlocked, input.totp))) return refuse(deps, input, officer.id)
  const actor = await actorOf(deps, unlocked)
  if (!actor) return refuse(deps, input, officer.id)
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

import type { Officer } from '../../domain/officers.js'
import type { ConsoleApi, UnlockResult } from '../console-api.js'
import { record } from '../record.js'
import { type ConsoleDeps, presentActorOf } from './deps.js'
import { type Paced, type Place, refuse } from './paced.js'

/** Opens a locked screen. The password is enough: the second factor was given when the session began. */
export function createUnlock(deps: ConsoleDeps, paced: Paced): ConsoleApi['unlock'] {
  return async (input) => {
    const officer = await deps.officers.byId(input.officerId)
    if (officer?.state !== 'active') return { kind: 'refused' }
    return paced({ ...input, login: officer.login }, (place) => check(deps, officer, input.password, place))
  }
}

/** Unwrapping the key is the check. */
async function check(
  deps: ConsoleDeps,
  officer: Extract<Officer, { state: 'active' }>,
  password: string,
  place: Place,
): Promise<UnlockResult> {
  const unlocked = await deps.vault.unlock(officer, password)
  const actor = unlocked && (await presentActorOf(deps, unlocked))
  if (!actor) return refuse(deps, place, officer.id)
  await deps.guard.succeeded(place.login, place.source)
  await record(deps, { actor: officer.id, action: 'screen-unlocked', subject: null })
  return { kind: 'unlocked', actor }
}

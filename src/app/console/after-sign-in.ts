import { hasEnded, type KeyList, may } from '../../domain/officers.js'
import type { Actor } from '../console-api.js'
import { record } from '../record.js'
import type { ConsoleDeps } from './deps.js'
import { publish } from './manage-officers.js'

/** A lead who comes by this long before the end signs the key list anew. */
const RENEW_WITHIN_MS = 100 * 86_400_000

/** What a successful sign-in does besides letting somebody in. Only leads hold the key that signs the list. */
export async function afterSignIn(deps: ConsoleDeps, actor: Actor): Promise<void> {
  if (!may(actor.role, 'officers.manage')) return
  const list = await deps.keyLists.current({ evenExpired: true })
  if (!endsSoon(list, deps.clock.now())) return
  try {
    await renew(deps, actor)
  } catch (error) {
    // While the list still holds, a lead who cannot renew it can at least see why in the log, and work.
    if (hasEnded(list, deps.clock.now())) throw error
    deps.log.warn('the key list was not renewed', { error })
  }
}

async function renew(deps: ConsoleDeps, actor: Actor): Promise<void> {
  await publish(deps, (material) => deps.vault.renew(actor.unlocked, material), { evenExpired: true })
  await record(deps, { actor: actor.officerId, action: 'key-list-renewed', subject: null })
}

function endsSoon({ expiresAt }: KeyList, at: Date): boolean {
  return Date.parse(expiresAt) - at.getTime() < RENEW_WITHIN_MS
}

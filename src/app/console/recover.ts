import type { Officer } from '../../domain/officers.js'
import type { Unlocked } from '../ports.js'
import { record } from '../record.js'
import type { ConsoleDeps } from './deps.js'
import { publish } from './manage-officers.js'

type RecoverDeps = Pick<ConsoleDeps, 'officers' | 'keyLists' | 'vault' | 'audit' | 'linkAudit' | 'clock'>

/**
 * A new lead, made with the recovery key from the safe, for when no lead can sign in any more. The newcomer gets a
 * one-time password, chooses their own at the first sign-in, and can then admit and disable others.
 * @param by the recovery key's holder: it has the same slots in the ring as a lead
 */
export async function recover(deps: RecoverDeps, by: Unlocked, login: string, name: string) {
  if (await deps.officers.byLogin(login)) return 'login-taken'
  const [id, oneTimePassword] = [deps.vault.newOfficerId(), deps.vault.newOneTimeCode()]
  const { unlocked, wrapped } = await deps.vault.newOfficerKey(id, oneTimePassword)
  const { publicKey } = unlocked
  unlocked.secretKey.fill(0)
  const officer: Officer = { v: 1, id, login, name, role: 'lead', state: 'first', publicKey, wrapped }
  // First what only the right recovery key can do: a wrong one leaves nothing behind.
  const newcomer = { officerId: id, publicKey, role: 'lead', enrolled: false } as const
  await publish(deps, (material) => deps.vault.admit(by, material, newcomer), { evenExpired: true })
  if (!(await deps.officers.put(officer, null))) return 'login-taken'
  await record(deps, { actor: 'recovery', action: 'officer-approved', subject: id })
  return { login, oneTimePassword }
}

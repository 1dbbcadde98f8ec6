import { may, officerKey, type Permission } from '../../domain/officers.js'
import type { Log } from '../../log.js'
import { type Actor, NotPermitted } from '../console-api.js'
import type {
  AuditLinker,
  AuditStore,
  CaseStore,
  Clock,
  KeyLists,
  KeyMaterial,
  OfficerStore,
  OfficerVault,
  SignInGuard,
  Totp,
  Unlocked,
} from '../ports.js'

export interface ConsoleDeps {
  readonly cases: CaseStore
  readonly officers: OfficerStore
  readonly keyLists: KeyLists
  readonly audit: AuditStore
  readonly linkAudit: AuditLinker
  readonly vault: OfficerVault
  readonly totp: Totp
  readonly guard: SignInGuard
  readonly clock: Clock
  readonly log: Log
}

export function mustBeAbleTo(actor: Actor, permission: Permission): void {
  if (!may(actor.role, permission)) throw new NotPermitted()
}

export async function keyMaterial({
  officers,
  keyLists,
}: Pick<ConsoleDeps, 'officers' | 'keyLists'>): Promise<KeyMaterial> {
  const [ring, list] = await Promise.all([officers.ring(), keyLists.current()])
  return { ring, list }
}

/**
 * Who holds this key. The role comes from the signed list, never from the account's row: whoever can write to Redis
 * cannot promote anybody.
 */
export async function actorOf({ officers, keyLists }: ConsoleDeps, unlocked: Unlocked): Promise<Actor | undefined> {
  const [officer, list] = await Promise.all([officers.byId(unlocked.officerId), keyLists.current()])
  const entry = officerKey(list, unlocked.officerId)
  if (!officer || !entry || entry.publicKey !== unlocked.publicKey) return undefined
  if (officer.state !== 'active' && officer.state !== 'first') return undefined
  return { officerId: officer.id, name: officer.name, login: officer.login, role: entry.role, unlocked }
}

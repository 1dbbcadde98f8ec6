import { hasEnded, type KeyList, may, type Officer, officerKey, type Permission } from '../../domain/officers.js'
import type { Log } from '../../log.js'
import { type Actor, NotPermitted } from '../console-api.js'
import type {
  AuditLinker,
  AuditStore,
  CaseStore,
  Clock,
  KeyListReading,
  KeyLists,
  KeyMaterial,
  OfficerStore,
  OfficerVault,
  SignInGuard,
  Totp,
  Unlocked,
} from '../ports.js'
import type { Notices, ReturnAddresses } from '../ports-address.js'
import type { AlertLinks, BotName, LinkCodes, Rosters } from '../ports-alerts.js'
import type { EvidenceFiles } from '../ports-evidence.js'

/** Who is on duty, and how officers are told. */
export interface DutyDeps {
  readonly rosters: Rosters
  readonly links: AlertLinks
  readonly codes: Pick<LinkCodes, 'give' | 'withdraw'>
  readonly botName: Pick<BotName, 'read'>
  readonly newLinkCode: () => string
  /** The one-way id of a typed code; nothing when it cannot be one. */
  readonly linkCodeId: (typed: string) => string | undefined
}

export interface ConsoleDeps {
  readonly cases: CaseStore
  readonly officers: OfficerStore
  readonly keyLists: KeyLists
  readonly audit: AuditStore
  readonly linkAudit: AuditLinker
  readonly vault: OfficerVault
  readonly totp: Totp
  readonly evidence: Pick<EvidenceFiles, 'open'>
  readonly addresses: Pick<ReturnAddresses, 'of'>
  readonly notices: Notices
  readonly guard: SignInGuard
  readonly duty: DutyDeps
  readonly clock: Clock
  readonly log: Log
}

export function mustBeAbleTo(actor: Actor, permission: Permission): void {
  if (!may(actor.role, permission)) throw new NotPermitted()
}

export async function keyMaterial(
  { officers, keyLists }: Pick<ConsoleDeps, 'officers' | 'keyLists'>,
  options?: KeyListReading,
): Promise<KeyMaterial> {
  const [ring, list] = await Promise.all([officers.ring(), keyLists.current(options)])
  return { ring, list }
}

/** Names by id, of everybody who ever had an account. */
export async function namesOf({ officers }: Pick<ConsoleDeps, 'officers'>): Promise<Map<string, string>> {
  return new Map((await officers.all()).map((officer) => [officer.id, officer.name]))
}

/**
 * Who signs in with this key. The role comes from the signed list, never from the account's row: whoever can write to
 * Redis cannot promote anybody. A list that has run out lets leads in and nobody else: they renew it.
 */
export async function actorOf(deps: ConsoleDeps, unlocked: Unlocked): Promise<Actor | undefined> {
  const { actor, ended } = await find(deps, unlocked)
  return actor && ended && !may(actor.role, 'officers.manage') ? undefined : actor
}

/** Who acts with this key in a session: nobody, a lead neither, when the list has run out. */
export async function presentActorOf(deps: ConsoleDeps, unlocked: Unlocked): Promise<Actor | undefined> {
  const { actor, ended } = await find(deps, unlocked)
  return ended ? undefined : actor
}

async function find({ officers, keyLists, clock }: ConsoleDeps, unlocked: Unlocked) {
  const [officer, list] = await Promise.all([
    officers.byId(unlocked.officerId),
    keyLists.current({ evenExpired: true }),
  ])
  return { actor: listedActor(officer, list, unlocked), ended: hasEnded(list, clock.now()) }
}

function listedActor(officer: Officer | undefined, list: KeyList, unlocked: Unlocked): Actor | undefined {
  const entry = officerKey(list, unlocked.officerId)
  if (!officer || !entry || entry.publicKey !== unlocked.publicKey) return undefined
  // `first` is let in without a second factor, so the list has to say the same as the row.
  if (officer.state !== (entry.enrolled ? 'active' : 'first')) return undefined
  return { officerId: officer.id, name: officer.name, login: officer.login, role: entry.role, unlocked }
}

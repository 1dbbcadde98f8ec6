import type { KeyList, Officer } from '../../domain/officers.js'
import { may, officerKey, officerKeys } from '../../domain/officers.js'
import type { Actor, ConsoleApi, OfficerRow } from '../console-api.js'
import { type Admission, type KeyListReading, type Leaver, StoreUnavailable } from '../ports.js'
import { record } from '../record.js'
import { createAct } from './act.js'
import { type ConsoleDeps, keyMaterial, mustBeAbleTo } from './deps.js'

/** An invitation works for three days. */
const INVITED_FOR_MS = 3 * 86_400_000

type OfficerCalls = Pick<ConsoleApi, 'officers' | 'invite' | 'approve' | 'disable'>

export function createOfficerCalls(deps: ConsoleDeps): OfficerCalls {
  return {
    async officers(actor) {
      mustBeAbleTo(actor, 'officers.manage')
      const [all, list] = await Promise.all([deps.officers.all(), deps.keyLists.current()])
      return all.map((officer) => rowOf(officer, list)).sort((a, b) => a.name.localeCompare(b.name, 'vi'))
    },

    async invite(actor, { login, name, role }) {
      mustBeAbleTo(actor, 'officers.manage')
      const [id, code] = [deps.vault.newOfficerId(), deps.vault.newOneTimeCode()]
      const expiresAt = new Date(deps.clock.now().getTime() + INVITED_FOR_MS).toISOString()
      const codeHash = deps.vault.hashCode(code)
      const invited: Officer = {
        v: 1,
        id,
        login,
        name,
        role,
        state: 'invited',
        codeHash,
        expiresAt,
        invitedBy: actor.officerId,
      }
      if (!(await deps.officers.put(invited, null))) return 'login-taken'
      await record(deps, { actor: actor.officerId, action: 'officer-invited', subject: id })
      return { officerId: id, code }
    },

    async approve(actor, officerId, fingerprint, role) {
      mustBeAbleTo(actor, 'officers.manage')
      const officer = await deps.officers.byId(officerId)
      if (officer?.state !== 'pending') return 'not-found'
      if (plain(fingerprint) !== plain(deps.vault.fingerprint(officer.publicKey))) return 'wrong-fingerprint'
      const newcomer = { officerId, publicKey: officer.publicKey, role, enrolled: true }
      await publish(deps, (material) => deps.vault.admit(actor.unlocked, material, newcomer))
      const { invitedBy: _, ...rest } = officer
      if (!(await deps.officers.put({ ...rest, role, state: 'active' }, 'pending'))) {
        return withdraw(deps, actor, officer)
      }
      await record(deps, { actor: actor.officerId, action: 'officer-approved', subject: officerId })
      return 'done'
    },

    async disable(actor, officerId) {
      mustBeAbleTo(actor, 'officers.manage')
      const [officer, list] = await Promise.all([deps.officers.byId(officerId), deps.keyLists.current()])
      // Disabled and still listed: an approval that lost against disabling was cut off before it took itself back.
      const isDone = officer?.state === 'disabled' && !officerKey(list, officerId)
      if (!officer || isDone) return 'not-found'
      const otherLeads = officerKeys(list).filter(
        (key) => key.officerId !== officerId && may(key.role, 'officers.manage'),
      )
      if (otherLeads.length === 0) return 'last-lead'
      if (!(await closeAccount(deps, actor, officer))) throw new StoreUnavailable(new Error('account busy'))
      await deps.duty.codes.withdraw(officerId)
      await deps.duty.links.remove(officerId)
      await record(deps, { actor: actor.officerId, action: 'officer-disabled', subject: officerId })
      return 'done'
    },
  }
}

/** The row shows the role of the signed list; a row the list does not know, or knows otherwise, is not trusted. */
function rowOf({ id, name, login, role, state }: Officer, list: KeyList): OfficerRow {
  const listed = officerKey(list, id)
  const needsListing = state === 'active' || state === 'first'
  const enrolled = state === 'active'
  const trusted = needsListing ? listed?.role === role && listed.enrolled === enrolled : true
  return { id, name, login, role: listed?.role ?? role, state, trusted }
}

/** Nothing waits for somebody who is gone. */
async function putBackCasesOf(deps: ConsoleDeps, actor: Actor, officerId: string): Promise<void> {
  const act = createAct(deps)
  for (const which of ['general', 'restricted'] as const) {
    for (const { id, state } of await deps.cases.queue(which, Number.MAX_SAFE_INTEGER)) {
      if (state.name === 'claimed' && state.by === officerId) await act(actor, id, { type: 'take-back' })
    }
  }
}

/** Again when the row moved on meanwhile: whoever approved it just now gave out slots that have to go as well. */
async function closeAccount(deps: ConsoleDeps, actor: Actor, known: Officer): Promise<boolean> {
  let officer = known
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await shutOut(deps, actor, officer)
    await putBackCasesOf(deps, actor, officer.id)
    const { v, id, login, name, role } = officer
    const disabled: Officer = { v, id, login, name, role, state: 'disabled', disabledBy: actor.officerId }
    if (await deps.officers.put(disabled, officer.state)) return true
    officer = (await deps.officers.byId(id)) ?? officer
  }
  return false
}

/** The row was no longer pending when it was to become active: disabled meanwhile, or approved by somebody faster. */
async function withdraw(deps: ConsoleDeps, actor: Actor, pending: Officer): Promise<'done' | 'not-found'> {
  const now = await deps.officers.byId(pending.id)
  if (now?.state === 'active') return 'done'
  await shutOut(deps, actor, pending)
  return 'not-found'
}

/**
 * New keys first, then the list without the leaver, then the leaver's slots. No order of crashes keeps them in: the row
 * becomes `disabled` after this, and until then a retry finds what is left, an entry or slots, and does it again.
 */
async function shutOut(deps: ConsoleDeps, actor: Actor, officer: Officer): Promise<void> {
  const { ring, list } = await keyMaterial(deps)
  const leaver: Leaver = { officerId: officer.id, keyIds: keyIdsOf(deps, officer, list) }
  const hasSlots = Object.values(ring).some((slots) => leaver.keyIds.some((id) => slots[id] !== undefined))
  if (!hasSlots && !officerKey(list, officer.id)) return
  await publish(deps, (material) => deps.vault.rotate(actor.unlocked, material, leaver))
  for (const keyId of leaver.keyIds) await deps.officers.removeFromRing(keyId)
  await record(deps, { actor: actor.officerId, action: 'key-rotated', subject: officer.id })
}

/** By list and by row. A row is only Redis's word: it cannot name the key of somebody who stays. */
function keyIdsOf({ vault }: ConsoleDeps, officer: Officer, { keys }: KeyList): string[] {
  const listed = keys.filter((key) => key.use === 'officer' && key.officerId === officer.id).map((key) => key.keyId)
  const inRow = 'publicKey' in officer ? [vault.keyId(officer.publicKey)] : []
  const foreign = keys.filter((key) => !listed.includes(key.keyId)).map((key) => key.keyId)
  return [...new Set([...listed, ...inRow])].filter((id) => !foreign.includes(id))
}

/**
 * Adds to the ring and publishes the list signed with it, again when somebody else was faster. A list that nobody could
 * read would shut everybody out, so it never replaces one that holds.
 */
export async function publish(
  deps: Pick<ConsoleDeps, 'officers' | 'keyLists' | 'vault'>,
  make: (material: Awaited<ReturnType<typeof keyMaterial>>) => Admission,
  reading?: KeyListReading,
) {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const material = await keyMaterial(deps, reading)
    const { ring, signed } = make(material)
    if (!deps.vault.verifies(signed)) throw new Error('the new key list would not verify')
    await deps.officers.addToRing(ring)
    if (await deps.keyLists.replace(signed, material.list.serial)) return
  }
  throw new StoreUnavailable(new Error('key list busy'))
}

function plain(code: string): string {
  return code
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-Z]/g, '')
}

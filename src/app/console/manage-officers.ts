import type { KeyList, Officer } from '../../domain/officers.js'
import { may, officerKey, officerKeys } from '../../domain/officers.js'
import type { Actor, ConsoleApi, OfficerRow } from '../console-api.js'
import { type Admission, StoreUnavailable } from '../ports.js'
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
      const { publicKey } = officer
      await publish(deps, (material) => deps.vault.admit(actor.unlocked, material, { officerId, publicKey, role }))
      const { invitedBy: _, ...rest } = officer
      await deps.officers.put({ ...rest, role, state: 'active' }, 'pending')
      await record(deps, { actor: actor.officerId, action: 'officer-approved', subject: officerId })
      return 'done'
    },

    async disable(actor, officerId) {
      mustBeAbleTo(actor, 'officers.manage')
      const officer = await deps.officers.byId(officerId)
      if (!officer || officer.state === 'disabled') return 'not-found'
      const list = await deps.keyLists.current()
      const otherLeads = officerKeys(list).filter(
        (key) => key.officerId !== officerId && may(key.role, 'officers.manage'),
      )
      if (otherLeads.length === 0) return 'last-lead'
      const listed = officerKey(list, officerId)
      if (listed) await shutOut(deps, actor, officerId, listed.keyId)
      await putBackCasesOf(deps, actor, officerId)
      const { v, id, login, name, role } = officer
      await deps.officers.put(
        { v, id, login, name, role, state: 'disabled', disabledBy: actor.officerId },
        officer.state,
      )
      await record(deps, { actor: actor.officerId, action: 'officer-disabled', subject: officerId })
      return 'done'
    },
  }
}

/** The row shows the role of the signed list; a row the list does not know, or knows otherwise, is not trusted. */
function rowOf({ id, name, login, role, state }: Officer, list: KeyList): OfficerRow {
  const listed = officerKey(list, id)
  const needsListing = state === 'active' || state === 'first'
  const trusted = needsListing ? listed?.role === role : true
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

/** New keys first, then the list without the leaver, then the leaver's slots: no order of crashes keeps them in. */
async function shutOut(
  deps: ConsoleDeps,
  actor: Parameters<OfficerCalls['disable']>[0],
  officerId: string,
  keyId: string,
) {
  await publish(deps, (material) => deps.vault.rotate(actor.unlocked, material, officerId))
  await deps.officers.removeFromRing(keyId)
  await record(deps, { actor: actor.officerId, action: 'key-rotated', subject: officerId })
}

/** Adds to the ring and publishes the list signed with it, again when somebody else was faster. */
export async function publish(
  deps: Pick<ConsoleDeps, 'officers' | 'keyLists'>,
  make: (material: Awaited<ReturnType<typeof keyMaterial>>) => Admission,
) {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const material = await keyMaterial(deps)
    const { ring, signed } = make(material)
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

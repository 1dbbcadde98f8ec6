import { type Officer, officerKey } from '../../domain/officers.js'
import type { Actor, ConsoleApi } from '../console-api.js'
import type { Unlocked } from '../ports.js'
import { record } from '../record.js'
import type { ConsoleDeps } from './deps.js'
import { publish } from './manage-officers.js'

export const PASSWORD_MIN = 12

type EnrolCalls = Pick<ConsoleApi, 'newTotp' | 'finishFirst' | 'invitation' | 'enrol'>

/** How an officer gets a password and a second factor: the first lead by themselves, others by invitation. */
export function createEnrolment(deps: ConsoleDeps): EnrolCalls {
  return {
    newTotp: (login) => deps.totp.create(login),

    async finishFirst(actor, { password, totpSecret, totp }) {
      if (isWeak(password, actor.login)) return { kind: 'weak-password' }
      const step = deps.totp.stepOf(totpSecret, totp, deps.clock.now())
      if (step === undefined) return { kind: 'wrong-totp' }
      const officer = await deps.officers.byId(actor.officerId)
      if (officer?.state !== 'first') return { kind: 'bad-link' }
      const { unlocked, wrapped } = await deps.vault.newOfficerKey(officer.id, password)
      const { publicKey } = unlocked
      const totpSealed = deps.vault.sealTotp(publicKey, officer.id, totpSecret)
      await deps.officers.useTotpStep(officer.id, step)
      // The row first: of two browsers that finish at once, one gets it, and only that one publishes its key.
      const active: Officer = { ...officer, state: 'active', publicKey, wrapped, totp: totpSealed }
      if (!(await deps.officers.put(active, 'first'))) return { kind: 'bad-link' }
      await replaceKey(deps, actor, officer, unlocked)
      await record(deps, { actor: officer.id, action: 'password-chosen', subject: null })
      return { kind: 'active', actor: { ...actor, unlocked } }
    },

    async invitation(officerId) {
      const officer = await openInvitation(deps, officerId)
      return officer && { login: officer.login, name: officer.name }
    },

    async enrol(officerId, { code, password, totpSecret, totp }) {
      const officer = await openInvitation(deps, officerId)
      if (!officer || !deps.vault.codeMatches(code, officer.codeHash)) return { kind: 'bad-link' }
      if (isWeak(password, officer.login)) return { kind: 'weak-password' }
      const step = deps.totp.stepOf(totpSecret, totp, deps.clock.now())
      if (step === undefined) return { kind: 'wrong-totp' }
      await deps.officers.useTotpStep(officer.id, step)
      const publicKey = await storePending(deps, officer, password, totpSecret)
      if (publicKey === undefined) return { kind: 'bad-link' }
      await record(deps, { actor: officer.id, action: 'officer-enrolled', subject: officer.id })
      return { kind: 'pending', fingerprint: deps.vault.fingerprint(publicKey) }
    },
  }
}

type First = Extract<Officer, { state: 'first' }>

/**
 * The one-time password was on paper and on a screen, and old copies of the server's file hold the key it opens. So that
 * key ends here: the new one takes its place in list and ring.
 */
async function replaceKey(deps: ConsoleDeps, actor: Actor, first: First, fresh: Unlocked): Promise<void> {
  const { publicKey } = fresh
  const newcomer = { officerId: first.id, publicKey, role: actor.role, enrolled: true }
  try {
    await publish(deps, (material) => deps.vault.admit(actor.unlocked, material, newcomer))
  } catch (error) {
    // Only the answer may have been lost: then the new key counts. Otherwise the one-time password works again.
    const listed = officerKey(await deps.keyLists.current(), first.id)
    if (listed?.publicKey !== publicKey) {
      await deps.officers.put(first, 'active')
      throw error
    }
  }
  await deps.officers.removeFromRing(deps.vault.keyId(actor.unlocked.publicKey))
  await deps.officers.compact().catch((error) => deps.log.warn('the old key stays in the file of Redis', { error }))
}

type Invited = Extract<Officer, { state: 'invited' }>

async function openInvitation({ officers, clock }: ConsoleDeps, officerId: string): Promise<Invited | undefined> {
  const officer = await officers.byId(officerId)
  if (officer?.state !== 'invited') return undefined
  return Date.parse(officer.expiresAt) > clock.now().getTime() ? officer : undefined
}

/** The newcomer's keys, kept as pending: worth nothing until a lead has compared the fingerprint. */
async function storePending({ vault, officers }: ConsoleDeps, invited: Invited, password: string, secret: string) {
  const { id, login, name, role, invitedBy } = invited
  const { unlocked, wrapped } = await vault.newOfficerKey(id, password)
  const { publicKey } = unlocked
  unlocked.secretKey.fill(0)
  const totp = vault.sealTotp(publicKey, id, secret)
  const pending: Officer = { v: 1, id, login, name, role, state: 'pending', publicKey, wrapped, totp, invitedBy }
  return (await officers.put(pending, 'invited')) ? publicKey : undefined
}

/** Length is what counts; the login or one repeated character inside it does not make it long. */
function isWeak(password: string, login: string): boolean {
  const characters = [...password.normalize('NFC')]
  return characters.length < PASSWORD_MIN || new Set(characters).size < 5 || password.toLowerCase().includes(login)
}

import type { Officer } from '../../domain/officers.js'
import type { ConsoleApi } from '../console-api.js'
import { record } from '../record.js'
import type { ConsoleDeps } from './deps.js'

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
      const wrapped = await deps.vault.rewrap(actor.unlocked, password)
      const sealed = deps.vault.sealTotp(officer.publicKey, officer.id, totpSecret)
      await deps.officers.useTotpStep(officer.id, step)
      if (!(await deps.officers.put({ ...officer, state: 'active', wrapped, totp: sealed }, 'first'))) {
        return { kind: 'bad-link' }
      }
      await record(deps, { actor: officer.id, action: 'password-chosen', subject: null })
      return { kind: 'active', actor }
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

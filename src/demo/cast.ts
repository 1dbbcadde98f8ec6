import type { Actor, ConsoleApi, SignInResult } from '../app/console-api.js'
import type { DemoClock } from './clock.js'
import { presentCode } from './codes.js'
import type { DemoData } from './story.js'

type Member = DemoData['officers'][number]

export interface Credentials {
  readonly login: string
  readonly name: string
  readonly role: Member['role']
  readonly password: string
  readonly totpSecret: string
}

export interface CastDeps {
  readonly api: ConsoleApi
  readonly clock: DemoClock
  readonly newPassword: () => string
}

interface Player {
  readonly actor: Actor
  readonly credentials: Credentials
}

const SOURCE = 'demo'
/** A code works once, so each use of one is in a time step of its own. */
const NEXT_CODE_MS = 60_000

/** The first lead, by the one-time password of the first run; from then on with a password and codes of the demo. */
export async function enrolFirstLead(
  deps: CastDeps,
  first: { readonly login: string; readonly oneTimePassword: string },
): Promise<Player> {
  const { api, clock } = deps
  const { login, oneTimePassword } = first
  const result = await api.signIn({ login, password: oneTimePassword, totp: '', source: SOURCE })
  const { actor } = expectKind(result, 'must-enrol')
  const chosen = choose(deps, login)
  const done = await api.finishFirst(actor, { ...chosen, totp: codeOf(deps, chosen.totpSecret) })
  clock.pass(NEXT_CODE_MS)
  const { actor: ready } = expectKind(done, 'active')
  return { actor: ready, credentials: { login, name: ready.name, role: ready.role, ...chosen } }
}

/** Invited, enrolled, admitted by the fingerprint and signed in, as any newcomer is. */
export async function admit(deps: CastDeps, lead: Actor, member: Member): Promise<Player> {
  const { api, clock } = deps
  const { login, role } = member
  const invited = await api.invite(lead, member)
  if (invited === 'login-taken') throw new Error(`demo: ${invited}`)
  const chosen = choose(deps, login)
  const enrolling = { code: invited.code, ...chosen, totp: codeOf(deps, chosen.totpSecret) }
  const { fingerprint } = expectKind(await api.enrol(invited.officerId, enrolling), 'pending')
  const approved = await api.approve(lead, invited.officerId, fingerprint, role)
  if (approved !== 'done') throw new Error(`demo: ${approved}`)
  clock.pass(NEXT_CODE_MS)
  const { password, totpSecret } = chosen
  const result = await api.signIn({ login, password, totp: codeOf(deps, totpSecret), source: SOURCE })
  return { actor: expectKind(result, 'signed-in').actor, credentials: { ...member, ...chosen } }
}

function choose({ api, newPassword }: CastDeps, login: string) {
  return { password: newPassword(), totpSecret: api.newTotp(login).secret }
}

function codeOf({ clock }: CastDeps, totpSecret: string): string {
  return presentCode(totpSecret, clock.now()).code
}

type Kind = (SignInResult | Awaited<ReturnType<ConsoleApi['enrol']>>)['kind']

function expectKind<R extends { readonly kind: Kind }, K extends R['kind']>(
  result: R,
  kind: K,
): Extract<R, { kind: K }> {
  if (result.kind !== kind) throw new Error(`demo: ${result.kind} instead of ${kind}`)
  return result as Extract<R, { kind: K }>
}

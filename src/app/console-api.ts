import type { AuditEntry } from '../domain/audit.js'
import type { Outcome } from '../domain/cases/events.js'
import type { CaseStatus } from '../domain/cases/status.js'
import type { Officer } from '../domain/officers.js'
import type { ReportContent } from '../domain/report.js'
import type { Unlocked } from './ports.js'

/** A signed-in officer, for the length of a request. */
export interface Actor {
  readonly officerId: string
  readonly name: string
  readonly login: string
  readonly role: Officer['role']
  readonly unlocked: Unlocked
}

export type SignInResult =
  | { readonly kind: 'signed-in'; readonly actor: Actor }
  /** The first lead, with the one-time password: must choose a password and enrol TOTP before anything else. */
  | { readonly kind: 'must-enrol'; readonly actor: Actor }
  /** Login, password or code wrong; or the account waits for approval: the same words for all of them. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'wait'; readonly ms: number }

export type EnrolResult =
  | { readonly kind: 'pending'; readonly fingerprint: string }
  | { readonly kind: 'active'; readonly actor: Actor }
  | { readonly kind: 'bad-link' }
  | { readonly kind: 'weak-password' }
  | { readonly kind: 'wrong-totp' }

/** Words for the form, sorted by who acts next: the officer. */
export type ActResult =
  | 'done'
  | 'not-found'
  | 'not-allowed'
  | 'claimed-by-other'
  | 'not-claimed'
  | 'no-open-question'
  | 'changed'
  /** The citizen disputed the last closure: only a lead may close the report again. */
  | 'lead-only'
  | 'too-many'

export interface QueueRow extends CaseStatus {
  readonly dueAt: string
  readonly claimedByName: string | null
}

export const QUEUE_PAGE = 200

export interface QueuePage {
  readonly general: readonly QueueRow[]
  readonly restricted: readonly QueueRow[]
  readonly closed: readonly QueueRow[]
  readonly totals: { readonly general: number; readonly restricted: number }
}

export interface CaseEntry {
  readonly n: number
  readonly at: string
  readonly type: string
  readonly byName: string | null
  /** Officers' words or the citizen's answer, opened; null when the entry has none, and when it would not open. */
  readonly text: string | null
  readonly unreadable: boolean
  readonly outcome: Outcome | null
}

export interface CasePage {
  readonly status: CaseStatus
  readonly dueAt: string
  readonly claimedByName: string | null
  readonly mine: boolean
  /** Null when the report would not open (wrong key or changed): the page says so, loudly. */
  readonly content: ReportContent | null
  readonly evidenceCount: number
  readonly firstHand: 'saw' | 'heard' | null
  readonly happeningNow: boolean
  /** False: the bot's signature is missing or wrong. */
  readonly signed: boolean
  readonly entries: readonly CaseEntry[]
}

export type CaseAction =
  | { readonly type: 'claim' }
  | { readonly type: 'release' }
  | { readonly type: 'take-back' }
  | { readonly type: 'confirm-withdrawal' }
  | { readonly type: 'ask'; readonly text: string }
  | { readonly type: 'reply'; readonly text: string }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'close'; readonly outcome: Outcome; readonly note: string; readonly reply: string }
  | { readonly type: 'reopen'; readonly text: string }

export interface OfficerRow {
  readonly id: string
  readonly name: string
  readonly login: string
  readonly role: Officer['role']
  readonly state: Officer['state']
  /** False for an account row that the signed key list does not know: someone wrote it into Redis. */
  readonly trusted: boolean
}

/** Everything the console's pages can do. Each call checks the actor's permission and writes the audit itself. */
export interface ConsoleApi {
  /** `knownDevice`: a browser that has signed in as this login before; it is slowed by its own failures only. */
  signIn(input: {
    login: string
    password: string
    totp: string
    source: string
    knownDevice?: boolean
  }): Promise<SignInResult>
  /** The actor of a session, or nothing when the account is no longer in the signed key list. */
  resume(unlocked: Unlocked): Promise<Actor | undefined>
  signedOut(actor: Actor): Promise<void>

  /** A new TOTP secret with its otpauth: URL, to be confirmed with a code by the calls below. */
  newTotp(login: string): { readonly secret: string; readonly url: string }
  finishFirst(actor: Actor, input: { password: string; totpSecret: string; totp: string }): Promise<EnrolResult>
  /** The newcomer's link holds only the id; the one-time code is told another way and typed. */
  invitation(officerId: string): Promise<{ readonly login: string; readonly name: string } | undefined>
  enrol(
    officerId: string,
    input: { code: string; password: string; totpSecret: string; totp: string },
  ): Promise<EnrolResult>

  /** One page of the queue, from 1. `totals` counts all open cases, so that nothing is out of sight without a word. */
  queue(actor: Actor, page?: number): Promise<QueuePage>
  openCase(actor: Actor, caseId: string): Promise<CasePage | undefined>
  /** `seen`: the version on the officer's screen; `changed` when the case moved on since, so nobody answers blindly. */
  act(actor: Actor, caseId: string, action: CaseAction, seen?: number): Promise<ActResult>

  officers(actor: Actor): Promise<OfficerRow[]>
  invite(
    actor: Actor,
    input: { login: string; name: string; role: Officer['role'] },
  ): Promise<{ officerId: string; code: string } | 'login-taken'>
  /**
   * `fingerprint` is what the newcomer read out, `role` what the lead chooses now: neither comes from the account's row,
   * which whoever can write to Redis could have changed. A wrong fingerprint admits nobody.
   */
  approve(
    actor: Actor,
    officerId: string,
    fingerprint: string,
    role: Officer['role'],
  ): Promise<'done' | 'wrong-fingerprint' | 'not-found'>
  disable(actor: Actor, officerId: string): Promise<'done' | 'last-lead' | 'not-found'>
  audit(actor: Actor): Promise<AuditEntry[]>
}

export class NotPermitted extends Error {
  constructor() {
    super('not permitted')
    this.name = 'NotPermitted'
  }
}

import type { AlertReach } from '../domain/alerts.js'
import type { AuditEntry } from '../domain/audit.js'
import type { Outcome } from '../domain/cases/events.js'
import type { QueueFilter } from '../domain/cases/queue-filter.js'
import type { CaseStatus } from '../domain/cases/status.js'
import type { Evidence } from '../domain/evidence.js'
import type { Officer } from '../domain/officers.js'
import type { ReportContent } from '../domain/report.js'
import type { Actor } from './actor.js'
import type { DutyApi } from './duty-api.js'
import type { Unlocked } from './ports.js'

export type { Actor } from './actor.js'

export type SignInResult =
  | { readonly kind: 'signed-in'; readonly actor: Actor }
  /** The first lead, with the one-time password: must choose a password and enrol TOTP before anything else. */
  | { readonly kind: 'must-enrol'; readonly actor: Actor }
  /** Login, password or code wrong; or the account waits for approval: the same words for all of them. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'wait'; readonly ms: number }

export type UnlockResult =
  | { readonly kind: 'unlocked'; readonly actor: Actor }
  | Extract<SignInResult, { kind: 'refused' | 'wait' }>

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

/** A number for the reports everybody may see, and one for those of the leads. */
export interface QueueCount {
  readonly general: number
  readonly restricted: number
}

export interface QueueQuery {
  /** From 1. */
  readonly page?: number
  readonly filter?: QueueFilter
}

export interface QueuePage {
  readonly general: readonly QueueRow[]
  readonly restricted: readonly QueueRow[]
  /** The last ones, whatever the filter. */
  readonly closed: readonly QueueRow[]
  /** Open reports that fit the filter, on all pages. */
  readonly totals: QueueCount
  /** All open reports. */
  readonly all: QueueCount
  /** Urgent or late reports that the filter keeps out of sight. */
  readonly hidden: QueueCount
}

/** What a shift hands over to the next: no words of citizens, and nothing a duty officer may not see. */
export interface Shift {
  /** Whom a new report would reach now. */
  readonly reach: AlertReach
  readonly mine: readonly QueueRow[]
  /** Urgent or late, and held by nobody. */
  readonly pressing: readonly QueueRow[]
  /** Words of citizens wait to be read. */
  readonly answers: readonly QueueRow[]
  /** For leads; empty for others. */
  readonly withdrawals: readonly QueueRow[]
  readonly disputes: readonly QueueRow[]
  readonly colleagues: readonly { readonly name: string; readonly held: number }[]
  readonly closed: readonly ClosedRow[]
}

export interface ClosedRow extends QueueRow {
  readonly closedAt: string
  readonly closedByName: string | null
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

/** A file that can be read from any place on, opened as it is read. */
export interface OpenEvidence {
  readonly type: Evidence['type']
  readonly bytes: number
  /** `to` is the first byte that is not wanted. Throws where the file was tampered with, and gives nothing from there on. */
  read(from: number, to: number): AsyncIterable<Buffer>
}

/** Everything the console's pages can do. Each call checks the actor's permission and writes the audit itself. */
export interface ConsoleApi extends DutyApi {
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
  signedOut(officerId: string): Promise<void>
  /** The officer's key is gone from the session by now; only the password brings it back. */
  screenLocked(officerId: string): Promise<void>
  /** Opens a locked screen: the second factor was given at sign-in. Wrong passwords count like wrong sign-ins. */
  unlock(input: { officerId: string; password: string; source: string; knownDevice?: boolean }): Promise<UnlockResult>
  /** What slows guesses needs the login; a session knows only whose it is. */
  loginOf(officerId: string): Promise<string | undefined>

  /** A new TOTP secret with its otpauth: URL, to be confirmed with a code by the calls below. */
  newTotp(login: string): { readonly secret: string; readonly url: string }
  finishFirst(actor: Actor, input: { password: string; totpSecret: string; totp: string }): Promise<EnrolResult>
  /** The newcomer's link holds only the id; the one-time code is told another way and typed. */
  invitation(officerId: string): Promise<{ readonly login: string; readonly name: string } | undefined>
  enrol(
    officerId: string,
    input: { code: string; password: string; totpSecret: string; totp: string },
  ): Promise<EnrolResult>

  /** One page of what fits the filter; the counts say what is out of sight. */
  queue(actor: Actor, query?: QueueQuery): Promise<QueuePage>
  shift(actor: Actor): Promise<Shift>
  openCase(actor: Actor, caseId: string): Promise<CasePage | undefined>
  /** The n-th file of a report, from 1; nothing when there is none or it does not begin as it was sealed. */
  evidence(actor: Actor, caseId: string, n: number): Promise<OpenEvidence | undefined>
  /** How far a case is, for a page that is open: shows nothing of it, so it is no view. */
  versionOf(actor: Actor, caseId: string): Promise<number | undefined>
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

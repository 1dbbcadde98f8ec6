import type { AuditEntry, AuditFact, AuditHead } from '../domain/audit.js'
import type { CaseEvent } from '../domain/cases/events.js'
import type { CaseStatus } from '../domain/cases/status.js'
import type { Phrase } from '../domain/conversation/types.js'
import type { KeyList, Officer, SignedKeyList, WrappedKey } from '../domain/officers.js'
import type { ReportContent, ReportHeader, StructuredReport } from '../domain/report.js'

export interface Clock {
  now(): Date
}

export interface Translator {
  readonly languages: readonly string[]
  say(language: string, phrase: Phrase): string
}

/** A store that could not be reached or did not promise durability. The caller says "try again", never "received". */
export class StoreUnavailable extends Error {
  constructor(cause?: unknown) {
    super('store unavailable', { cause })
    this.name = 'StoreUnavailable'
  }
}

/** A session's one-way id and its own lock; both come from a token only the person's browser holds. */
export interface SessionHandle {
  readonly id: string
  seal(value: unknown): string
  open(sealed: string): unknown
  /** A further secret of this session, for example for CSRF tokens. */
  derive(label: string): string
  /** Tells the same words from others within this session; too short to guess words by. */
  mark(words: string): string
}

/** Conversations in the volatile Redis. */
export interface CitizenSessions {
  /** Runs `turn` while no other process runs a turn of the same session. */
  exclusively<T>(id: string, turn: () => Promise<T>): Promise<T>
  load(handle: SessionHandle): Promise<{ value: unknown; version: number }>
  /** False when somebody else saved meanwhile: nothing was written. */
  save(handle: SessionHandle, value: unknown, version: number): Promise<boolean>
  /** Lets it live as long as after a save; nothing in it changes. */
  prolong(handle: SessionHandle): Promise<void>
  erase(handle: SessionHandle): Promise<void>
}

/** What a session does beyond itself, and may not do without end. */
export type Allowance = 'report' | 'receipt-try' | 'case-write' | 'evidence' | 'link-try'

export interface Allowances {
  /** Milliseconds to wait; 0 when it may, which is then counted. */
  take(name: Allowance, sessionId: string): Promise<number>
}

export interface KeyListReading {
  /** Takes a list that has run out, if it is ours in every other way: enough to renew it, and for nothing else. */
  readonly evenExpired?: boolean
}

/** The signed key list, checked against ORG_KEY, expiry and the highest serial ever seen. */
export interface KeyLists {
  current(options?: KeyListReading): Promise<KeyList>
  replace(signed: SignedKeyList, expectedSerial: number): Promise<boolean>
}

export interface MessageContext {
  readonly caseId: string
  readonly kind: 'question' | 'reply' | 'closing' | 'answer' | 'addition' | 'dispute' | 'note'
  readonly n: number
}

/** What the bot may do with secrets: seal, never open without the citizen's receipt. */
export interface CitizenVault {
  newCaseId(): string
  newReceipt(): string
  readReceipt(text: string): string | undefined
  lookupId(receipt: string): string
  contactKey(receipt: string): string
  sealReport(header: ReportHeader, content: ReportContent, recipient: string): StructuredReport
  openForCitizen(receipt: string, context: MessageContext, sealed: string): string
  sealAnswer(receipt: string, officersKey: string, context: MessageContext, text: string): string
  /** Whether a bot of ours signed the report as it stands. */
  isOurs(report: StructuredReport, list: KeyList): boolean
}

/** Where somebody can be written to on one platform. */
export interface ChatAddress {
  readonly channel: 'telegram' | 'zalo'
  /** The platform's id of the chat, as text. */
  readonly chat: string
}

/** Held by the bot: the public half of ADDRESS_KEY. */
export interface AddressSealer {
  seal(address: ChatAddress): string
}

/** Held by the worker only. */
export interface AddressOpener {
  /** @throws when it was sealed to another key or changed */
  open(sealed: string): ChatAddress
}

/** A message that we begin: an alert to an officer, or a notice to a citizen. Plain text, at most 4,096 characters. */
export interface PushMessage {
  readonly text: string
  readonly link?: { readonly label: string; readonly url: string }
}

/**
 * What became of it, sorted by who acts next. `retry`: the platform is busy, or could
 * not be reached at all; again after so long. `unknown`: it may or
 * may not have arrived. `suspect`: the platform does not find the chat, which has been its own passing fault; `unreachable` when it
 * says so twice. `unreachable`: the chat is gone or has blocked us, and no later try will do. `refused`: the
 * platform does not take what we sent, or our credentials: somebody has to mend something here.
 */
export type SendOutcome =
  | { readonly kind: 'sent' | 'unknown' | 'suspect' | 'unreachable' | 'refused' }
  | { readonly kind: 'retry'; readonly afterMs: number }

/** Sends through one platform. Never throws: whatever happens is an outcome. */
export interface Messenger {
  send(chat: string, message: PushMessage): Promise<SendOutcome>
}

/** Private keys an officer holds while a request lasts. Opaque outside the vault. */
export interface Unlocked {
  readonly officerId: string
  readonly publicKey: string
  readonly secretKey: Buffer
}

export interface OfficerVault {
  newOfficerId(): string
  newOneTimeCode(): string
  hashCode(code: string): string
  codeMatches(code: string, hash: string): boolean
  newOfficerKey(officerId: string, password: string): Promise<{ unlocked: Unlocked; wrapped: WrappedKey }>
  unlock(officer: { id: string; wrapped: WrappedKey }, password: string): Promise<Unlocked | undefined>
  burnPasswordTime(password: string): Promise<void>
  fingerprint(publicKey: string): string
  keyId(publicKey: string): string
  sealTotp(publicKey: string, officerId: string, secret: string): string
  openTotp(unlocked: Unlocked, sealed: string): string
  contentKey(by: Unlocked, material: KeyMaterial, report: StructuredReport): Buffer
  openReport(report: StructuredReport, contentKey: Buffer): ReportContent
  isSigned(report: StructuredReport, list: KeyList): boolean
  sealForOfficers(contentKey: Buffer, context: MessageContext, text: string): string
  openForOfficers(contentKey: Buffer, context: MessageContext, sealed: string): string
  sealForCitizen(contact: string, context: MessageContext, text: string): string
  /** The inner part, which only the worker opens; nothing for a dummy. */
  openAddress(by: Unlocked, material: KeyMaterial, caseId: string, sealed: string): string | undefined
  openAnswer(by: Unlocked, material: KeyMaterial, contact: string, answer: SealedAnswer): string
  /** Hands a newcomer the private halves that `by` holds and the newcomer's role may have. */
  admit(by: Unlocked, material: KeyMaterial, newcomer: Newcomer): Admission
  /** A new duty key (and lead key, when the leaver held it) for everybody but the leaver. */
  rotate(by: Unlocked, material: KeyMaterial, leaver: Leaver): Admission
  /** The same keys, signed anew for as long as at first. */
  renew(by: Unlocked, material: KeyMaterial): Admission
  /** False for a list that nobody could read with our ORG_KEY. */
  verifies(signed: SignedKeyList): boolean
}

/** The ring of sealed private halves, and the signed list that says which keys are ours. */
export interface KeyMaterial {
  readonly ring: SealedPrivateKeys
  readonly list: KeyList
}

export interface Newcomer {
  readonly officerId: string
  readonly publicKey: string
  readonly role: Officer['role']
  /** Has a password and a second factor of their own. */
  readonly enrolled: boolean
}

/** `keyIds`: every key that may have slots in the ring for this officer, listed or not. */
export interface Leaver {
  readonly officerId: string
  readonly keyIds: readonly string[]
}

export interface SealedAnswer {
  readonly context: MessageContext
  readonly keyId: string
  readonly sealed: string
}

/** Ring of private halves: `<key id>` to `<holder's key id>` to sealed private key. */
export type SealedPrivateKeys = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Private halves to add to the ring, and the key list to publish with them. */
export interface Admission {
  readonly ring: SealedPrivateKeys
  readonly signed: SignedKeyList
}

export interface ReportStore {
  /** One atomic, durable step: stream entry, case, first event, queue, receipt, return address, pictures. `already` when this id is stored. */
  submit(
    report: StructuredReport,
    lookupId: string,
    restricted: boolean,
    evidenceIds: readonly string[],
    address: string,
  ): Promise<'saved' | 'already'>
  caseOfReceipt(lookupId: string): Promise<string | undefined>
}

export interface CaseChange {
  readonly before: CaseStatus
  readonly after: CaseStatus
  readonly event: CaseEvent
}

export interface CaseStore {
  status(id: string): Promise<CaseStatus | undefined>
  events(id: string): Promise<CaseEvent[]>
  report(id: string): Promise<StructuredReport | undefined>
  /** Event, status, queue and audit entry in one step; `stale` when case or audit head moved on: nothing was written. */
  commit(change: CaseChange, audit: AuditEntry | null): Promise<'done' | 'stale'>
  /** Returns when the case as it stands is on disk, whoever wrote it. */
  settle(id: string): Promise<void>
  /** Open cases, most urgent and oldest first. */
  queue(which: 'general' | 'restricted', limit: number, from?: number): Promise<CaseStatus[]>
  countOpen(which: 'general' | 'restricted'): Promise<number>
  closed(which: 'general' | 'restricted', limit: number): Promise<CaseStatus[]>
}

export interface AuditStore {
  head(): Promise<AuditHead>
  /** `stale` when the head is no longer the entry's predecessor. */
  append(entry: AuditEntry): Promise<'done' | 'stale'>
  entries(from: number, count: number): Promise<AuditEntry[]>
  /** The head, written to a file outside Redis, so that a cut-off tail is found. */
  anchor(head: AuditHead): Promise<void>
}

/** Builds the next entry of the chain: the only place that hashes it. */
export type AuditLinker = (head: AuditHead, fact: AuditFact, at: Date) => AuditEntry

export interface OfficerStore {
  byId(id: string): Promise<Officer | undefined>
  byLogin(login: string): Promise<Officer | undefined>
  all(): Promise<Officer[]>
  /** Refuses a login that another officer has; `expected` is the state the record must still be in, or null for new. */
  put(officer: Officer, expected: Officer['state'] | null): Promise<boolean>
  /** Marks a TOTP step as used; false when it or a later one was used before. */
  useTotpStep(id: string, step: number): Promise<boolean>
  ring(): Promise<SealedPrivateKeys>
  addToRing(ring: SealedPrivateKeys): Promise<void>
  removeFromRing(holderKeyId: string): Promise<void>
  /** Drops what was overwritten from the server's file too, for as far as the account may ask for that. */
  compact(): Promise<void>
}

export interface SignInGuard {
  /** Milliseconds to wait before this login may be tried from here; 0 when it may now. */
  waitFor(login: string, source: string): Promise<number>
  failed(login: string, source: string): Promise<void>
  succeeded(login: string, source: string): Promise<void>
}

export interface Totp {
  create(login: string): { readonly secret: string; readonly url: string }
  /** The time step a code is for, or nothing when it is wrong. A step may be used once: see `useTotpStep`. */
  stepOf(secret: string, code: string, at: Date): number | undefined
}

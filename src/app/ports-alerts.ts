import type { AlertMail } from '../domain/alert-mail.js'
import type { AlertFact } from '../domain/alerts.js'
import type { AuditEntry } from '../domain/audit.js'
import type { DutyDay, Roster } from '../domain/roster.js'

/** The chat of an officer who wants alerts; `lost` when the platform said that it is gone or has blocked us. */
export type AlertLink =
  | {
      readonly state: 'linked'
      /** Sealed: only the worker opens it. */
      readonly address: string
      /** YYYY-MM-DD. */
      readonly since: string
      readonly language: string
      /** Whether the audit knows of it: the bot, which writes the link, may not write there. */
      readonly audited: boolean
    }
  | { readonly state: 'lost'; readonly since: string }
export type Linked = Extract<AlertLink, { state: 'linked' }>

/** Officers' chats, by the officer's id. Nothing in them leads to a report. */
export interface AlertLinks {
  of(officerId: string): Promise<AlertLink | undefined>
  all(): Promise<ReadonlyMap<string, AlertLink>>
  put(officerId: string, link: Linked): Promise<void>
  remove(officerId: string): Promise<void>
  /**
   * Puts `next` in place of `seen`, or removes it, with its audit entry in one step. `skipped` when the officer's link is
   * another one by now; `stale` when the audit moved on: nothing was written in either case.
   */
  change(
    officerId: string,
    seen: Linked,
    next: AlertLink | null,
    audit: AuditEntry,
  ): Promise<'done' | 'stale' | 'skipped'>
}

/** Who asked for a code, and in which language they want to be told. */
export interface CodeOwner {
  readonly officerId: string
  readonly language: string
}

/** One-time codes, known by their one-way ids, in the Redis that keeps nothing on disk. One per officer at a time. */
export interface LinkCodes {
  give(owner: CodeOwner, codeId: string, lifeMs: number): Promise<void>
  /**
   * Uses it up for this chat, in one step: of two chats that come at once, one gets it. `chatName`: its one-way name. The
   * same chat gets it again while the code lives, because a platform delivers twice what was not answered.
   */
  take(codeId: string, chatName: string): Promise<(CodeOwner & { readonly isLinked: boolean }) | undefined>
  /** The chat that took it is linked. */
  linked(codeId: string): Promise<void>
  withdraw(officerId: string): Promise<void>
}

/** What the bot is called on Telegram: it says so itself when it starts. */
export interface BotName {
  keep(username: string): Promise<void>
  read(): Promise<string | undefined>
}

/** Facts that wait to be told, and what is on its way to whom. */
export interface AlertBox {
  /** The oldest that are due, at most so many. */
  due(now: number, limit: number): Promise<AlertFact[]>
  /** From "due" to "waiting" for these officers, in one step. False when another worker was faster. */
  spread(fact: AlertFact, officerIds: readonly string[]): Promise<boolean>
  /** Oldest first. */
  waiting(): Promise<ReadonlyMap<string, readonly AlertFact[]>>
  mails(): Promise<ReadonlyMap<string, AlertMail>>
  /**
   * Writes `next`, drops `facts` from what waits and makes `again` due at once, in one step, unless somebody has changed
   * the mail since `seen`.
   */
  move(
    officerId: string,
    seen: AlertMail | undefined,
    next: AlertMail,
    facts: readonly AlertFact[],
    again?: readonly AlertFact[],
  ): Promise<boolean>
  /** From somebody who is told nothing any more: what waits and what was on its way is due again, for others. */
  giveBack(officerId: string, seen: AlertMail | undefined): Promise<void>
}

export interface RosterChange {
  /** The version that this was made from. */
  readonly version: number
  readonly days: ReadonlyMap<string, DutyDay>
  /** Days before this one are dropped. */
  readonly keptFrom: string
}

export interface Rosters {
  read(): Promise<Roster>
  /** `changed`: somebody else was faster. `stale`: the audit moved on; nothing was written in either case. */
  save(change: RosterChange, audit: AuditEntry): Promise<'done' | 'changed' | 'stale'>
}

import type { AlertReach } from '../domain/alerts.js'
import type { Officer } from '../domain/officers.js'
import type { ShiftName, ShiftTime } from '../domain/roster.js'
import type { Actor } from './actor.js'

/** Somebody on the roster, or who could be. */
export interface DutyPerson {
  readonly id: string
  readonly name: string
  readonly role: Officer['role'] | null
  /** Whether alerts reach them. */
  readonly listens: boolean
  /** False for an account that has ended. */
  readonly works: boolean
}

export type RosterDay = { readonly date: string } & Readonly<Record<ShiftName, readonly DutyPerson[]>>

export interface RosterPage {
  readonly version: number
  /** From the day of the shift that is on. */
  readonly days: readonly RosterDay[]
  readonly present: ShiftTime
  readonly reach: AlertReach
  /** Who can be put on duty. */
  readonly people: readonly DutyPerson[]
}

/** The same two shifts for every day from `from` to `until`. */
export type RosterEdit = {
  /** The version on the lead's screen. */
  readonly version: number
  readonly from: string
  readonly until: string
} & Readonly<Record<ShiftName, readonly string[]>>

/** `changed`: another lead was faster. `refused`: a day that cannot be planned, or somebody who does not work here. */
export type RosterResult = 'done' | 'changed' | 'refused'

export interface AlertSettings {
  readonly link: { readonly state: 'none' } | { readonly state: 'linked' | 'lost'; readonly since: string }
  /** Nothing while the bot has not said what it is called. */
  readonly botName: string | undefined
}

export interface NewLinkCode {
  readonly code: string
  /** Milliseconds. */
  readonly lifeMs: number
  readonly botName: string | undefined
}

/** Who is on duty, and how officers are told. */
export interface DutyApi {
  roster(actor: Actor): Promise<RosterPage>
  saveRoster(actor: Actor, edit: RosterEdit): Promise<RosterResult>
  alertSettings(actor: Actor): Promise<AlertSettings>
  /** One-time, and in place of the one before. Shown once: only its one-way id is kept. */
  newLinkCode(actor: Actor, language: string): Promise<NewLinkCode>
  /** Nothing happens when there is no link. */
  unlinkAlerts(actor: Actor): Promise<void>
}

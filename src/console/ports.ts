import type { ConsoleApi } from '../app/console-api.js'
import type { Translator, Unlocked } from '../app/ports.js'
import type { Places } from '../domain/places.js'
import type { Log } from '../log.js'

/** `enrolling`: the first lead, who must choose a password before anything else opens. */
export type SessionStage = 'enrolling' | 'full'

export interface OfficerSession {
  readonly officerId: string
  /** Null while the screen is locked: the key is gone until the password brings it back. */
  readonly unlocked: Unlocked | null
  readonly language: string
  readonly stage: SessionStage
  /** Derived from the cookie's token; every form of this session carries it. */
  readonly csrf: string
  /** Derived alike: lets a page tell its own session from another one. It opens nothing. */
  readonly tag: string
}

/**
 * Sessions of officers. The private key inside is encrypted under a key that exists only in the cookie's token.
 * Idle and absolute expiry are the store's: an expired session is simply not there.
 */
export interface OfficerSessions {
  /** Answers the token for the cookie. */
  create(unlocked: Unlocked, extra: { readonly language: string; readonly stage: SessionStage }): Promise<string>
  /** `touch: false` for requests that a timer makes: they must not keep a session alive. */
  load(token: string, options: { readonly touch: boolean }): Promise<OfficerSession | undefined>
  /** Drops the private key; false when it was gone already. The session itself, and its forms, stay. */
  lock(token: string): Promise<boolean>
  /** False when the session has ended meanwhile, or is somebody else's. */
  unlock(token: string, unlocked: Unlocked): Promise<boolean>
  saveLanguage(token: string, language: string): Promise<void>
  destroy(token: string): Promise<void>
}

/** Tells a browser that has signed in before from a stranger's, so that a stranger's guesses slow nobody else. */
export interface Devices {
  issue(login: string): string
  recognise(login: string, cookie: string | undefined): string | undefined
}

export interface Readiness {
  readonly ok: boolean
  /** From a fixed list: shown to whoever asks. */
  readonly reasons: readonly string[]
}

export interface ConsoleDeps {
  readonly api: ConsoleApi
  readonly sessions: OfficerSessions
  readonly devices: Devices
  readonly translator: Translator
  /** For the names of wards; all of them, also those that ended, because old cases name them. */
  readonly places: Places
  readonly log: Log
  readonly secureCookie: boolean
  readonly trustProxy: readonly string[]
  readonly isDemo?: boolean
  /** Address officers type, for invitation links; without it, the host of the request. */
  readonly consoleUrl?: string
  /** Compares in constant time. */
  readonly sameSecret: (one: string, other: string) => boolean
  readonly readiness: () => Promise<Readiness>
  /** After the first lead has enrolled: the one-time password on disk is of no use any more. */
  readonly firstSignIn?: () => Promise<void>
  readonly now: () => Date
  /** Until an untouched screen covers itself; see idle.ts. */
  readonly idleLockMs?: number
}

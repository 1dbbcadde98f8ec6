import type { Conversation } from '../../app/incoming.js'
import type { EvidenceDesk } from '../../app/keep-evidence.js'
import type { SessionHandle, Translator } from '../../app/ports.js'
import type { Places } from '../../domain/places.js'
import type { Log } from '../../log.js'
import type { FloodDeps } from './flood/deps.js'

/** The hidden value of each drawn form: names one turn, and proves that the page was drawn for this session. */
export interface Turns {
  /** `underWay`: the page shows more than a beginning, so that losing it would lose something. */
  issue(session: SessionHandle | undefined, page?: { readonly underWay: boolean }): string
  isUnderWay(turn: string): boolean
  check(session: SessionHandle | undefined, turn: string): boolean
}

export interface WebChatDeps {
  readonly conversation: Conversation
  readonly sessions: { fromToken(token: string): SessionHandle; newToken(): string }
  readonly turns: Turns
  readonly evidence: EvidenceDesk
  readonly flood: FloodDeps
  readonly translator: Translator
  readonly log: Log
  /** True behind https: the cookie is then `__Host-draft` and browsers are told to stay on https. */
  readonly secureCookie: boolean
  readonly quickExitUrl: string
  /** Its first hotlines are in the footer of every page. */
  readonly places: () => Pick<Places, 'hotlines'>
  readonly isDemo?: boolean
}

export function firstLanguage({ translator }: Pick<WebChatDeps, 'translator'>): string {
  return translator.languages[0] ?? 'vi'
}

import { TelegramError } from 'telegraf'

/**
 * Why a call of the Bot API failed, sorted by who acts next.
 * `flood`: Telegram, after so long. `unknown`: nobody knows whether it was done (5xx, reset, no answer in time).
 * `gone`: the person, who has blocked us or left. `benign`: nobody, it is as it should be. `content`: we, what we sent is
 * not taken. `token` and `conflict`: the operator.
 */
export type FailureKind = 'flood' | 'unknown' | 'gone' | 'benign' | 'content' | 'token' | 'conflict'

/** Rebuilt from what telegraf throws, which carries chat ids, texts and at times the token. */
export class BotApiFailure extends Error {
  readonly kind: FailureKind
  readonly code: string
  /** For `flood`: what Telegram asks us to wait. */
  readonly afterMs: number
  /** For `unknown`: no connection came about, so that nothing can have been done. */
  readonly neverSent: boolean
  /** For `gone`: Telegram does not find the chat, which has also been a fault of its servers that passed. */
  readonly mayReturn: boolean

  constructor(method: string, kind: FailureKind, { afterMs = 0, neverSent = false, mayReturn = false } = {}) {
    super(`${method}: ${kind}`)
    this.name = 'BotApiFailure'
    this.kind = kind
    this.code = `${method}:${kind}`
    this.afterMs = afterMs
    this.neverSent = neverSent
    this.mayReturn = mayReturn
  }
}

/** By code and lower-case words, since Telegram says that codes may change, and the case of its texts has. */
const BY_WORDS: readonly (readonly [RegExp, FailureKind])[] = [
  [/message is not modified|query is too old|query id is invalid|message to delete not found/, 'benign'],
  [/chat not found|peer_id_invalid|user is deactivated|bot was blocked|can't initiate conversation/, 'gone'],
  [/terminated by other|webhook is active/, 'conflict'],
]

const BY_CODE: Readonly<Record<number, FailureKind>> = {
  400: 'content',
  401: 'token',
  403: 'gone',
  404: 'token',
  409: 'conflict',
  413: 'content',
  429: 'flood',
}

const NOT_FOUND = /chat not found|peer_id_invalid/

/** Telegram does not always say how long. */
const FLOOD_MS = 5_000

export function failureOf(method: string, error: unknown): BotApiFailure {
  if (error instanceof BotApiFailure) return error
  if (!(error instanceof TelegramError)) return new BotApiFailure(method, 'unknown', { neverSent: isUnsent(error) })
  const words = String(error.description ?? '').toLowerCase()
  const kind = BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? BY_CODE[error.code] ?? 'unknown'
  const after = error.parameters?.retry_after
  const afterMs = kind === 'flood' ? (after ? after * 1000 : FLOOD_MS) : 0
  return new BotApiFailure(method, kind, { afterMs, mayReturn: kind === 'gone' && NOT_FOUND.test(words) })
}

/** What connecting fails with, and nothing that is under way (uv_strerror, getaddrinfo(3)). */
const NO_CONNECTION = new Set([
  ...['ECONNREFUSED', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA'],
])

/**
 * The names of system calls in node-fetch's "request to … failed, reason: …", for ETIMEDOUT comes from a connection that
 * stands as well; and how the `socks` package begins when its proxy refuses, because it passes no code on.
 */
const NO_CONNECTION_WORDS = /, reason: (connect |getaddrinfo |socks[45] |proxy connection timed out)/i

function isUnsent(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'FetchError') return false
  return NO_CONNECTION.has(String((error as NodeJS.ErrnoException).code)) || NO_CONNECTION_WORDS.test(error.message)
}

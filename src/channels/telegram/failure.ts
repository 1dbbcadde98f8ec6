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

  constructor(method: string, kind: FailureKind, afterMs = 0) {
    super(`${method}: ${kind}`)
    this.name = 'BotApiFailure'
    this.kind = kind
    this.code = `${method}:${kind}`
    this.afterMs = afterMs
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

/** Telegram does not always say how long. */
const FLOOD_MS = 5_000

export function failureOf(method: string, error: unknown): BotApiFailure {
  if (error instanceof BotApiFailure) return error
  if (!(error instanceof TelegramError)) return new BotApiFailure(method, 'unknown')
  const words = String(error.description ?? '').toLowerCase()
  const kind = BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? BY_CODE[error.code] ?? 'unknown'
  const after = error.parameters?.retry_after
  return new BotApiFailure(method, kind, kind === 'flood' ? (after ? after * 1000 : FLOOD_MS) : 0)
}

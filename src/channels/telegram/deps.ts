import type { Conversation } from '../../app/incoming.js'
import type { EvidenceDesk } from '../../app/keep-evidence.js'
import type { Clock, SessionHandle, Translator } from '../../app/ports.js'
import type { Phrase } from '../../domain/conversation/types.js'
import type { Log } from '../../log.js'
import type { BotApi } from './bot-api.js'
import type { ChatViews } from './view.js'

export interface TelegramDeps {
  readonly api: BotApi
  readonly conversation: Conversation
  readonly views: ChatViews
  readonly evidence: EvidenceDesk
  /** The session of a chat. Its id leads nowhere without the bot's secret. */
  readonly sessionOf: (chat: string) => SessionHandle
  /** Runs a task while no other process has one of the same chat. A press may overtake a message, and they come to any bot. */
  readonly alone: <T>(chat: string, task: () => Promise<T>) => Promise<T>
  /** Ties an officer's account to this chat by a one-time code; answers the words to say. */
  readonly linkOfficer: (code: string, chat: string) => Promise<Phrase>
  /** Whether a poster's code names a ward of today. */
  readonly isWard: (id: string) => boolean
  readonly translator: Translator
  readonly clock: Clock
  readonly log: Log
  /** The web chat, which knows nobody's account. */
  readonly webUrl: string
  /** How long one turn tries to reach Telegram before it is left to be delivered again; less than Telegram's 60 s. */
  readonly patienceMs: number
}

/** Whose words a chat is spoken to in, until it asks for others. */
export function firstLanguage({ translator }: Pick<TelegramDeps, 'translator'>): string {
  return translator.languages[0] ?? 'vi'
}

import type { Message, Update, User, UserFromGetMe } from '@grammyjs/types'
import { type FakeClock, fakeClock } from './clock.js'
import { FakeFiles } from './files.js'
import type { Params } from './params.js'
import { badRequest, forbidden } from './refusal.js'
import { Updates } from './updates.js'

/** Enough for a bot that edits its last message after the person's next one. */
const KEPT_WITHOUT_HISTORY = 4
/** How long a press of a button may be answered. */
export const QUERY_LIFE_MS = 15_000

export type ChatState = 'never-started' | 'open' | 'blocked' | 'deactivated'

export interface CallbackAnswer {
  readonly id: string
  readonly text?: string
  readonly alert: boolean
}

/** A private chat between the bot and one user; its id is the user's. */
export interface FakeChat {
  readonly user: User & { first_name: string }
  state: ChatState
  readonly messages: Map<number, Message>
  /** When each message last changed, in the order of everything that happened in this chat. */
  readonly changes: Map<number, number>
  /** The same count, at the person's last own action. */
  acted: number
  happened: number
  keyboard: string[][]
  readonly actions: string[]
  readonly answers: CallbackAnswer[]
  pinned?: number
}

interface CallbackQuery {
  readonly chat: FakeChat
  readonly askedAt: number
}

/** Everything Telegram's side knows of one bot. Holds no connection: the server and the people work on it. */
export class Account {
  readonly me: UserFromGetMe
  readonly clock: FakeClock = fakeClock()
  readonly chats = new Map<number, FakeChat>()
  readonly files = new FakeFiles(this.clock)
  readonly updates: Updates
  readonly queries = new Map<string, CallbackQuery>()
  private readonly keepHistory: boolean
  private lastMessage = 100
  private lastQuery = 4_382_746_198_273_000_000n

  constructor(id: number, username: string, keepHistory: boolean) {
    this.me = meOf(id, username)
    this.keepHistory = keepHistory
    this.updates = new Updates(this.clock, keepHistory)
  }

  /** Counts over all private chats of the bot, not per chat: so it is for every account of Telegram. */
  nextMessageId(): number {
    this.lastMessage += 1
    return this.lastMessage
  }

  store(chat: FakeChat, message: Message): void {
    chat.happened += 1
    chat.messages.set(message.message_id, message)
    chat.changes.set(message.message_id, chat.happened)
    if (this.keepHistory || chat.messages.size <= KEPT_WITHOUT_HISTORY) return
    const [oldest] = chat.messages.keys()
    if (oldest !== undefined) this.forget(chat, oldest)
  }

  forget(chat: FakeChat, messageId: number): void {
    chat.messages.delete(messageId)
    chat.changes.delete(messageId)
  }

  ask(chat: FakeChat): string {
    this.lastQuery += 1n
    for (const [old, { askedAt }] of this.queries) {
      if (this.clock.now() - askedAt <= QUERY_LIFE_MS) break
      this.queries.delete(old)
    }
    const id = String(this.lastQuery)
    this.queries.set(id, { chat, askedAt: this.clock.now() })
    return id
  }

  /** Appends to a list of what happened, of which a long run keeps only the end. */
  remember<T>(list: T[], item: T): void {
    list.push(item)
    if (!this.keepHistory && list.length > KEPT_WITHOUT_HISTORY) list.shift()
  }

  tell(update: Omit<Update, 'update_id'>): number {
    return this.updates.add(update)
  }

  /** The chat a method names. Refuses what is missing or unknown. */
  chatOf(params: Params, field = 'chat_id'): FakeChat {
    if (!params.has(field)) throw badRequest(`${field} is empty`)
    const chat = this.chats.get(params.int(field))
    if (!chat) throw badRequest('chat not found')
    return chat
  }

  /** A chat that the bot may write to. */
  reachable(params: Params): FakeChat {
    const chat = this.chatOf(params)
    if (chat.state === 'never-started') throw forbidden("bot can't initiate conversation with a user")
    if (chat.state === 'blocked') throw forbidden('bot was blocked by the user')
    if (chat.state === 'deactivated') throw forbidden('user is deactivated')
    return chat
  }
}

export function privateChat({ user }: FakeChat): Message['chat'] & { type: 'private' } {
  const { id, first_name, last_name, username } = user
  return { id, type: 'private', first_name, ...(last_name && { last_name }), ...(username && { username }) }
}

function meOf(id: number, username: string): UserFromGetMe {
  return {
    id,
    is_bot: true,
    first_name: 'Hòm thư 138',
    username,
    can_join_groups: false,
    can_read_all_group_messages: false,
    supports_guest_queries: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  }
}

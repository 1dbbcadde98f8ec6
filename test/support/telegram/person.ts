import type { ChatMember, Message, User } from '@grammyjs/types'
import { type Account, type CallbackAnswer, type FakeChat, privateChat } from './account.js'
import { commandsIn } from './incoming-text.js'
import { botUser } from './outgoing.js'
import { awaitMessage, describe, type SeenButton, type SeenMessage, screenOf, type Words } from './screen.js'
import { Sender } from './sender.js'

export interface PersonOptions {
  readonly id?: number
  readonly first_name?: string
  readonly last_name?: string
  readonly username?: string
  readonly language_code?: string
  /** Talked to the bot before the test. */
  readonly started?: boolean
}

/** What is written on the bot's button, or the data behind it. */
export type Button = Words | { readonly data: string }

const FIRST_ID = 6_138_000_000
const PATIENCE_MS = 15_000

/**
 * One user of Telegram, in a private chat with the bot. What this person does arrives at the bot as updates; what they
 * see is what an app of Telegram would show now.
 */
export class FakePerson extends Sender {
  constructor(account: Account, options: PersonOptions = {}) {
    const id = options.id ?? FIRST_ID + 7919 * (account.chats.size + 1)
    if (account.chats.has(id)) throw new Error(`there is a person ${id} already`)
    const chat = newChat(userOf(id, options), options.started ?? false)
    super(account, chat)
    account.chats.set(id, chat)
  }

  /** The Start button, or a link t.me/<bot>?start=<payload>. Unblocks first, as "Restart bot" does. */
  async start(payload?: string): Promise<Message> {
    if (payload !== undefined && !/^[\w-]{1,64}$/.test(payload)) {
      throw new Error('a deep link carries 1-64 characters of A-Z, a-z, 0-9, _ and -')
    }
    if (this.chat.state === 'blocked') await this.unblock()
    return this.say(payload === undefined ? '/start' : `/start ${payload}`)
  }

  /** Presses a button under the newest message that has it. Returns the id of the callback query. */
  async press(button: Button): Promise<string> {
    const found = this.find(button)
    if (!found) throw new Error(`no button ${labelOf(button)} on the screen:\n${describe(this.chat)}`)
    const { data, url } = found.button
    if (data === undefined) throw new Error(`the button ${labelOf(button)} tells the bot nothing: it opens ${url}`)
    return this.pressAsSeen(found.message, data)
  }

  /** Presses a button of a message as it stood on the screen then: whoever is quick presses what is about to go. */
  async pressAsSeen(seen: SeenMessage, data: string): Promise<string> {
    this.act()
    const id = this.account.ask(this.chat)
    const chat_instance = `-${this.id}77345`
    this.account.tell({ callback_query: { id, from: this.user, message: seen.raw, chat_instance, data } })
    return id
  }

  /** Changes what this person wrote; a photo's caption, if there is one. */
  async edit(which: number | 'last', text: string): Promise<Message> {
    const before = this.own(which)
    this.act()
    const { entities, ...rest } = before
    const words = before.text === undefined ? { caption: text } : { text, ...commandsIn(text) }
    const mine = { from: this.user, chat: privateChat(this.chat), edit_date: this.account.clock.seconds() }
    const after = { ...rest, ...words, ...mine }
    this.account.store(this.chat, after)
    this.account.tell({ edited_message: after })
    return after
  }

  /** From now on the bot's messages are refused. */
  async block(): Promise<void> {
    this.chat.state = 'blocked'
    this.tellMembership('member', 'kicked')
  }

  async unblock(): Promise<void> {
    this.chat.state = 'open'
    this.tellMembership('kicked', 'member')
  }

  /** Deletes the whole conversation, for the bot too; the bot is not told. */
  async clearChat(): Promise<void> {
    for (const id of [...this.chat.messages.keys()]) this.account.forget(this.chat, id)
  }

  /** Deletes the account; the bot is not told. */
  async leaveTelegram(): Promise<void> {
    this.chat.state = 'deactivated'
  }

  /** The bot's messages, oldest first. */
  messages(): SeenMessage[] {
    return screenOf(this.chat)
  }

  /** The keyboard under the text field, if the bot put one there. */
  keyboard(): readonly (readonly string[])[] {
    return this.chat.keyboard
  }

  /** Waits for a message with these words that came or changed after this person's last own action. */
  async heard(words: Words, withinMs = PATIENCE_MS): Promise<SeenMessage> {
    return awaitMessage(this.chat, words, withinMs)
  }

  callbackAnswers(): readonly CallbackAnswer[] {
    return this.chat.answers
  }

  private find(wanted: Button): { message: SeenMessage; button: SeenButton } | undefined {
    for (const message of this.messages().reverse()) {
      const button = message.buttons.flat().find((candidate) => matches(candidate, wanted))
      if (button) return { message, button }
    }
    return undefined
  }

  private own(which: number | 'last'): Message {
    const own = [...this.chat.messages.values()].filter(({ from }) => from?.id === this.id)
    const found = which === 'last' ? own.at(-1) : own.find(({ message_id }) => message_id === which)
    if (!found) throw new Error('this person wrote no such message')
    return found
  }

  private tellMembership(before: 'member' | 'kicked', after: 'member' | 'kicked'): void {
    this.account.tell({
      my_chat_member: {
        chat: privateChat(this.chat),
        from: this.user,
        date: this.account.clock.seconds(),
        old_chat_member: memberOf(this.account, before),
        new_chat_member: memberOf(this.account, after),
      },
    })
  }
}

function memberOf(account: Account, status: 'member' | 'kicked'): ChatMember {
  const user = botUser(account)
  return status === 'member' ? { status, user } : { status, user, until_date: 0 }
}

function matches({ label, data }: SeenButton, wanted: Button): boolean {
  if (typeof wanted === 'string') return label === wanted
  return wanted instanceof RegExp ? wanted.test(label) : data === wanted.data
}

function labelOf(button: Button): string {
  return typeof button === 'object' && 'data' in button ? `with data ${button.data}` : String(button)
}

function userOf(id: number, options: PersonOptions): User {
  const { first_name = 'Bà con', last_name, username, language_code = 'vi' } = options
  return {
    id,
    is_bot: false,
    first_name,
    ...(last_name && { last_name }),
    ...(username && { username }),
    language_code,
  }
}

function newChat(user: User, started: boolean): FakeChat {
  return {
    user,
    state: started ? 'open' : 'never-started',
    messages: new Map(),
    changes: new Map(),
    acted: 0,
    happened: 0,
    keyboard: [],
    actions: [],
    answers: [],
  }
}

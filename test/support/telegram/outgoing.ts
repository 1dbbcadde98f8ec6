import type { InlineKeyboardMarkup, Message, MessageEntity } from '@grammyjs/types'
import { type Account, type FakeChat, privateChat } from './account.js'
import type { Formatted } from './html.js'
import { readMarkup } from './keyboard.js'
import type { Params } from './params.js'
import { badRequest } from './refusal.js'

/** Sends what the bot wrote into its chat: `content` is the part that differs between kinds of messages. */
export function post<T extends Partial<Message>>(
  account: Account,
  chat: FakeChat,
  params: Params,
  content: T,
): Message & T {
  const markup = readMarkup(params)
  const message = {
    message_id: account.nextMessageId(),
    from: botUser(account),
    chat: privateChat(chat),
    date: account.clock.seconds(),
    ...replied(chat, params),
    ...content,
    ...(params.flag('protect_content') && { has_protected_content: true as const }),
    ...(markup.inline && markup.inline.inline_keyboard.length > 0 && { reply_markup: markup.inline }),
  }
  if (markup.reply) chat.keyboard = markup.reply
  account.store(chat, message)
  return message
}

export function botUser({ me }: Account): NonNullable<Message['from']> {
  return { id: me.id, is_bot: true, first_name: me.first_name, username: me.username }
}

export function withEntities(formatted: Formatted): { text: string; entities?: MessageEntity[] } {
  const { text, entities } = formatted
  return { text, ...(entities.length > 0 && { entities }) }
}

export function asCaption({ text, entities }: Formatted): { caption?: string; caption_entities?: MessageEntity[] } {
  return { ...(text !== '' && { caption: text }), ...(entities.length > 0 && { caption_entities: entities }) }
}

/** A new version of a message; a field given as undefined goes away. */
export function change<T extends Partial<Message>>(
  account: Account,
  chat: FakeChat,
  before: Message,
  changes: T & { reply_markup?: InlineKeyboardMarkup | undefined },
): Message & T & { edit_date: number } {
  const after = { ...before, ...changes, edit_date: account.clock.seconds() }
  for (const name of Object.keys(after) as (keyof typeof after)[]) if (after[name] === undefined) delete after[name]
  account.store(chat, after as Message)
  return after as Message & T & { edit_date: number }
}

function replied(chat: FakeChat, params: Params): Partial<Message> {
  const asked = params.object('reply_parameters', 'reply parameters')
  if (!asked) return {}
  const found = chat.messages.get(Number(asked.message_id))
  if (found) return { reply_to_message: { ...found, reply_to_message: undefined } }
  if (asked.allow_sending_without_reply) return {}
  throw badRequest('message to be replied not found')
}

import type { InlineKeyboardMarkup, Message } from '@grammyjs/types'
import { type Account, type FakeChat, privateChat } from './account.js'
import { readCaption, readText } from './formatted.js'
import type { Handlers } from './handlers.js'
import { readMarkup, sameMarkup } from './keyboard.js'
import { asCaption, botUser, change, post, withEntities } from './outgoing.js'
import type { Params } from './params.js'
import { badRequest } from './refusal.js'

type Names =
  | 'sendMessage'
  | 'editMessageText'
  | 'editMessageCaption'
  | 'editMessageReplyMarkup'
  | 'deleteMessage'
  | 'deleteMessages'
  | 'copyMessage'
  | 'forwardMessage'
  | 'pinChatMessage'
  | 'unpinChatMessage'

const DELETABLE_SECONDS = 48 * 60 * 60
const AT_ONCE = 100
const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'

export function messageMethods(account: Account): Handlers<Names> {
  return {
    sendMessage: (params) => {
      const text = readText(params)
      return post(account, account.reachable(params), params, withEntities(text))
    },
    editMessageText: (params) => editText(account, params),
    editMessageCaption: (params) => editCaption(account, params),
    editMessageReplyMarkup: (params) => {
      const { chat, message } = editable(account, params)
      const markup = inlineOf(params)
      if (sameMarkup(markup, message.reply_markup)) throw badRequest(NOT_MODIFIED)
      return change(account, chat, message, { reply_markup: markup })
    },
    deleteMessage: (params) => deleteOne(account, params),
    deleteMessages: (params) => deleteMany(account, params),
    copyMessage: (params) => copy(account, params),
    forwardMessage: (params) => forward(account, params),
    pinChatMessage: (params) => {
      const chat = account.reachable(params)
      const message = named(chat, params, 'message to pin not found')
      chat.pinned = message.message_id
      tellPinned(account, chat, message)
      return true
    },
    unpinChatMessage: (params) => {
      const chat = account.chatOf(params)
      if (chat.pinned === undefined) throw badRequest('message to unpin not found')
      delete chat.pinned
      return true
    },
  }
}

function named(chat: FakeChat, params: Params, refusal: string): Message {
  if (params.int('message_id') <= 0) throw badRequest('message identifier is not specified')
  const message = chat.messages.get(params.int('message_id'))
  if (!message) throw badRequest(refusal)
  return message
}

/** Only the bot's own messages can be edited. */
function editable(account: Account, params: Params): { chat: FakeChat; message: Message } {
  const chat = account.reachable(params)
  const message = named(chat, params, 'message to edit not found')
  if (message.from?.id !== account.me.id || message.forward_origin) throw badRequest("message can't be edited")
  return { chat, message }
}

function inlineOf(params: Params): InlineKeyboardMarkup | undefined {
  const { inline, reply } = readMarkup(params)
  if (reply) throw badRequest('inline keyboard expected')
  return inline && inline.inline_keyboard.length > 0 ? inline : undefined
}

function editText(account: Account, params: Params) {
  const formatted = readText(params)
  const { chat, message } = editable(account, params)
  if (message.text === undefined) throw badRequest('there is no text in the message to edit')
  const { text, entities } = withEntities(formatted)
  // An edit without a keyboard takes the keyboard away.
  const reply_markup = inlineOf(params)
  const same = text === message.text && JSON.stringify(entities) === JSON.stringify(message.entities)
  if (same && sameMarkup(reply_markup, message.reply_markup)) throw badRequest(NOT_MODIFIED)
  return change(account, chat, message, { text, entities, reply_markup })
}

function editCaption(account: Account, params: Params) {
  const formatted = readCaption(params)
  const { chat, message } = editable(account, params)
  const media = message.photo ?? message.document ?? message.video ?? message.voice ?? message.audio
  if (!media) throw badRequest('there is no caption in the message to edit')
  const { caption, caption_entities } = asCaption(formatted)
  const reply_markup = inlineOf(params)
  const same =
    caption === message.caption && JSON.stringify(caption_entities) === JSON.stringify(message.caption_entities)
  if (same && sameMarkup(reply_markup, message.reply_markup)) throw badRequest(NOT_MODIFIED)
  return change(account, chat, message, { caption, caption_entities, reply_markup })
}

/** In a private chat a bot may delete what either side wrote, for 48 hours. */
function checkAge(account: Account, message: Message): void {
  const age = account.clock.seconds() - message.date
  if (age > DELETABLE_SECONDS) throw badRequest("message can't be deleted for everyone")
}

function deleteOne(account: Account, params: Params): true {
  const chat = account.chatOf(params)
  const message = named(chat, params, 'message to delete not found')
  checkAge(account, message)
  account.forget(chat, message.message_id)
  return true
}

/** Messages that cannot be found are skipped. */
function deleteMany(account: Account, params: Params): true {
  const chat = account.chatOf(params)
  const ids = params.list('message_ids', 'Integer') ?? []
  if (ids.length === 0) throw badRequest('message identifiers are not specified')
  if (ids.length > AT_ONCE) throw badRequest('too many message identifiers specified')
  const found = ids.flatMap((id) => chat.messages.get(Number(id)) ?? [])
  for (const message of found) checkAge(account, message)
  for (const message of found) account.forget(chat, message.message_id)
  return true
}

/** The service message in the chat is told to the bot too, although the bot caused it. */
function tellPinned(account: Account, chat: FakeChat, pinned: Message): void {
  const service = {
    message_id: account.nextMessageId(),
    from: botUser(account),
    chat: privateChat(chat),
    date: account.clock.seconds(),
    pinned_message: { ...pinned, reply_to_message: undefined },
  }
  account.tell({ message: service })
}

function contentOf(message: Message): Partial<Message> {
  const { message_id, from, chat, date, edit_date, reply_markup, reply_to_message, media_group_id, ...content } =
    message
  return content
}

function copy(account: Account, params: Params): { message_id: number } {
  const chat = account.reachable(params)
  const original = named(account.chatOf(params, 'from_chat_id'), params, 'message to copy not found')
  const { forward_origin, ...content } = contentOf(original)
  if (original.has_protected_content) throw badRequest("message has protected content and can't be copied")
  const caption = params.has('caption') ? asCaption(readCaption(params)) : {}
  return { message_id: post(account, chat, params, { ...content, ...caption }).message_id }
}

function forward(account: Account, params: Params): Message {
  const chat = account.reachable(params)
  const original = named(account.chatOf(params, 'from_chat_id'), params, 'message to forward not found')
  if (original.has_protected_content) throw badRequest("message has protected content and can't be forwarded")
  const origin = { type: 'user' as const, sender_user: original.from ?? botUser(account), date: original.date }
  return post(account, chat, params, { forward_origin: origin, ...contentOf(original) })
}

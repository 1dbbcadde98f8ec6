import { type Context, Telegraf } from 'telegraf'
import type { CallbackQuery, Message, Update } from 'telegraf/types'
import type { CitizenInput } from '../../app/incoming.js'
import { roomForFiles } from '../../domain/conversation/given-any-time.js'
import { firstLanguage, type TelegramDeps } from './deps.js'
import { readData, USE_WORDS } from './draw.js'
import { ALWAYS, LANGUAGE } from './more-buttons.js'
import { type FileRef, readMessage } from './read-message.js'
import { languageOf, say } from './say.js'
import { takeFile } from './take-file.js'
import { type Arrival, eventOf, takeTurn } from './turn.js'

/**
 * Handles one update to its end: what a citizen sent is kept and answered. Those of one chat follow each other, over all processes.
 * @throws when it has to be delivered again
 */
export type TelegramBot = (update: Update) => Promise<void>

interface Identity {
  readonly token: string
  readonly me: NonNullable<Telegraf['botInfo']>
}

export function createTelegramBot(deps: TelegramDeps, { token, me }: Identity): TelegramBot {
  // A handler that takes long is not cancelled by telegraf's limit, only forgotten; ours have limits of their own.
  const bot = new Telegraf(token, { handlerTimeout: Number.POSITIVE_INFINITY, telegram: { webhookReply: false } })
  bot.botInfo = me
  // Without this telegraf swallows the error and the update with it.
  bot.catch((error) => {
    throw error
  })
  bot.use((context, next) => (context.chat?.type === 'private' ? next() : leave(deps, context)))
  bot.on('my_chat_member', (context) => onMember(deps, context))
  bot.on('callback_query', (context) => onPress(deps, context.update))
  bot.on('edited_message', (context) => onEdit(deps, context.editedMessage))
  bot.on('message', (context) => onMessage(deps, context.update.update_id, context.message))
  return (update) => deps.alone(chatOf(update), () => bot.handleUpdate(update))
}

/** The chat of an update: those of one keep their order, others pass. */
export function chatOf(update: Update): string {
  const { message, edited_message, callback_query, my_chat_member } = update as Partial<
    Update.MessageUpdate & Update.EditedMessageUpdate & Update.CallbackQueryUpdate & Update.MyChatMemberUpdate
  >
  const chat = message?.chat ?? edited_message?.chat ?? callback_query?.message?.chat ?? my_chat_member?.chat
  return String(chat?.id ?? '')
}

/** Tips are told in private. In a group others would read along. */
async function leave({ api, translator, log }: TelegramDeps, { chat }: Context): Promise<void> {
  if (!chat) return
  const text = translator.say(firstLanguage({ translator }), { key: 'telegram.group' })
  const tries = [
    () => (chat.type === 'channel' ? undefined : api.call('sendMessage', { chat_id: chat.id, text })),
    () => api.call('leaveChat', { chat_id: chat.id }),
  ]
  for (const attempt of tries) {
    try {
      await attempt()
    } catch (error) {
      log.warn('a group is not left, or was not told why', { error })
    }
  }
}

/** Words that were changed later are not read again. A shared place that moves arrives as a change, every few seconds. */
async function onEdit(deps: TelegramDeps, message: Message): Promise<void> {
  if (!('text' in message) && !('caption' in message)) return
  await say(deps, String(message.chat.id), { key: 'telegram.edited' }, message.message_id)
}

/** Whoever blocks us wants nothing of us: what they had begun to write is erased. */
async function onMember(deps: TelegramDeps, { chat, myChatMember }: Context<Update.MyChatMemberUpdate>): Promise<void> {
  if (myChatMember.new_chat_member.status !== 'kicked') return
  await deps.conversation.erase(deps.sessionOf(String(chat.id)))
  await deps.views.delete(String(chat.id))
}

async function onMessage(deps: TelegramDeps, updateId: number, message: Message): Promise<void> {
  const chat = String(message.chat.id)
  const read = readMessage(message, deps.isWard)
  if (read.type === 'nothing') return
  if (read.type === 'notice') return say(deps, chat, { key: read.key }, message.message_id)
  if (read.type === 'officer') return say(deps, chat, await deps.linkOfficer(read.code, chat), message.message_id)
  const arrival = { chat, updateId, messageId: message.message_id, ...albumOf(message) }
  if (read.type === 'input') return takeTurn(deps, { ...arrival, inputs: [read.input] })
  const evidence = await evidenceOf(deps, arrival, read.file)
  const words: CitizenInput[] = read.words ? [{ type: 'text', text: read.words }] : []
  return takeTurn(deps, { ...arrival, inputs: [evidence, ...words] })
}

/**
 * A file that was taken with the first delivery is not fetched again with the second; nor one that the question at hand
 * has no use for, which the conversation then says.
 */
async function evidenceOf(
  deps: TelegramDeps,
  { chat, updateId }: Pick<Arrival, 'chat' | 'updateId'>,
  file: FileRef,
): Promise<CitizenInput> {
  const session = deps.sessionOf(chat)
  const { seen, state } = await deps.conversation.look(session, firstLanguage(deps))
  const isKnown = seen.some(({ id }) => id === eventOf({ updateId }, 0))
  const room = roomForFiles(state)
  if (isKnown || room === 'none') return { type: 'evidence', kept: [], refused: [] }
  return room === 'full' ? { type: 'evidence', kept: [], refused: ['many'] } : takeFile(deps, session.id, file)
}

function albumOf(message: Message) {
  return 'media_group_id' in message && message.media_group_id ? { album: message.media_group_id } : {}
}

async function onPress(
  deps: TelegramDeps,
  { update_id, callback_query: query }: Update.CallbackQueryUpdate,
): Promise<void> {
  const { message } = query
  if (!message || !('data' in query)) return
  const chat = String(message.chat.id)
  const view = await deps.views.read(chat)
  const isKnown = view !== undefined && view.event !== ''
  const { mark, id } = readData(query.data)
  // When it comes again, the buttons that answer it may stand there already.
  const again = view?.event === eventOf({ updateId: update_id }, 0)
  const isOld = isKnown && !again && mark !== ALWAYS && mark !== view.mark
  // A finger that was quick pressed twice; that needs no word.
  const words = isOld && view?.live?.id !== message.message_id ? 'telegram.oldButton' : undefined
  const acknowledged = acknowledge(deps, chat, query, words)
  if (!isOld) await takePress(deps, update_id, query, { message, chat, id, isKnown: isKnown || mark === ALWAYS })
  await acknowledged
}

interface Press {
  readonly message: NonNullable<CallbackQuery['message']>
  readonly chat: string
  readonly id: string
  readonly isKnown: boolean
}

async function takePress(deps: TelegramDeps, updateId: number, query: CallbackQuery, press: Press): Promise<void> {
  const { message, chat, id, isKnown } = press
  // Of a chat that we know nothing of any more, the question is gone as well: it begins anew.
  const input = isKnown ? await inputOf(deps, chat, id) : ({ type: 'command', name: 'start' } as const)
  const pressed = pressedOf(query, message)
  await takeTurn(deps, { chat, updateId, messageId: message.message_id, inputs: [input], pressed })
}

async function inputOf(deps: TelegramDeps, chat: string, id: string): Promise<CitizenInput> {
  if (id.startsWith(LANGUAGE)) return { type: 'language', language: id.slice(LANGUAGE.length) }
  if (id !== USE_WORDS) return { type: 'choice', id }
  const { replies } = await deps.conversation.look(deps.sessionOf(chat), firstLanguage(deps))
  return { type: 'text', text: replies.at(-1)?.prefill ?? '' }
}

/** Stops the button's spinner. Whether that arrives is of no matter. */
async function acknowledge(
  deps: TelegramDeps,
  chat: string,
  { id }: CallbackQuery,
  words: string | undefined,
): Promise<void> {
  const { api, translator, log, patienceMs } = deps
  try {
    const text = words ? { text: translator.say(await languageOf(deps, chat), { key: words }) } : {}
    await api.call('answerCallbackQuery', { callback_query_id: id, ...text }, { timeoutMs: patienceMs / 4 })
  } catch (error) {
    log.debug('a press was not acknowledged', { error })
  }
}

function pressedOf(query: CallbackQuery, message: NonNullable<CallbackQuery['message']>) {
  const data = 'data' in query ? query.data : ''
  const rows = ('reply_markup' in message && message.reply_markup?.inline_keyboard) || []
  const button = rows.flat().find((one) => 'callback_data' in one && one.callback_data === data)
  const text = 'text' in message ? message.text : ''
  const entities = 'entities' in message ? (message.entities ?? []) : []
  const known = entities.flatMap(({ type, offset, length }) =>
    type === 'bold' || type === 'code' ? [{ type, offset, length }] : [],
  )
  return { messageId: message.message_id, text, entities: known, label: button?.text ?? '' }
}

import type { BotCommand } from '@grammyjs/types'
import { type Account, QUERY_LIFE_MS } from './account.js'
import type { Handlers } from './handlers.js'
import type { Params } from './params.js'
import { badRequest } from './refusal.js'

type Names =
  | 'getMe'
  | 'getChat'
  | 'answerCallbackQuery'
  | 'sendChatAction'
  | 'setMyCommands'
  | 'getMyCommands'
  | 'deleteMyCommands'
  | 'setMyDescription'
  | 'getMyDescription'
  | 'setMyShortDescription'
  | 'getMyShortDescription'
  | 'setChatMenuButton'
  | 'getChatMenuButton'

const ACTIONS = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
])

export function settingsMethods(account: Account): Handlers<Names> {
  const descriptions = new Map<string, string>()
  const short = new Map<string, string>()
  return {
    getMe: () => account.me,
    getChat: (params) => chatInfo(account, params),
    answerCallbackQuery: (params) => answerQuery(account, params),
    sendChatAction: (params) => {
      const action = params.text('action').toLowerCase()
      if (!ACTIONS.has(action)) throw badRequest('wrong parameter action in request')
      account.remember(account.reachable(params).actions, action)
      return true
    },
    ...commandMethods(),
    setMyDescription: (params) => describe(descriptions, params, 'description', 512),
    getMyDescription: (params) => ({ description: spoken(descriptions, params) }),
    setMyShortDescription: (params) => describe(short, params, 'short_description', 120),
    getMyShortDescription: (params) => ({ short_description: spoken(short, params) }),
    setChatMenuButton: (params) => {
      if (params.has('chat_id')) account.chatOf(params)
      menuButton(params)
      return true
    },
    getChatMenuButton: () => ({ type: 'commands' }),
  }
}

function menuButton(params: Params): void {
  const type = params.object('menu_button', 'menu button')?.type ?? 'default'
  if (!['default', 'commands', 'web_app'].includes(String(type))) throw badRequest('MenuButton has unsupported type')
}

function chatInfo(account: Account, params: Params) {
  const { user, pinned, messages } = account.chatOf(params)
  const pinnedMessage = pinned === undefined ? undefined : messages.get(pinned)
  return {
    id: user.id,
    type: 'private' as const,
    first_name: user.first_name,
    ...(user.username && { username: user.username }),
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: true,
      limited_gifts: true,
      unique_gifts: true,
      premium_subscription: true,
      gifts_from_channels: true,
    },
    ...(pinnedMessage && { pinned_message: { ...pinnedMessage, reply_to_message: undefined } }),
  }
}

/** Each query takes one answer, soon. */
function answerQuery(account: Account, params: Params): true {
  const id = params.text('callback_query_id')
  const query = account.queries.get(id)
  const text = params.text('text')
  if (text.length > 200) throw badRequest('MESSAGE_TOO_LONG')
  if (!query || account.clock.now() - query.askedAt > QUERY_LIFE_MS) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid')
  }
  account.queries.delete(id)
  account.remember(query.chat.answers, { id, ...(text && { text }), alert: params.flag('show_alert') })
  return true
}

function commandMethods(): Handlers<'setMyCommands' | 'getMyCommands' | 'deleteMyCommands'> {
  const lists = new Map<string, BotCommand[]>()
  return {
    setMyCommands: (params) => {
      lists.set(audience(params), readCommands(params))
      return true
    },
    // What was set for exactly this scope and language, without falling back to a wider one.
    getMyCommands: (params) => lists.get(audience(params)) ?? [],
    deleteMyCommands: (params) => {
      lists.delete(audience(params))
      return true
    },
  }
}

function audience(params: Params): string {
  const scope = params.object('scope', 'bot command scope') ?? { type: 'default' }
  return JSON.stringify([scope.type, scope.chat_id, language(params)])
}

function language(params: Params): string {
  const code = params.text('language_code')
  if (code !== '' && !/^[a-z]{2}$/.test(code)) throw badRequest('invalid language code specified')
  return code
}

function readCommands(params: Params): BotCommand[] {
  const commands = (params.list('commands', 'BotCommand') ?? []) as Partial<BotCommand>[]
  if (commands.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH')
  return commands.map(({ command = '', description = '' }) => {
    const name = command.replace(/^\//, '')
    if (!/^[a-z0-9_]{1,32}$/.test(name)) throw badRequest('BOT_COMMAND_INVALID')
    if (description.trim() === '' || description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
    return { command: name, description }
  })
}

function describe(texts: Map<string, string>, params: Params, field: string, limit: number): true {
  const text = params.text(field)
  if (text.length > limit) throw badRequest(`${field.replace('_', ' ')} is too long`)
  texts.set(language(params), text)
  return true
}

/** Falls back to the text for every language, as an app that shows it does. */
function spoken(texts: ReadonlyMap<string, string>, params: Params): string {
  return texts.get(language(params)) || texts.get('') || ''
}

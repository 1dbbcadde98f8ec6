import type { InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton } from '@grammyjs/types'
import type { Params } from './params.js'
import { badRequest } from './refusal.js'

export interface Markup {
  readonly inline?: InlineKeyboardMarkup
  /** Labels of the keyboard under the text field; an empty list takes it away. */
  readonly reply?: string[][]
}

const ACTIONS = [
  'callback_data',
  'url',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
] as const
const MOST_BUTTONS = 100
const MOST_IN_A_ROW = 8
const DATA_BYTES = 64

export function readMarkup(params: Params): Markup {
  const markup = params.object('reply_markup', 'reply markup')
  if (!markup) return {}
  if (markup.inline_keyboard !== undefined) return { inline: readInline(markup.inline_keyboard) }
  if (markup.keyboard !== undefined)
    return { reply: rowsOf(markup.keyboard, 'keyboard').map((row) => row.map(labelOf)) }
  return markup.remove_keyboard ? { reply: [] } : {}
}

function readInline(value: unknown): InlineKeyboardMarkup {
  const rows = rowsOf(value, 'inline keyboard').map((row) => row.map(readButton))
  if (rows.flat().length > MOST_BUTTONS || rows.some((row) => row.length > MOST_IN_A_ROW)) {
    throw badRequest('reply markup is too long')
  }
  return { inline_keyboard: rows.filter((row) => row.length > 0) }
}

function rowsOf(value: unknown, what: string): unknown[][] {
  if (!Array.isArray(value)) throw badRequest(`field "${what.replace(' ', '_')}" must be of type Array`)
  for (const row of value) {
    if (!Array.isArray(row)) throw badRequest(`can't parse ${what} markup: row must be of type Array`)
  }
  return value as unknown[][]
}

function labelOf(button: unknown): string {
  return typeof button === 'string' ? button : ((button as KeyboardButton.CommonButton).text ?? '')
}

function readButton(value: unknown): InlineKeyboardButton {
  const button = value as Record<string, unknown>
  const complain = (text: string) => badRequest(`can't parse inline keyboard button: ${text}`)
  if (typeof value !== 'object' || value === null) throw complain('Expected an Object')
  if (typeof button.text !== 'string') throw complain('Field "text" must be of type String')
  if (button.text.trim() === '') throw badRequest('BUTTON_TEXT_INVALID')
  const action = ACTIONS.find((name) => button[name] !== undefined)
  if (!action) throw complain('Text buttons are unallowed in the inline keyboard')
  if (action === 'callback_data') checkData(button.callback_data)
  if (action === 'url') checkUrl(button.url)
  // Unknown fields, such as telegraf's `hide`, do not come back.
  return { text: button.text, [action]: button[action] } as unknown as InlineKeyboardButton
}

function checkData(data: unknown): void {
  const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0
  if (bytes < 1 || bytes > DATA_BYTES) throw badRequest('BUTTON_DATA_INVALID')
}

function checkUrl(url: unknown): void {
  if (typeof url === 'string' && /^(https?:\/\/[^\s/]+\.[^\s]+|tg:\/\/|tel:)/i.test(url)) return
  throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`)
}

export function sameMarkup(a: InlineKeyboardMarkup | undefined, b: InlineKeyboardMarkup | undefined): boolean {
  return JSON.stringify(a?.inline_keyboard ?? []) === JSON.stringify(b?.inline_keyboard ?? [])
}

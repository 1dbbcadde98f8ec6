import { setTimeout as sleep } from 'node:timers/promises'
import type { Message } from '@grammyjs/types'
import type { FakeChat } from './account.js'
import type { FileKind } from './files.js'

export interface SeenButton {
  readonly label: string
  readonly data?: string
  readonly url?: string
}

/** A message of the bot as the person sees it now. */
export interface SeenMessage {
  readonly id: number
  readonly text: string
  readonly caption: string
  readonly buttons: readonly (readonly SeenButton[])[]
  readonly media?: FileKind
  readonly album?: string
  readonly edited: boolean
  /** Cannot be forwarded or saved. */
  readonly protected: boolean
  readonly raw: Message
}

/** A regular expression, or words that the text contains. */
export type Words = string | RegExp

const KINDS: readonly FileKind[] = ['photo', 'document', 'video', 'voice', 'audio', 'video_note', 'sticker']

/** The bot's messages, oldest first; edits applied, deleted ones gone. */
export function screenOf(chat: FakeChat): SeenMessage[] {
  const own = [...chat.messages.values()].filter((message) => message.from?.is_bot)
  return own.sort((a, b) => a.message_id - b.message_id).map(seen)
}

function seen(message: Message): SeenMessage {
  const media = KINDS.find((kind) => message[kind] !== undefined)
  return {
    id: message.message_id,
    text: message.text ?? '',
    caption: message.caption ?? '',
    buttons: (message.reply_markup?.inline_keyboard ?? []).map((row) => row.map(seenButton)),
    ...(media && { media }),
    ...(message.media_group_id && { album: message.media_group_id }),
    edited: message.edit_date !== undefined,
    protected: message.has_protected_content ?? false,
    raw: message,
  }
}

type RawButton = NonNullable<Message['reply_markup']>['inline_keyboard'][number][number]

function seenButton(button: RawButton): SeenButton {
  return {
    label: button.text,
    ...('callback_data' in button && { data: button.callback_data }),
    ...('url' in button && { url: button.url }),
  }
}

export function says({ text, caption }: SeenMessage, words: Words): boolean {
  return [text, caption].some((part) => (typeof words === 'string' ? part.includes(words) : words.test(part)))
}

const POLL_MS = 10

/** Waits for a message with these words that came or changed after the person's last own action; the newest of them. */
export async function awaitMessage(chat: FakeChat, words: Words, withinMs: number): Promise<SeenMessage> {
  const until = Date.now() + withinMs
  for (;;) {
    const found = screenOf(chat).findLast((message) => isNews(chat, message) && says(message, words))
    if (found) return found
    if (Date.now() > until) throw new Error(`never heard ${words}; on the screen:\n${describe(chat)}`)
    await sleep(POLL_MS)
  }
}

function isNews(chat: FakeChat, { id }: SeenMessage): boolean {
  return (chat.changes.get(id) ?? 0) > chat.acted
}

export function describe(chat: FakeChat): string {
  const lines = screenOf(chat).map(({ id, text, caption, media, buttons }) => {
    const labels = buttons.map((row) => row.map(({ label }) => `[${label}]`).join(' ')).join(' / ')
    return `#${id} ${media ? `(${media}) ` : ''}${text || caption} ${labels}`
  })
  return lines.length > 0 ? lines.join('\n') : '(nothing)'
}

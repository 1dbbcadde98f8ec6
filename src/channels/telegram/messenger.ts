import type { Messenger, PushMessage, SendOutcome } from '../../app/ports.js'
import type { BotApi } from './bot-api.js'
import { failureOf } from './failure.js'

/** Messages that we begin ourselves. Plain text: nothing in it is markup, and no link draws a preview. */
export function createTelegramMessenger(api: BotApi): Messenger {
  return {
    async send(chat, message) {
      try {
        await api.call('sendMessage', {
          chat_id: chat,
          ...wordsOf(message),
          link_preview_options: { is_disabled: true },
        })
        return { kind: 'sent' }
      } catch (error) {
        return outcomeOf(error)
      }
    },
  }
}

/** A button may only lead to a host with a dot in its name (BUTTON_URL_INVALID); any other address stands in the text. */
function wordsOf({ text, link }: PushMessage) {
  if (!link) return { text }
  if (!new URL(link.url).hostname.includes('.')) return { text: `${text}\n${link.url}` }
  return { text, reply_markup: { inline_keyboard: [[{ text: link.label, url: link.url }]] } }
}

/** Until the way to Telegram is tried again. */
const NO_CONNECTION_MS = 10_000

function outcomeOf(error: unknown): SendOutcome {
  const { kind, afterMs, neverSent, mayReturn } = failureOf('sendMessage', error)
  if (kind === 'flood') return { kind: 'retry', afterMs }
  if (neverSent) return { kind: 'retry', afterMs: NO_CONNECTION_MS }
  if (mayReturn) return { kind: 'suspect' }
  if (kind === 'gone') return { kind: 'unreachable' }
  return { kind: kind === 'unknown' || kind === 'benign' ? 'unknown' : 'refused' }
}

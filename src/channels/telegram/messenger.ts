import type { Messenger, SendOutcome } from '../../app/ports.js'
import type { BotApi } from './bot-api.js'
import { failureOf } from './failure.js'

/** Messages that we begin ourselves. Plain text: nothing in it is markup, and no link draws a preview. */
export function createTelegramMessenger(api: BotApi): Messenger {
  return {
    async send(chat, { text, link }) {
      try {
        await api.call('sendMessage', {
          chat_id: chat,
          text,
          link_preview_options: { is_disabled: true },
          ...(link ? { reply_markup: { inline_keyboard: [[{ text: link.label, url: link.url }]] } } : {}),
        })
        return { kind: 'sent' }
      } catch (error) {
        return outcomeOf(error)
      }
    },
  }
}

function outcomeOf(error: unknown): SendOutcome {
  const { kind, afterMs } = failureOf('sendMessage', error)
  if (kind === 'flood') return { kind: 'retry', afterMs }
  if (kind === 'gone') return { kind: 'unreachable' }
  return { kind: kind === 'unknown' || kind === 'benign' ? 'unknown' : 'refused' }
}

import { edit } from './deliver.js'
import type { TelegramDeps } from './deps.js'
import type { Drawn } from './draw.js'

/** A press on a button, and the message that it is under, as Telegram hands it in. */
export interface Pressed {
  readonly messageId: number
  readonly text: string
  readonly entities: Drawn['entities']
  /** What stood on the button. */
  readonly label: string
}

interface Closing {
  readonly id: number
  readonly code: boolean
  readonly language: string
  readonly pressed: Pressed | undefined
}

/** Long enough for a call, and short enough that nobody waits for it. */
const PATIENCE_MS = 3_000

/**
 * A question that was answered loses its buttons and shows the answer; a receipt that was written down is covered, so that
 * it does not stay in the chat. Best effort: old buttons are known by their mark.
 */
export async function closeQuestion(deps: TelegramDeps, chat: string, closing: Closing): Promise<void> {
  const patient = { ...deps, patienceMs: Math.min(deps.patienceMs, PATIENCE_MS) }
  const message = afterwards(deps, closing)
  try {
    if (message) await edit(patient, chat, closing.id, message)
    else await removeButtons(patient, chat, closing.id)
  } catch (error) {
    deps.log.debug('an answered question keeps its buttons', { error })
  }
}

function afterwards({ translator }: TelegramDeps, { id, code, language, pressed }: Closing): Drawn | undefined {
  if (code) return { text: translator.say(language, { key: 'telegram.codeCovered' }), entities: [], buttons: [] }
  if (pressed?.messageId !== id || pressed.text === '') return undefined
  const text = `${pressed.text}\n\n✓ ${pressed.label}`
  return text.length <= 4096 ? { text, entities: pressed.entities, buttons: [] } : undefined
}

async function removeButtons({ api, patienceMs }: TelegramDeps, chat: string, id: number): Promise<void> {
  await api.call('editMessageReplyMarkup', { chat_id: chat, message_id: id }, { timeoutMs: patienceMs })
}

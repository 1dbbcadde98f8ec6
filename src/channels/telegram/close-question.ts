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

/** Long enough for a call or two, and short enough that nobody waits for it. */
const PATIENCE_MS = 3_000

/** A question that was answered loses its buttons and shows the answer. Best effort: old buttons are known by their mark. */
export async function closeQuestion(
  deps: TelegramDeps,
  chat: string,
  id: number,
  pressed: Pressed | undefined,
): Promise<void> {
  const message = pressed?.messageId === id ? withAnswer(pressed) : undefined
  try {
    if (message) await edit(patient(deps), chat, id, message)
    else await deps.api.call('editMessageReplyMarkup', { chat_id: chat, message_id: id }, { timeoutMs: PATIENCE_MS })
  } catch (error) {
    deps.log.debug('an answered question keeps its buttons', { error })
  }
}

function withAnswer({ text, entities, label }: Pressed): Drawn | undefined {
  const answered = `${text}\n\n✓ ${label}`
  return text !== '' && answered.length <= 4096 ? { text: answered, entities, buttons: [] } : undefined
}

/**
 * A receipt that was written down, or left behind, does not stay readable in the chat.
 * @returns whether it is covered, or gone
 */
export async function coverReceipt(deps: TelegramDeps, chat: string, id: number, language: string): Promise<boolean> {
  const text = deps.translator.say(language, { key: 'telegram.codeCovered' })
  try {
    // One that cannot be changed any more was deleted, or is too old for us.
    await edit(patient(deps), chat, id, { text, entities: [], buttons: [] })
    return true
  } catch (error) {
    deps.log.warn('a receipt is not covered yet', { error })
    return false
  }
}

function patient(deps: TelegramDeps): TelegramDeps {
  return { ...deps, patienceMs: Math.min(deps.patienceMs, PATIENCE_MS) }
}

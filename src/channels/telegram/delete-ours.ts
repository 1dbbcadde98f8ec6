import { setTimeout as sleep } from 'node:timers/promises'
import type { TelegramDeps } from './deps.js'
import { failureOf } from './failure.js'
import { type ChatView, deletable } from './view.js'

const AT_ONCE = 100
const TRIES = 3

/** Deletes what we wrote in this chat, as far as Telegram lets us: not what is older than two days, and not the citizen's. */
export async function deleteOurs(deps: TelegramDeps, chat: string, view: ChatView): Promise<void> {
  const ids = deletable(view, deps.clock.now())
  for (let from = 0; from < ids.length; from += AT_ONCE) await deleteSome(deps, chat, ids.slice(from, from + AT_ONCE))
}

/** Deleting twice is deleting once. What still stands after some tries is left; the reply says how to remove it by hand. */
async function deleteSome({ api, log }: TelegramDeps, chat: string, ids: readonly number[]): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      await api.call('deleteMessages', { chat_id: chat, message_ids: [...ids] })
      return
    } catch (error) {
      const { kind, afterMs, code } = failureOf('deleteMessages', error)
      if (attempt === TRIES || (kind !== 'unknown' && kind !== 'flood'))
        return log.warn('own messages not deleted', { code })
      await sleep(Math.min(afterMs, 3_000) || 300 * attempt)
    }
  }
}

import { persisting } from './deliver.js'
import type { TelegramDeps } from './deps.js'
import { type ChatView, deletable } from './view.js'

const AT_ONCE = 100
/** Enough for some calls, and a turn that forgets must still be answered in time. */
const PATIENCE_MS = 10_000

/**
 * Deletes what was written in this chat by both sides, as far as Telegram lets a bot: not what is older than two days.
 * @returns whether all of it went, as far as we know of it
 */
export async function deleteMessages(deps: TelegramDeps, chat: string, view: ChatView): Promise<boolean> {
  const ids = deletable(view, deps.clock.now())
  const until = Date.now() + Math.min(deps.patienceMs, PATIENCE_MS)
  let all = ids.length > 0
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    all = (await deleteSome(deps, chat, ids.slice(from, from + AT_ONCE), until)) && all
  }
  return all
}

/** Deleting twice is deleting once. When one id spoils a batch, each is tried by itself. */
async function deleteSome(deps: TelegramDeps, chat: string, ids: readonly number[], until: number): Promise<boolean> {
  const failure = await attempt(deps, 'deleteMessages', until, (timeoutMs) =>
    deps.api.call('deleteMessages', { chat_id: chat, message_ids: [...ids] }, { timeoutMs }),
  )
  if (failure !== 'content') return failure === undefined
  let all = true
  for (const id of ids) all = (await deleteOne(deps, chat, id, until)) && all
  return all
}

/** @returns whether it is gone */
export async function deleteOne(deps: TelegramDeps, chat: string, id: number, until: number): Promise<boolean> {
  const failure = await attempt(deps, 'deleteMessage', until, (timeoutMs) =>
    deps.api.call('deleteMessage', { chat_id: chat, message_id: id }, { timeoutMs }),
  )
  return failure === undefined || failure === 'benign'
}

async function attempt(
  { log }: TelegramDeps,
  method: string,
  until: number,
  call: (timeoutMs: number) => Promise<unknown>,
) {
  try {
    return (await persisting(method, until, call))?.kind
  } catch (error) {
    log.warn('messages were not deleted', { error })
    return 'unknown'
  }
}

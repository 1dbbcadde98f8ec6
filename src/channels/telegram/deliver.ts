import { setTimeout as sleep } from 'node:timers/promises'
import type { Payload } from './api-types.js'
import type { TelegramDeps } from './deps.js'
import type { Drawn } from './draw.js'
import { type BotApiFailure, failureOf } from './failure.js'
import { type ChatView, withMessage } from './view.js'

interface Delivery {
  readonly from: ChatView
  readonly messages: readonly Drawn[]
  /** The turn was begun before, and may have sent the next message without living to note it. */
  readonly doubtful: boolean
}

type Deps = Pick<TelegramDeps, 'api' | 'views' | 'clock' | 'log' | 'patienceMs'>

/**
 * Sends the messages of one turn, from the first that is not known to have arrived, and keeps what is known after each.
 * Nobody is asked twice: a message whose fate is unknown (Telegram failed, the line broke, we were killed) is sent again,
 * and its twin is then looked for and deleted.
 * @throws BotApiFailure when patience is over or an operator has to act; the turn is then to be delivered again
 */
export async function deliver(deps: Deps, chat: string, { from, messages, ...way }: Delivery): Promise<ChatView> {
  let [view, doubtful] = [from, way.doubtful]
  const until = Date.now() + deps.patienceMs
  for (const [index, message] of messages.entries()) {
    if (index < view.arrived) continue
    const sent = await send(deps, chat, message, { until, doubtful })
    doubtful = false
    if (sent) {
      if (sent.doubtful) await deleteTwin(deps, chat, message, { after: view.newest, before: sent.id, until })
      view = withMessage(view, sent.id, deps.clock.now())
      if (message.buttons.length > 0) view = { ...view, live: { id: sent.id, code: hasCode(message) } }
    }
    view = { ...view, arrived: index + 1, done: index === messages.length - 1 }
    await deps.views.write(chat, view)
  }
  return view
}

interface Trying {
  readonly until: number
  /** Whether this very message may stand in the chat already. */
  readonly doubtful: boolean
}

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000

/** Tries until it is sent; nothing when no try will do. */
export async function send(deps: Deps, chat: string, message: Drawn, trying: Trying) {
  let { doubtful } = trying
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      const options = { timeoutMs: timeoutFor(trying.until) }
      const { message_id: id } = await deps.api.call('sendMessage', payloadOf(chat, message), options)
      return { id, doubtful }
    } catch (error) {
      const failure = failureOf('sendMessage', error)
      if (isFinal(deps, failure)) return undefined
      doubtful ||= failure.kind === 'unknown'
      await pauseFor(failure, pause, trying.until)
    }
  }
}

/** Nothing better will come of another try: the person has left, or we have made a message that Telegram does not take. */
function isFinal({ log }: Deps, failure: BotApiFailure): boolean {
  if (failure.kind === 'content') log.error('telegram does not take a message of ours', { code: failure.code })
  return failure.kind === 'content' || failure.kind === 'gone'
}

async function pauseFor(failure: BotApiFailure, pause: number, until: number): Promise<void> {
  const wait = failure.kind === 'flood' ? failure.afterMs : pause
  const isOperators = failure.kind === 'token' || failure.kind === 'conflict'
  if (isOperators || Date.now() + wait > until) throw failure
  await sleep(wait)
}

export function payloadOf(chat: string, { text, entities, buttons }: Drawn): Payload<'sendMessage'> {
  return {
    chat_id: chat,
    text,
    entities: [...entities],
    link_preview_options: { is_disabled: true },
    ...(buttons.length > 0 ? { reply_markup: { inline_keyboard: buttons } } : {}),
  }
}

export function hasCode({ entities }: Drawn): boolean {
  return entities.some(({ type }) => type === 'code')
}

/** In how many messages before ours the twin is looked for. Ids count over all chats of a bot, so a busy one leaves gaps. */
const LOOK_BACK = 8

/**
 * Telegram has no way to ask what was sent. But an edit that changes nothing is refused as "not modified" for a message
 * of ours with the very same words and buttons, and otherwise because it is not ours or not there.
 */
async function deleteTwin(deps: Deps, chat: string, message: Drawn, { after, before, until }: TwinRange) {
  for (let id = before - 1; id > after && id >= before - LOOK_BACK; id -= 1) {
    const refused = await tryEdit(deps, chat, id, message, until)
    // An edit that went through has changed another message of ours, such as a notice: it is no twin, and stays.
    if (refused === undefined) deps.log.warn('another message of ours was taken for a twin')
    if (refused?.kind !== 'benign') continue
    await persisting('deleteMessage', until, () => deps.api.call('deleteMessage', { chat_id: chat, message_id: id }))
  }
}

interface TwinRange {
  readonly after: number
  readonly before: number
  readonly until: number
}

/**
 * Changes a message of ours. Doing it twice changes nothing, so that a doubt needs no thought here.
 * @returns false when that cannot be, so that a new one has to be sent
 */
export async function edit(deps: Deps, chat: string, id: number, message: Drawn): Promise<boolean> {
  const failure = await tryEdit(deps, chat, id, message, Date.now() + deps.patienceMs)
  return failure === undefined || failure.kind === 'benign'
}

function tryEdit({ api }: Deps, chat: string, id: number, message: Drawn, until: number) {
  const payload = { ...payloadOf(chat, message), message_id: id } as Payload<'editMessageText'>
  return persisting('editMessageText', until, (timeoutMs) => api.call('editMessageText', payload, { timeoutMs }))
}

/** Tries until it is done or refused, which it answers. */
export async function persisting(
  method: string,
  until: number,
  call: (timeoutMs: number) => Promise<unknown>,
): Promise<BotApiFailure | undefined> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      await call(timeoutFor(until))
      return undefined
    } catch (error) {
      const failure = failureOf(method, error)
      if (['benign', 'content', 'gone'].includes(failure.kind)) return failure
      await pauseFor(failure, pause, until)
    }
  }
}

/** Short enough that one call that hangs leaves time for another. */
function timeoutFor(until: number): number {
  return Math.round(Math.min(10_000, Math.max(1_000, (until - Date.now()) / 5)))
}

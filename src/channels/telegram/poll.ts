import { setTimeout as sleep } from 'node:timers/promises'
import type { Update } from 'telegraf/types'
import type { Log } from '../../log.js'
import type { TelegramBot } from './bot.js'
import type { BotApi } from './bot-api.js'
import { BotApiFailure, failureOf } from './failure.js'
import { InHand, type ParkedUpdates } from './in-hand.js'

export interface PollDeps {
  readonly api: BotApi
  readonly handle: TelegramBot
  readonly parked: ParkedUpdates
  readonly log: Log
  /** True while this process is the one that asks: two at once put each other out (409). */
  readonly isOurTurn: () => Promise<boolean>
  /** Lets another process ask at once. */
  readonly giveTurnAway: () => Promise<void>
  /** How long Telegram holds the line when there is nothing; at most 50. */
  readonly pollSeconds: number
}

export interface Polling {
  /** Settles when what is in hand is handled, or left to be given again, and the rest is confirmed. */
  stop(): Promise<void>
}

/** Updates that are asked for; the rest (members of groups, reactions, …) is nothing to us. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

/**
 * While an old update is in hand it comes with every poll, and Telegram does not hold the line: the next poll waits until
 * one is done, and a little in any case, so that several may be.
 */
const BUSY_MS = 1_000
const BREATH_MS = 25
const WAIT_MS = 3_000
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000
/**
 * Asks Telegram for updates. telegraf's own loop confirms a batch although handling it failed, and waits for its slowest
 * chat. Here an update is confirmed when it and all before it are handled or parked, and one that failed is tried again
 * while other chats go on. After a crash Telegram gives what was not confirmed once more.
 */
export function startPolling(deps: PollDeps): Polling {
  const stopping = new AbortController()
  const running = run(deps, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function run(deps: PollDeps, signal: AbortSignal): Promise<void> {
  const { parked, log } = deps
  const hand = new InHand({ parked, log, handleToItsEnd: (update) => handleToItsEnd(deps, update, signal) })
  for (const update of await whatWasParked(deps, signal)) hand.takeParked(update)
  while (!signal.aborted) {
    const isBusy = hand.open > 0
    for (const update of await ask(deps, hand.offset, isBusy, signal)) hand.take(update)
    if (hand.open > 0) await hand.next(BUSY_MS)
    if (isBusy) await pause(BREATH_MS, signal)
    await hand.parkOldest().catch((error) => log.warn('updates could not be parked', { error }))
  }
  await hand.idle()
  await confirm(deps, hand.offset)
  await deps.giveTurnAway().catch(() => undefined)
}

/** Left by a process that died; only once it is our turn, so that two do not handle them. */
async function whatWasParked(deps: PollDeps, signal: AbortSignal): Promise<Update[]> {
  while (!signal.aborted) {
    try {
      if (await deps.isOurTurn()) return await deps.parked.all()
    } catch (error) {
      deps.log.warn('parked updates cannot be read yet', { error })
    }
    await pause(WAIT_MS, signal)
  }
  return []
}

async function ask(deps: PollDeps, offset: number, isBusy: boolean, signal: AbortSignal): Promise<Update[]> {
  const { api, log, isOurTurn, pollSeconds } = deps
  try {
    if (await isOurTurn()) {
      const timeout = isBusy ? 0 : pollSeconds
      const payload = { offset, timeout, limit: 100, allowed_updates: ALLOWED_UPDATES }
      return await api.call('getUpdates', payload, { timeoutMs: (timeout + 10) * 1000, signal })
    }
    await pause(WAIT_MS, signal)
  } catch (error) {
    if (signal.aborted) return []
    const { kind, code, afterMs } = failureOf('getUpdates', error)
    const isOperators = kind === 'token' || kind === 'conflict'
    log[isOperators ? 'error' : 'warn']('telegram gives no updates', { code })
    await pause(afterMs || WAIT_MS, signal)
  }
  return []
}

/** Those behind it in the same chat wait, also when we stop: they come again after it. */
async function handleToItsEnd({ handle, log }: PollDeps, update: Update, signal: AbortSignal): Promise<void> {
  for (let wait = FIRST_RETRY_MS; ; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
    signal.throwIfAborted()
    try {
      return await handle(update)
    } catch (error) {
      if (signal.aborted) throw error
      log.warn('an update is tried again', { error })
      const asked = error instanceof BotApiFailure ? error.afterMs : 0
      await pause(Math.max(wait, asked), signal)
    }
  }
}

/** Telegram forgets what lies below the offset when it hears of it; what it does not hear of comes again. */
async function confirm({ api, log, isOurTurn }: PollDeps, offset: number): Promise<void> {
  try {
    if (offset > 0 && (await isOurTurn())) {
      await api.call('getUpdates', { offset, timeout: 0, limit: 1 }, { timeoutMs: 3_000 })
    }
  } catch (error) {
    log.warn('handled updates were not confirmed, and come again', { error })
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal }).catch(() => undefined)
}

import type { Update, WebhookInfo } from '@grammyjs/types'
import type { Account } from './account.js'
import type { Faults } from './faults.js'
import { type Delivery, deliver, type WebhookSettings } from './webhook-request.js'

export interface WebhookPace {
  /** Telegram waits 2 s, 4 s, … and obeys Retry-After in seconds; all multiplied by this. */
  readonly scale: number
  /** A connection that is idle for so long is dropped and counts as failed; Telegram: 60 s. */
  readonly idleMs: number
}

const FIRST_WAIT_MS = 2000
const LONGEST_WAIT_MS = 60_000
const LONGEST_RETRY_AFTER_S = 3600

/**
 * Pushes updates to the bot. What is written in one chat goes one at a time and in order, and so do the presses of one
 * person's buttons; a failing one holds back its own queue only. Different queues go in parallel, so a press may
 * overtake a message of the same person (the queue ids in `Client.cpp` of Telegram's own server).
 */
export class Webhook {
  url = ''
  private settings: WebhookSettings | undefined
  private paused = false
  private readonly busy = new Set<string>()
  private readonly timers = new Set<NodeJS.Timeout>()
  private lastError: { date: number; text: string } | undefined
  private ended = new AbortController()
  private readonly account: Account
  private readonly faults: Faults
  private readonly pace: WebhookPace
  /** Executes a method that the bot put into its answer. */
  private readonly execute: (call: Record<string, unknown>) => void

  constructor(account: Account, faults: Faults, pace: WebhookPace, execute: (call: Record<string, unknown>) => void) {
    this.account = account
    this.faults = faults
    this.pace = pace
    this.execute = execute
    account.updates.onAdded = () => this.pump()
  }

  start(settings: WebhookSettings): void {
    this.stop()
    this.settings = settings
    this.url = settings.url
    this.pump()
  }

  stop(): void {
    this.settings = undefined
    this.url = ''
    for (const timer of this.timers) clearTimeout(timer)
    this.timers.clear()
    this.busy.clear()
    this.ended.abort()
    this.ended = new AbortController()
  }

  info(): WebhookInfo {
    const { settings, lastError } = this
    const allowed = this.account.updates.allowedKinds()
    return {
      url: this.url,
      has_custom_certificate: false,
      pending_update_count: this.account.updates.pending.size,
      ...(settings && { max_connections: settings.maxConnections, ip_address: '127.0.0.1' }),
      ...(lastError && { last_error_date: lastError.date, last_error_message: lastError.text }),
      ...(allowed.length > 0 && { allowed_updates: allowed }),
    }
  }

  /** While the network is away nothing is delivered, and nothing counts as failed. */
  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
    this.pump()
  }

  private pump(): void {
    const { settings } = this
    if (!settings || this.paused) return
    this.account.updates.expire()
    for (const { update } of this.account.updates.pending.values()) {
      if (this.busy.size >= settings.maxConnections) return
      const queue = queueOf(update)
      if (this.busy.has(queue)) continue
      this.busy.add(queue)
      void this.push(update, settings, 0)
    }
  }

  private async push(update: Update, settings: WebhookSettings, failures: number): Promise<void> {
    const { signal } = this.ended
    const fault = this.faults.take('webhook-delivery')
    const delivery = await deliver({ update, settings, idleMs: this.pace.idleMs, fault, faults: this.faults, signal })
    // Set anew or deleted meanwhile: the update stays for whoever comes next.
    if (signal.aborted) return
    if (delivery.ok) return this.done(update, delivery)
    this.lastError = { date: this.account.clock.seconds(), text: delivery.error }
    const wait = this.pace.scale * waitFor(failures, delivery.retryAfter)
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      if (!this.paused) return void this.push(update, settings, failures + 1)
      // Found again, as if new, when the network is back.
      this.busy.delete(queueOf(update))
    }, wait)
    this.timers.add(timer)
  }

  private done(update: Update, { body }: Delivery): void {
    this.account.updates.pending.delete(update.update_id)
    this.busy.delete(queueOf(update))
    const call = methodIn(body)
    if (call) this.execute(call)
    this.pump()
  }
}

/** Before the first repetition nothing, then 2 s, doubling. */
function waitFor(failures: number, retryAfter: number | undefined): number {
  if (retryAfter !== undefined) return Math.min(retryAfter, LONGEST_RETRY_AFTER_S) * 1000
  return failures === 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS)
}

function queueOf({ message, edited_message, my_chat_member, callback_query }: Update): string {
  if (callback_query) return `presses of ${callback_query.from.id}`
  return `chat ${(message ?? edited_message ?? my_chat_member)?.chat.id}`
}

function methodIn(body: string): Record<string, unknown> | undefined {
  try {
    const call = JSON.parse(body)
    return typeof call?.method === 'string' ? call : undefined
  } catch {
    return undefined
  }
}

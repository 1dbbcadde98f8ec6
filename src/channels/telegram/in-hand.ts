import { EventEmitter, once } from 'node:events'
import type { Update } from 'telegraf/types'
import type { Log } from '../../log.js'
import { chatOf } from './bot.js'
import { createLines } from './lines.js'
import { createOffsets } from './offsets.js'

/** Updates that were confirmed before they were handled, sealed in the volatile Redis. */
export interface ParkedUpdates {
  all(): Promise<Update[]>
  add(update: Update): Promise<void>
  remove(updateId: number): Promise<void>
}

interface InHandDeps {
  readonly parked: ParkedUpdates
  /** Settles when the update is handled; fails when it is to be given again. */
  readonly handleToItsEnd: (update: Update) => Promise<void>
  readonly log: Log
}

/** Telegram gives no more than a hundred from the oldest on: one that lies further back than this is parked. */
const CROWDED = 60

/** Updates that are being handled, those of one chat in their order, and how far they may be confirmed. */
export class InHand {
  readonly #deps: InHandDeps
  readonly #offsets = createOffsets()
  readonly #lines = createLines()
  readonly #updates = new Map<number, Update>()
  readonly #parked = new Set<number>()
  readonly #progress = new EventEmitter()

  constructor(deps: InHandDeps) {
    this.#deps = deps
  }

  /** What to ask Telegram for next. */
  get offset(): number {
    return this.#offsets.offset
  }

  /** How many hold the offset back. */
  get open(): number {
    return this.#offsets.open
  }

  /** Takes an update that Telegram gave, unless it is in hand or handled already. */
  take(update: Update): void {
    if (this.#offsets.begin(update.update_id)) this.#begin(update)
  }

  /** Takes one that was parked by a process that is gone. */
  takeParked(update: Update): void {
    this.#parked.add(update.update_id)
    this.#begin(update)
  }

  /** Parks the oldest when it lies so far back that Telegram would soon give no newer ones. */
  async parkOldest(): Promise<void> {
    while (this.#offsets.ahead > CROWDED && this.#offsets.oldest !== undefined) {
      const id = this.#offsets.oldest
      const update = this.#updates.get(id)
      if (!update) return
      // Before it is parked for good it may be done; then nobody else would take it out again.
      this.#parked.add(id)
      await this.#deps.parked.add(update)
      this.#offsets.park(id)
    }
  }

  /** Settles when one ends, or after so long. */
  async next(withinMs: number): Promise<void> {
    const enough = new AbortController()
    const timer = setTimeout(() => enough.abort(), withinMs)
    await once(this.#progress, 'done', { signal: enough.signal }).catch(() => undefined)
    clearTimeout(timer)
  }

  idle(): Promise<void> {
    return this.#lines.idle()
  }

  #begin(update: Update): void {
    this.#updates.set(update.update_id, update)
    this.#lines
      .inLine(chatOf(update), () => this.#deps.handleToItsEnd(update))
      .then(() => this.#finish(update.update_id))
      .catch((error) => this.#deps.log.warn('an update is left to be given again', { error }))
      .finally(() => {
        this.#updates.delete(update.update_id)
        this.#progress.emit('done')
      })
  }

  async #finish(id: number): Promise<void> {
    this.#offsets.finish(id)
    if (this.#parked.delete(id)) await this.#deps.parked.remove(id)
  }
}

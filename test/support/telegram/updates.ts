import type { Update } from '@grammyjs/types'
import type { FakeClock } from './clock.js'
import { conflict, type Refusal } from './refusal.js'

export type UpdateKind = Exclude<keyof Update, 'update_id'>

export interface Pending {
  readonly update: Update
  readonly since: number
  /** Sent again because a test asked, whatever the offset says. */
  readonly again?: boolean
}

interface Poll {
  readonly limit: number
  answer(updates: Update[]): void
  fail(refusal: Refusal): void
}

export interface PollRequest {
  readonly offset: number
  readonly limit: number
  readonly timeoutMs: number
  /** Aborted when the client hangs up. */
  readonly gone: AbortSignal
}

const DAY_MS = 24 * 60 * 60 * 1000
/** Nobody waits longer for what a button does (`add_new_callback_query` in Telegram's own server). */
const CALLBACK_LIFE_MS = 150_000
/** Telegram sends these only when the bot named them. */
const ON_REQUEST = new Set<UpdateKind>(['chat_member', 'message_reaction', 'message_reaction_count'])

/** What waits for the bot: in order, kept for a day, until confirmed by offset or delivered to the webhook. */
export class Updates {
  readonly pending = new Map<number, Pending>()
  onAdded: (() => void) | undefined
  private readonly known = new Map<number, Update>()
  private readonly clock: FakeClock
  private readonly keepHistory: boolean
  private allowed: readonly UpdateKind[] = []
  private last = 730_140_000
  private poll: Poll | undefined

  constructor(clock: FakeClock, keepHistory: boolean) {
    this.clock = clock
    this.keepHistory = keepHistory
  }

  /** Answers the new update's id; an update that the bot does not want has none and is dropped: 0. */
  add(content: Omit<Update, 'update_id'>): number {
    if (!this.wanted(Object.keys(content)[0] as UpdateKind)) return 0
    this.last += 1
    const update: Update = { update_id: this.last, ...content }
    if (this.keepHistory) this.known.set(update.update_id, update)
    this.pending.set(update.update_id, { update, since: this.clock.now() })
    this.announce()
    return update.update_id
  }

  again(updateId: number): void {
    const update = this.known.get(updateId)
    if (!update) throw new Error(`no update ${updateId} was ever sent`)
    this.pending.set(updateId, { update, since: this.clock.now(), again: true })
    this.announce()
  }

  /** The last list given sticks; an empty one means the default. */
  allow(kinds: readonly UpdateKind[] | undefined): void {
    if (kinds) this.allowed = kinds
  }

  allowedKinds(): UpdateKind[] {
    return [...this.allowed]
  }

  clear(): void {
    this.pending.clear()
  }

  expire(): void {
    for (const [id, { update, since }] of this.pending) {
      const life = update.callback_query ? CALLBACK_LIFE_MS : DAY_MS
      if (this.clock.now() - since > life) this.pending.delete(id)
    }
  }

  stopPolling(refusal: Refusal): void {
    this.poll?.fail(refusal)
    this.poll = undefined
  }

  /**
   * Long polling: answers at once when something waits, else with the first update or an empty list at the end. Only a
   * second request that has to wait too ends the first (`do_get_updates` in Telegram's own server).
   */
  next(request: PollRequest): Promise<Update[]> {
    this.confirm(request.offset)
    const ready = this.take(request.limit)
    if (ready.length > 0 || request.timeoutMs === 0 || request.gone.aborted) return Promise.resolve(ready)
    this.stopPolling(
      conflict('terminated by other getUpdates request; make sure that only one bot instance is running'),
    )
    return this.wait(request)
  }

  private wait({ limit, timeoutMs, gone }: PollRequest): Promise<Update[]> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer)
        gone.removeEventListener('abort', onGone)
        if (this.poll === poll) this.poll = undefined
        settle()
      }
      const onGone = () => end(() => resolve([]))
      const timer = setTimeout(() => end(() => resolve([])), timeoutMs)
      const poll: Poll = {
        limit,
        answer: (updates) => end(() => resolve(updates)),
        fail: (refusal) => end(() => reject(refusal)),
      }
      gone.addEventListener('abort', onGone)
      this.poll = poll
    })
  }

  private wanted(kind: UpdateKind): boolean {
    return this.allowed.length > 0 ? this.allowed.includes(kind) : !ON_REQUEST.has(kind)
  }

  /** Waits for the end of the present turn, so that an album arrives in one answer. */
  private announce(): void {
    this.onAdded?.()
    setImmediate(() => {
      const { poll } = this
      const ready = poll ? this.take(poll.limit) : []
      if (ready.length > 0) poll?.answer(ready)
    })
  }

  /** A negative offset is counted from the end; one beyond the next update confirms nothing. */
  private confirm(offset: number): void {
    const from = offset < 0 ? this.last + 1 + offset : offset
    if (from > this.last + 1) return
    for (const [id, { again }] of this.pending) if (id < from && !again) this.pending.delete(id)
  }

  private take(limit: number): Update[] {
    this.expire()
    const taken = [...this.pending.values()].slice(0, limit)
    for (const { update, again } of taken) if (again) this.pending.delete(update.update_id)
    return taken.map(({ update }) => update)
  }
}

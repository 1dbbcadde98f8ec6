import { once } from 'node:events'
import type { MethodName } from './handlers.js'

/**
 * `reset-before`: the connection is cut and nothing was done. `reset-after`: done, then cut, so that the client cannot
 * know. `hang`: nothing is done and no answer comes until released. `hang-after`: done, but no answer until released.
 * `cut`: done, and half of the answer arrives. A status other than 200 with a body of any kind stands for whatever is
 * between the bot and Telegram. Hangs end by themselves after `ms`, if given.
 */
export type Fault =
  | { readonly status: number; readonly body?: string }
  | { readonly retryAfter: number }
  | { readonly hang: 'before' | 'after'; readonly ms: number }
  | 'reset-before'
  | 'reset-after'
  | 'hang'
  | 'hang-after'
  | 'cut'

/** A method, `*` for whatever method comes next, or one of the two other ways in and out. */
export type FaultTarget = MethodName | '*' | 'webhook-delivery' | 'file'

/** Faults a test ordered, used up in order. Never by chance. */
export class Faults {
  private readonly ordered = new Map<string, Fault[]>()
  private held = new AbortController()

  next(target: FaultTarget, fault: Fault, times = 1): void {
    const queue = this.ordered.get(target.toLowerCase()) ?? []
    this.ordered.set(target.toLowerCase(), [...queue, ...Array<Fault>(times).fill(fault)])
  }

  /** How many ordered faults have not happened yet. */
  left(target: FaultTarget): number {
    return this.ordered.get(target.toLowerCase())?.length ?? 0
  }

  clear(): void {
    this.ordered.clear()
    this.release()
  }

  /** Lets everything go on that hangs now. */
  release(): void {
    const before = this.held
    this.held = new AbortController()
    before.abort()
  }

  /** `target` as the client wrote it. */
  take(target: string): Fault | undefined {
    return this.ordered.get(target.toLowerCase())?.shift()
  }

  /** Waits for release, for the fault's own time, or until `gone`. */
  async hold(fault: Fault, gone: AbortSignal): Promise<void> {
    const ends = [this.held.signal, gone]
    const ms = typeof fault === 'object' && 'ms' in fault ? fault.ms : 0
    if (ms > 0) ends.push(AbortSignal.timeout(ms))
    const end = AbortSignal.any(ends)
    if (!end.aborted) await once(end, 'abort')
  }
}

export function hangs(fault: Fault | undefined, when: 'before' | 'after'): fault is Fault {
  if (fault === undefined) return false
  if (typeof fault === 'object') return 'hang' in fault && fault.hang === when
  return fault === (when === 'before' ? 'hang' : 'hang-after')
}

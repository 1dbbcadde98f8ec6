import type { Log } from '../log.js'

export interface Watch {
  readonly everyMs: number
  readonly look: () => Promise<void>
  readonly log: Log
}

/** A look that hangs on a platform must not hold up the next ones; more than this many at once help nobody. */
const AT_ONCE = 6

/**
 * Looks again and again, for what cannot wait behind other jobs. Not a job of the queue: a look that finds nothing
 * writes nothing, and several workers may look at once.
 */
export function watch({ everyMs, look, log }: Watch): { stop(): Promise<void> } {
  const running = new Set<Promise<void>>()
  const timer = setInterval(() => {
    if (running.size >= AT_ONCE) return
    const one = look()
      .catch((error: unknown) => log.error('alerts', { error }))
      .finally(() => running.delete(one))
    running.add(one)
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(running)
    },
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { type PrivateRedis, type PrivateRedisOptions, startPrivateRedis } from './private-redis.js'

export interface KeptRedis {
  readonly socketPath: string
  stop(): Promise<void>
}

/** A private Redis that is started again when it ends unasked; the processes connect again by themselves. */
export async function keepRedis(options: PrivateRedisOptions): Promise<KeptRedis> {
  const first = await startPrivateRedis(options)
  const stopping = new AbortController()
  const keeping = keep(first, options, stopping.signal)
  const stop = async () => {
    stopping.abort()
    await (await keeping).stop()
  }
  return { socketPath: first.socketPath, stop }
}

/** After this long its next end is nothing unusual, and it is started again at once. */
const HEALTHY_MS = 3_000
const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 10_000

/** Returns the last server, for the caller to stop. */
async function keep(first: PrivateRedis, options: PrivateRedisOptions, stopping: AbortSignal): Promise<PrivateRedis> {
  const stopped = new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve(), { once: true }))
  let redis = first
  let delay = 0
  for (;;) {
    const since = performance.now()
    await Promise.race([redis.exited, stopped])
    if (stopping.aborted) return redis
    if (performance.now() - since >= HEALTHY_MS) delay = 0
    options.say('Redis has ended unexpectedly and is started again.')
    await Promise.race([sleep(delay), stopped])
    if (stopping.aborted) return redis
    delay = Math.min(Math.max(FIRST_DELAY_MS, delay * 2), LONGEST_DELAY_MS)
    try {
      redis = await startPrivateRedis({ ...options, socketPath: first.socketPath, signal: stopping })
    } catch (error) {
      if (stopping.aborted) return redis
      options.say(error instanceof Error ? error.message : 'Redis did not start.')
    }
  }
}

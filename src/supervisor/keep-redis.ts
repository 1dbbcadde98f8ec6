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

/** Returns the last server, for the caller to stop. */
async function keep(first: PrivateRedis, options: PrivateRedisOptions, stopping: AbortSignal): Promise<PrivateRedis> {
  const stopped = new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve(), { once: true }))
  let redis = first
  let delay = 500
  for (;;) {
    await Promise.race([redis.exited, stopped])
    if (stopping.aborted) return redis
    options.say('Redis has ended unexpectedly and is started again.')
    try {
      redis = await startPrivateRedis({ ...options, socketPath: first.socketPath, signal: stopping })
      delay = 500
    } catch (error) {
      if (stopping.aborted) return redis
      options.say(error instanceof Error ? error.message : 'Redis did not start.')
      await Promise.race([sleep(delay), stopped])
      delay = Math.min(delay * 2, 10_000)
    }
  }
}

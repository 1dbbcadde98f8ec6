import { setTimeout as sleep } from 'node:timers/promises'
import { StoreUnavailable } from '../app/ports.js'
import { type Client, Script } from './redis.js'

/** KEYS lease · ARGV holder ttlMs */
const takeLease = new Script(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`)

/** KEYS lease · ARGV holder */
const dropLease = new Script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`)

/**
 * One of several processes does something. Asking prolongs it; who stops asking, or dies, loses it after `ttlMs`.
 * A Redis that does not answer gives it to nobody.
 */
export function createLease(redis: Client, key: string, holder: string, ttlMs: number) {
  return {
    take: async () => (await takeLease.run(redis, [key], [holder, ttlMs])) === 1,
    drop: async () => void (await dropLease.run(redis, [key], [holder])),
  }
}

const HELD_MS = 6_000
const RENEW_MS = 2_000

interface Holding {
  readonly key: string
  readonly holder: string
  /** How long the key may stay with somebody else. */
  readonly waitMs: number
}

/**
 * Runs a task that may take long while nobody else has the key. A process that dies holds it up for a few seconds more.
 * @throws StoreUnavailable when the key is not free in time
 */
export async function whileHolding<T>(
  redis: Client,
  { key, holder, waitMs }: Holding,
  task: () => Promise<T>,
): Promise<T> {
  const lease = createLease(redis, key, holder, HELD_MS)
  for (const until = Date.now() + waitMs; !(await lease.take()); ) {
    if (Date.now() > until) throw new StoreUnavailable(new Error('key held'))
    await sleep(20 + Math.random() * 40)
  }
  const renewing = setInterval(() => void lease.take().catch(() => undefined), RENEW_MS)
  try {
    return await task()
  } finally {
    clearInterval(renewing)
    // One that cannot be given back runs out by itself.
    await lease.drop().catch(() => undefined)
  }
}

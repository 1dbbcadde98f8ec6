import { type Client, reaching, Script } from './redis.js'

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
    drop: async () => void (await reaching(() => dropLease.run(redis, [key], [holder]))),
  }
}

import { scrubbed } from './errors.js'
import { fromJson, toJson } from './json.js'
import { listKeys } from './list-keys.js'
import type { SessionStore, SessionStoreOptions } from './types.js'

/**
 * Sessions in Redis: `JSON.stringify`, GET, SET or SET … EX, DEL; without a prefix the keys and bytes of
 * `@grammyjs/storage-redis` 2.6.
 * @throws TypeError when an option cannot be right
 */
export function createSessionStore<T>(options: SessionStoreOptions): SessionStore<T> {
  const { redis, prefix = '', ttlSeconds } = checked(options)
  return {
    async read(key) {
      const text = await scrubbed(() => redis.get(prefix + key))
      return text === null ? undefined : fromJson<T>(text)
    },
    // Nothing may be awaited before SET: telegraf lets go of its copy just before it writes, and only the order of the
    // commands on one connection keeps the next update from reading what was there before.
    async write(key, value) {
      const text = toJson(value)
      if (ttlSeconds === undefined) await scrubbed(() => redis.set(prefix + key, text))
      else await scrubbed(() => redis.set(prefix + key, text, 'EX', ttlSeconds))
    },
    async delete(key) {
      await scrubbed(() => redis.del(prefix + key))
    },
    async has(key) {
      return (await scrubbed(() => redis.exists(prefix + key))) === 1
    },
    readAllKeys: () => listKeys(redis, prefix),
  }
}

function checked(options: SessionStoreOptions): SessionStoreOptions {
  const { redis, prefix = '', ttlSeconds = 1 } = options
  if (typeof redis?.scan !== 'function') throw new TypeError('redis must be a Redis or Cluster of ioredis')
  if (typeof prefix !== 'string') throw new TypeError('prefix must be text')
  if (!Number.isSafeInteger(ttlSeconds) || ttlSeconds < 1) {
    throw new TypeError(
      'ttlSeconds must be a whole number, 1 or more (86400 is a day); without it sessions never expire',
    )
  }
  return options
}

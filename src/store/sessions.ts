import { setTimeout as sleep } from 'node:timers/promises'
import { type CitizenSessions, StoreUnavailable } from '../app/ports.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'
import { saveSessionScript, unlockScript } from './scripts.js'

/** A draft lives this long after the last message; the page says so. */
const TTL_MS = 30 * 60_000
// Short, because a process that was killed leaves its lock behind, and its citizen waits for it.
const LOCK_MS = 5_000
const WAIT_MS = 8_000
// Giving a lock back is worth no more waiting than this, because it runs out by itself.
const UNLOCK_MS = 500

/**
 * Conversations, encrypted by their handle, in the Redis that keeps nothing on disk. A lock makes turns follow each
 * other over all processes; the version catches what a lock cannot (a process that stalls longer than its lock).
 */
export function createCitizenSessions(redis: Client, newToken: () => string): CitizenSessions {
  return {
    async exclusively(id, turn) {
      const token = newToken()
      await acquire(redis, keys.sessionLock(id), token)
      try {
        return await turn()
      } finally {
        const unlocked = unlockScript.run(redis, [keys.sessionLock(id)], [token]).catch(() => undefined)
        await Promise.race([unlocked, sleep(UNLOCK_MS, undefined, { ref: false })])
      }
    },
    async load(handle) {
      const [version, data] = await reaching(() => redis.hmget(keys.session(handle.id), 'v', 'data'))
      if (!version || !data) return { value: undefined, version: 0 }
      return { value: handle.open(data), version: Number(version) }
    },
    async save(handle, value, version) {
      const args = [version, handle.seal(value), TTL_MS]
      return (await saveSessionScript.run(redis, [keys.session(handle.id)], args)) === 1
    },
    async prolong(handle) {
      await reaching(() => redis.pexpire(keys.session(handle.id), TTL_MS))
    },
    async erase(handle) {
      await reaching(() => redis.del(keys.session(handle.id)))
    },
  }
}

async function acquire(redis: Client, key: string, token: string): Promise<void> {
  const until = Date.now() + WAIT_MS
  for (;;) {
    const got = await reaching(() => redis.set(key, token, 'PX', LOCK_MS, 'NX'))
    if (got === 'OK') return
    if (Date.now() > until) throw new StoreUnavailable(new Error('session busy'))
    await sleep(20 + Math.random() * 40)
  }
}

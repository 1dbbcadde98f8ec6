import type { SignInGuard } from '../app/ports.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'
import { countScript } from './scripts.js'

const FREE_TRIES = 5
const WINDOW_MS = 15 * 60_000

/**
 * Slows guessing without a way to lock anybody out from elsewhere: failures count per login and place together, so a
 * stranger's guesses never touch a colleague's own browser (which brings a device cookie and so is a place of its own).
 * After five failures the wait doubles from 30 seconds up to 15 minutes. Nothing is kept on disk, and no address:
 * `oneWay` turns login and place into an id.
 */
export function createSignInGuard(redis: Client, oneWay: (value: string) => string): SignInGuard {
  const keyOf = (login: string, source: string) => keys.signIn(oneWay(JSON.stringify([login, source])))
  return {
    async waitFor(login, source) {
      const key = keyOf(login, source)
      const failures = Number((await reaching(() => redis.get(key))) ?? 0)
      if (failures < FREE_TRIES) return 0
      const elapsed = WINDOW_MS - (await reaching(() => redis.pttl(key)))
      return Math.max(0, waitAfter(failures) - elapsed)
    },
    async failed(login, source) {
      await countScript.run(redis, [keyOf(login, source)], [WINDOW_MS])
    },
    async succeeded(login, source) {
      await reaching(() => redis.del(keyOf(login, source)))
    },
  }
}

export function waitAfter(failures: number): number {
  if (failures < FREE_TRIES) return 0
  return Math.min(30_000 * 2 ** (failures - FREE_TRIES), WINDOW_MS)
}

import type { SignInGuard } from '../app/ports.js'
import { keys } from './keys.js'
import { type Client, reaching, Script } from './redis.js'
import { countScript } from './scripts.js'

const FREE_TRIES = 5
const WINDOW_MS = 15 * 60_000
const SOURCE_TRIES = 20
const LOGIN_TRIES = 100
const LOGIN_WINDOW_MS = 60 * 60_000
const PACE_MS = 60_000

/** Counts in a window that begins with the first failure. KEYS counter · ARGV windowMs */
const windowScript = new Script(`
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return n
`)

/**
 * Slows guessing without a way to lock anybody out from elsewhere.
 * - Login and place together: after five failures the wait doubles from 30 seconds up to 15 minutes.
 * - A place alone: after 20 failures in 15 minutes, whatever the logins, it waits until they are over.
 * - A login alone: after 100 failures in an hour, all strangers together get one try a minute.
 * A `device:` (a browser that has signed in as this login before) is slowed by the first only, so a stranger's guesses
 * never touch a colleague's own browser. Nothing is kept on disk, and no address: `oneWay` turns everything into an id.
 */
export function createSignInGuard(redis: Client, oneWay: (value: string) => string): SignInGuard {
  // Pairs have two parts and counters three, so that no login can be mistaken for the name of a counter.
  const keyOf = (...parts: [string, string] | ['', string, string]) => keys.signIn(oneWay(JSON.stringify(parts)))
  const sourceKey = (source: string) => keyOf('', 'source', source)
  const loginKey = (login: string) => keyOf('', 'login', login)
  const count = async (key: string) => Number((await reaching(() => redis.get(key))) ?? 0)
  const left = (key: string) => reaching(() => redis.pttl(key))

  async function pairWait(key: string): Promise<number> {
    const failures = await count(key)
    if (failures < FREE_TRIES) return 0
    return Math.max(0, waitAfter(failures) - (WINDOW_MS - (await left(key))))
  }

  async function sourceWait(key: string): Promise<number> {
    return (await count(key)) < SOURCE_TRIES ? 0 : Math.max(0, await left(key))
  }

  /** Asking takes the minute's try: otherwise many could ask before the first of them has failed. */
  async function loginWait(login: string): Promise<number> {
    if ((await count(loginKey(login))) < LOGIN_TRIES) return 0
    const pace = keyOf('', 'pace', login)
    if (await reaching(() => redis.set(pace, '1', 'PX', PACE_MS, 'NX'))) return 0
    return Math.max(1, await left(pace))
  }

  return {
    async waitFor(login, source) {
      const own = await pairWait(keyOf(login, source))
      if (own > 0 || isKnownDevice(source)) return own
      return (await sourceWait(sourceKey(source))) || loginWait(login)
    },
    async failed(login, source) {
      await countScript.run(redis, [keyOf(login, source)], [WINDOW_MS])
      if (isKnownDevice(source)) return
      await windowScript.run(redis, [sourceKey(source)], [WINDOW_MS])
      await windowScript.run(redis, [loginKey(login)], [LOGIN_WINDOW_MS])
    },
    /** Only the pair: one known password must not give a place or a login its tries back. */
    async succeeded(login, source) {
      await reaching(() => redis.del(keyOf(login, source)))
    },
  }
}

function isKnownDevice(source: string): boolean {
  return source.startsWith('device:')
}

export function waitAfter(failures: number): number {
  if (failures < FREE_TRIES) return 0
  return Math.min(30_000 * 2 ** (failures - FREE_TRIES), WINDOW_MS)
}

import { type SessionHandle, StoreUnavailable, type Unlocked } from '../app/ports.js'
import { keys } from './keys.js'
import { type Client, reaching, Script } from './redis.js'

const IDLE_MS = 30 * 60_000
const LONGEST_MS = 12 * 3_600_000

export type Stage = 'enrolling' | 'full'

interface Kept {
  readonly officerId: string
  readonly publicKey: string
  /** Null while the screen is locked. */
  readonly secretKey: string | null
  readonly language: string
  readonly stage: Stage
  readonly startedAt: number
}

interface Session {
  readonly officerId: string
  readonly language: string
  readonly stage: Stage
  readonly csrf: string
  /** Null while the screen is locked. */
  readonly unlocked: Unlocked | null
}

interface Found {
  readonly handle: SessionHandle
  readonly sealed: string
  readonly kept: Kept
}

/** Writes only over what was read, so that no late answer brings a key back. KEYS session · ARGV before, after, ms */
const replaceScript = new Script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`)

const TRIES = 20

/**
 * Signed-in officers, in the volatile Redis. The officer's private key is in the session, encrypted under a key that
 * exists only in their cookie: a dump of Redis with every setting of the server opens nothing.
 */
export function createOfficerSessions(
  redis: Client,
  newToken: () => string,
  handleOf: (token: string) => SessionHandle | undefined,
) {
  async function read(token: string): Promise<Found | undefined> {
    const handle = handleOf(token)
    const sealed = handle && (await reaching(() => redis.get(keys.officerSession(handle.id))))
    const kept = sealed ? (handle.open(sealed) as Kept | undefined) : undefined
    return handle && sealed && kept && leftOf(kept) > 0 ? { handle, sealed, kept } : undefined
  }

  /** False when there is no such session, or when `change` has nothing to do with it as it is. */
  async function change(token: string, how: (kept: Kept) => Kept | undefined): Promise<boolean> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const found = await read(token)
      const next = found && how(found.kept)
      if (!found || !next) return false
      const { handle, sealed } = found
      const args = [sealed, handle.seal(next), lifeOf(next)]
      if ((await replaceScript.run(redis, [keys.officerSession(handle.id)], args)) === 1) return true
    }
    throw new StoreUnavailable(new Error('session busy'))
  }

  return {
    async create(unlocked: Unlocked, extra: { language: string; stage: Stage }): Promise<string> {
      const token = newToken()
      const handle = handleOf(token)
      if (!handle) throw new Error('a new token is a token')
      const { officerId, publicKey } = unlocked
      const secretKey = unlocked.secretKey.toString('base64url')
      const sealed = handle.seal({ officerId, publicKey, secretKey, ...extra, startedAt: Date.now() } satisfies Kept)
      await reaching(() => redis.set(keys.officerSession(handle.id), sealed, 'PX', IDLE_MS))
      return token
    },

    /** `touch: false` is for what a page does by itself, so that a screen left alone still ends. */
    async load(token: string, { touch }: { touch: boolean }): Promise<Session | undefined> {
      const found = await read(token)
      if (!found) return undefined
      const { handle, kept } = found
      if (touch && kept.secretKey !== null) {
        await reaching(() => redis.pexpire(keys.officerSession(handle.id), IDLE_MS))
      }
      const { officerId, language, stage } = kept
      return { officerId, language, stage, csrf: handle.derive('csrf'), unlocked: unlockedOf(kept) }
    },

    async saveLanguage(token: string, language: string): Promise<void> {
      await change(token, (kept) => ({ ...kept, language }))
    },

    /** Drops the private key. False when it was gone already. */
    lock: (token: string): Promise<boolean> =>
      change(token, (kept) => (kept.secretKey === null ? undefined : { ...kept, secretKey: null })),

    /** Puts the key back, for the officer whose session it is. */
    unlock: (token: string, { officerId, publicKey, secretKey }: Unlocked): Promise<boolean> =>
      change(token, (kept) =>
        kept.officerId === officerId ? { ...kept, publicKey, secretKey: secretKey.toString('base64url') } : undefined,
      ),

    async destroy(token: string): Promise<void> {
      const handle = handleOf(token)
      if (handle) await reaching(() => redis.del(keys.officerSession(handle.id)))
    },
  }
}

function leftOf({ startedAt }: Kept): number {
  return LONGEST_MS - (Date.now() - startedAt)
}

/** Locked, it holds no key and keeps the page's forms valid over a lunch; open, it ends when nobody is there. */
function lifeOf(kept: Kept): number {
  return kept.secretKey === null ? leftOf(kept) : IDLE_MS
}

function unlockedOf({ officerId, publicKey, secretKey }: Kept): Unlocked | null {
  return secretKey === null ? null : { officerId, publicKey, secretKey: Buffer.from(secretKey, 'base64url') }
}

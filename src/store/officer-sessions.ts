import type { SessionHandle, Unlocked } from '../app/ports.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'

const IDLE_MS = 30 * 60_000
const LONGEST_MS = 12 * 3_600_000

export type Stage = 'enrolling' | 'full'

interface Kept {
  readonly officerId: string
  readonly publicKey: string
  readonly secretKey: string
  readonly language: string
  readonly stage: Stage
  readonly startedAt: number
}

export interface OfficerSession {
  readonly unlocked: Unlocked
  readonly language: string
  readonly stage: Stage
  readonly csrf: string
}

/**
 * Signed-in officers, in the volatile Redis. The officer's private key is in the session, encrypted under a key that
 * exists only in their cookie: a dump of Redis with every setting of the server opens nothing.
 */
export function createOfficerSessions(
  redis: Client,
  newToken: () => string,
  handleOf: (token: string) => SessionHandle | undefined,
) {
  async function write(handle: SessionHandle, kept: Kept): Promise<void> {
    await reaching(() => redis.set(keys.officerSession(handle.id), handle.seal(kept), 'PX', IDLE_MS))
  }

  async function read(token: string): Promise<{ handle: SessionHandle; kept: Kept } | undefined> {
    const handle = handleOf(token)
    const sealed = handle && (await reaching(() => redis.get(keys.officerSession(handle.id))))
    const kept = sealed ? (handle.open(sealed) as Kept | undefined) : undefined
    return handle && kept && Date.now() - kept.startedAt < LONGEST_MS ? { handle, kept } : undefined
  }

  return {
    async create(unlocked: Unlocked, extra: { language: string; stage: Stage }): Promise<string> {
      const token = newToken()
      const handle = handleOf(token)
      if (!handle) throw new Error('a new token is a token')
      const { officerId, publicKey } = unlocked
      const secretKey = unlocked.secretKey.toString('base64url')
      await write(handle, { officerId, publicKey, secretKey, ...extra, startedAt: Date.now() })
      return token
    },

    /** `touch: false` is for what a page does by itself, so that a screen left alone still ends. */
    async load(token: string, { touch }: { touch: boolean }): Promise<OfficerSession | undefined> {
      const found = await read(token)
      if (!found) return undefined
      const { handle, kept } = found
      if (touch) await reaching(() => redis.pexpire(keys.officerSession(handle.id), IDLE_MS))
      const { officerId, publicKey, secretKey, language, stage } = kept
      const unlocked = { officerId, publicKey, secretKey: Buffer.from(secretKey, 'base64url') }
      return { unlocked, language, stage, csrf: handle.derive('csrf') }
    },

    async saveLanguage(token: string, language: string): Promise<void> {
      const found = await read(token)
      if (found) await write(found.handle, { ...found.kept, language })
    },

    async destroy(token: string): Promise<void> {
      const handle = handleOf(token)
      if (handle) await reaching(() => redis.del(keys.officerSession(handle.id)))
    },
  }
}

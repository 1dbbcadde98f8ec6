import type { SessionHandle, Unlocked } from '../app/ports.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'

/**
 * The key of an officer who touches nothing goes by itself, a minute after the page should have covered itself
 * (console/idle.ts): also when the page is gone, asleep or somebody holds its script up.
 */
export const KEY_MS = 11 * 60_000
/** The first lead has no password yet that could open a lock, and papers to write on. */
const ENROLLING_MS = 30 * 60_000
/** Locked, a session keeps the page's forms valid over a lunch, and never longer than a shift and a half. */
const LONGEST_MS = 12 * 3_600_000

export type Stage = 'enrolling' | 'full'

interface Kept {
  readonly officerId: string
  readonly language: string
  readonly stage: Stage
  readonly startedAt: number
}

/** Apart from the session, so that it can go alone and no late write of the session brings it back. */
interface KeptKey {
  readonly publicKey: string
  readonly secretKey: string
}

interface Session {
  readonly officerId: string
  readonly language: string
  readonly stage: Stage
  readonly csrf: string
  readonly tag: string
  /** Null while the screen is locked. */
  readonly unlocked: Unlocked | null
}

/**
 * Signed-in officers, in the volatile Redis. The officer's private key is encrypted under a key that exists only in
 * their cookie: a dump of Redis with every setting of the server opens nothing.
 */
export function createOfficerSessions(
  redis: Client,
  newToken: () => string,
  handleOf: (token: string) => SessionHandle | undefined,
  keyMs = KEY_MS,
) {
  async function read(handle: SessionHandle): Promise<Kept | undefined> {
    const sealed = await reaching(() => redis.get(keys.officerSession(handle.id)))
    const kept = sealed ? (handle.open(sealed) as Kept | undefined) : undefined
    return kept && leftOf(kept) > 0 ? kept : undefined
  }

  async function readKey(handle: SessionHandle, officerId: string): Promise<Unlocked | null> {
    const sealed = await reaching(() => redis.get(keys.officerKey(handle.id)))
    const kept = sealed ? (handle.open(sealed) as KeptKey | undefined) : undefined
    return kept ? { officerId, publicKey: kept.publicKey, secretKey: Buffer.from(kept.secretKey, 'base64url') } : null
  }

  const lifeOf = (stage: Stage) => (stage === 'enrolling' ? ENROLLING_MS : keyMs)

  function saveKey(handle: SessionHandle, { publicKey, secretKey }: Unlocked, stage: Stage) {
    const sealed = handle.seal({ publicKey, secretKey: secretKey.toString('base64url') } satisfies KeptKey)
    return reaching(() => redis.set(keys.officerKey(handle.id), sealed, 'PX', lifeOf(stage)))
  }

  return {
    async create(unlocked: Unlocked, extra: { language: string; stage: Stage }): Promise<string> {
      const token = newToken()
      const handle = handleOf(token)
      if (!handle) throw new Error('a new token is a token')
      const kept = { officerId: unlocked.officerId, ...extra, startedAt: Date.now() } satisfies Kept
      await reaching(() => redis.set(keys.officerSession(handle.id), handle.seal(kept), 'PX', LONGEST_MS))
      await saveKey(handle, unlocked, extra.stage)
      return token
    },

    /** `touch: false` is for what a page does by itself, so that a screen left alone still locks. */
    async load(token: string, { touch }: { touch: boolean }): Promise<Session | undefined> {
      const handle = handleOf(token)
      const kept = handle && (await read(handle))
      if (!handle || !kept) return undefined
      if (touch) await reaching(() => redis.pexpire(keys.officerKey(handle.id), lifeOf(kept.stage)))
      const { officerId, language, stage } = kept
      const unlocked = await readKey(handle, officerId)
      if (!unlocked && stage === 'enrolling') return undefined
      return { officerId, language, stage, csrf: handle.derive('csrf'), tag: handle.derive('tag'), unlocked }
    },

    async saveLanguage(token: string, language: string): Promise<void> {
      const handle = handleOf(token)
      const kept = handle && (await read(handle))
      if (!handle || !kept) return
      const sealed = handle.seal({ ...kept, language } satisfies Kept)
      // Only over what is there: a session that was ended meanwhile stays ended.
      await reaching(() => redis.set(keys.officerSession(handle.id), sealed, 'PX', Math.max(1, leftOf(kept)), 'XX'))
    },

    /** Drops the private key. False when it was gone already. */
    async lock(token: string): Promise<boolean> {
      const handle = handleOf(token)
      return handle !== undefined && (await reaching(() => redis.del(keys.officerKey(handle.id)))) === 1
    },

    /** Puts the key back, for the officer whose session it is. */
    async unlock(token: string, unlocked: Unlocked): Promise<boolean> {
      const handle = handleOf(token)
      const kept = handle && (await read(handle))
      if (!handle || kept?.officerId !== unlocked.officerId) return false
      await saveKey(handle, unlocked, kept.stage)
      return true
    },

    async destroy(token: string): Promise<void> {
      const handle = handleOf(token)
      if (!handle) return
      // Apart: on a cluster they are in different places, and the key matters more.
      await reaching(() => redis.del(keys.officerKey(handle.id)))
      await reaching(() => redis.del(keys.officerSession(handle.id)))
    },
  }
}

function leftOf({ startedAt }: Kept): number {
  return LONGEST_MS - (Date.now() - startedAt)
}

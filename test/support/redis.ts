import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'
import { type PrivateRedis, type RedisUser, startPrivateRedis } from '../../src/supervisor/private-redis.js'
import type { RedisBinary } from '../../src/supervisor/redis-binary.js'
import { unixUrl } from '../../src/supervisor/redis-url.js'
import { sha256 } from '../../src/vault/bytes.js'

export interface TestRedis extends Omit<PrivateRedis, 'exited'> {
  readonly url: string
  readonly dir: string
  urlFor(user: RedisUser): string
  /** As if the power went: SIGKILL, no goodbye. */
  kill(): Promise<void>
}

export interface TestRedisOptions {
  readonly durable: boolean
  /** Given: it is kept, so that a second server can find what the first one wrote. */
  readonly dir?: string
  readonly users?: readonly RedisUser[]
}

export const ALL_RIGHTS: RedisUser = { name: 'test', password: 'test', rules: ['~*', '&*', '+@all'] }

export function sha256hex(text: string): string {
  return sha256(text).toString('hex')
}

/** A server of one's own; it takes some 50 ms. */
export async function startRedis({ durable, dir, users = [] }: TestRedisOptions): Promise<TestRedis> {
  return startFrom(inject('redisBinary'), { durable, users, ...(dir ? { dir } : {}) })
}

/** A durable and a volatile server for one test file. */
export async function freshRedis(): Promise<{ durable: TestRedis; volatile: TestRedis; stop(): Promise<void> }> {
  const [durable, volatile] = await Promise.all([startRedis({ durable: true }), startRedis({ durable: false })])
  const stop = async () => {
    await Promise.all([durable.stop(), volatile.stop()])
  }
  return { durable, volatile, stop }
}

export async function startFrom(binary: RedisBinary, options: TestRedisOptions): Promise<TestRedis> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'hom-thu-redis-')))
  const users = [ALL_RIGHTS, ...(options.users ?? [])] as const
  const redis = await startPrivateRedis({
    binary,
    dir,
    durable: options.durable,
    users,
    sha256hex,
    say: () => undefined,
  })
  const forget = async () => {
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true })
  }
  const stop = async () => {
    await redis.stop()
    await forget()
  }
  const kill = async () => {
    process.kill(redis.pid, 'SIGKILL')
    await Promise.race([redis.exited, sleep(5_000)])
  }
  const urlFor = (user: RedisUser) => unixUrl(redis.socketPath, user)
  return { ...redis, dir, url: urlFor(ALL_RIGHTS), urlFor, stop, kill }
}

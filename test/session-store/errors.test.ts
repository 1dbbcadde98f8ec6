import { inspect } from 'node:util'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSessionStore, encryptSessions, type SessionStore } from '../../src/session-store/index.js'
import { type Client, connect } from '../../src/store/redis.js'
import { startServer } from '../support/cluster.js'
import { startRedis } from '../support/redis.js'
import { box, collect, PREFIX, useRedis } from './support.js'

const KEY = '7000123'
const TEXT = 'bí mật của người báo'

const { redis, url } = useRedis()
const plainOn = (client: Client) => createSessionStore<unknown>({ redis: client, prefix: PREFIX })

/** What a rejected call says, all of it, as deep as anybody could look. */
async function complaint(call: () => Promise<unknown>): Promise<{ error: unknown; all: string }> {
  const error = await call().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return { error, all: inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }) }
}

function everyCall(store: SessionStore<unknown>): [string, () => Promise<unknown>][] {
  return [
    ['read', () => store.read(KEY)],
    ['write', () => store.write(KEY, TEXT)],
    ['delete', () => store.delete(KEY)],
    ['has', () => store.has(KEY)],
    ['readAllKeys', () => collect(store.readAllKeys())],
  ]
}

async function refusals(client: Client): Promise<unknown[]> {
  const seen = []
  for (const [, call] of everyCall(plainOn(client))) {
    const { error, all } = await complaint(call)
    expect(all).not.toMatch(new RegExp(`${KEY}|${TEXT}|${PREFIX}`))
    expect(error).toMatchObject({ name: 'SessionStoreError', code: 'redis' })
    seen.push((error as { reason: unknown }).reason)
  }
  return seen
}

describe('what is stored but no session', () => {
  it.each(['', '{', TEXT, `{"n":1}${TEXT}`, 'undefined'])(
    'is an error that repeats nothing of it: %j',
    async (stored) => {
      await redis().set(PREFIX + KEY, stored)
      const { error, all } = await complaint(() => plainOn(redis()).read(KEY))
      expect(error).toMatchObject({ name: 'SessionStoreError', code: 'corrupt' })
      expect(all).not.toMatch(new RegExp(`${KEY}|${TEXT}|${PREFIX}`))
      expect(await redis().get(PREFIX + KEY)).toBe(stored)
    },
  )

  it('is an error that names neither key nor command when it is a list', async () => {
    await redis().rpush(PREFIX + KEY, TEXT)
    const { error, all } = await complaint(() => plainOn(redis()).read(KEY))
    expect(error).toMatchObject({ code: 'redis', reason: 'WRONGTYPE' })
    expect(all).not.toMatch(new RegExp(`${KEY}|${TEXT}|${PREFIX}`))
  })
})

describe('a value that JSON cannot hold', () => {
  const circle: Record<string, unknown> = { [TEXT]: 1 }
  circle[TEXT] = circle

  it.each([
    ['a circle', circle],
    ['a big integer', { [TEXT]: 7n }],
    ['undefined', undefined],
    ['a function', () => TEXT],
  ])('is refused before anything is written: %s', async (_, value) => {
    const plain = plainOn(redis())
    for (const store of [plain, encryptSessions<unknown>(plain as SessionStore<string>, box)]) {
      await plain.write(KEY, 'as before')
      const { error, all } = await complaint(async () => store.write(KEY, value))
      expect(error).toMatchObject({ name: 'SessionStoreError', code: 'unwritable' })
      expect(all).not.toMatch(new RegExp(`${KEY}|${TEXT}|${PREFIX}`))
      expect(await plain.read(KEY)).toBe('as before')
    }
    expect(await redis().dbsize()).toBe(1)
  })
})

describe('a Redis that refuses', () => {
  it('is told by its code only, for every method', async () => {
    const other = connect(url()) as Redis
    await redis().acl('SETUSER', 'nobody', 'on', '>p', '+ping', '+info', '~*')
    await other.auth('nobody', 'p')
    expect(await refusals(other)).toEqual(Array(5).fill('NOPERM'))
    other.disconnect()
  })

  describe('because it knows no such command', () => {
    let server: Awaited<ReturnType<typeof startServer>>
    beforeAll(async () => {
      const gone = ['GET', 'SET', 'DEL', 'EXISTS', 'SCAN'].flatMap((name) => ['--rename-command', name, ''])
      server = await startServer(gone)
    })
    afterAll(() => server.stop())

    it('repeats the arguments in its answer, and the store does not', async () => {
      const client = connect(server.url, { maxRetriesPerRequest: null })
      await expect(client.set(KEY, TEXT)).rejects.toThrow(KEY)
      expect(await refusals(client)).toEqual(Array(5).fill('ERR'))
      client.disconnect()
    })
  })
})

describe('a Redis that is gone', () => {
  it('is an error for every method, also while the list of keys is read', async () => {
    const server = await startRedis({ durable: false })
    const client = connect(server.url, { maxRetriesPerRequest: 0 })
    await plainOn(client).write(KEY, TEXT)
    await server.stop()
    const reasons = await refusals(client)
    expect(reasons.every((reason) => typeof reason === 'string' && reason !== 'Error')).toBe(true)
    client.disconnect()
  })

  it('says so at once to a client that waits for nothing', async () => {
    const client = new Redis({ lazyConnect: true, enableOfflineQueue: false, path: '/nowhere/redis.sock' })
    expect(await refusals(client)).toEqual(Array(5).fill('not connected'))
    client.disconnect()
  })

  it('says that it is closed when somebody closed it', async () => {
    const client = connect(url())
    await client.ping()
    client.disconnect()
    expect(await refusals(client)).toEqual(Array(5).fill('connection closed'))
  })
})

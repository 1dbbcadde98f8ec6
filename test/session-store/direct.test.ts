import type { StorageAdapter } from 'grammy'
import type { AsyncSessionStore } from 'telegraf/session'
import { describe, expect, it } from 'vitest'
import {
  asTelegrafStore,
  createSessionStore,
  encryptSessions,
  type StorageAdapter as OurAdapter,
} from '../../src/session-store/index.js'
import { box, KINDS, PREFIX, useRedis } from './support.js'

const { redis } = useRedis()
const LONG = 'Ấp Mỹ Thạnh, xã Mỹ Thạnh An. '.repeat(40_000)

describe('the types', () => {
  it("fit grammY's StorageAdapter and telegraf's AsyncSessionStore, and grammY's fits ours", () => {
    const plain: StorageAdapter<{ n: number }> = createSessionStore<{ n: number }>({ redis: redis() })
    const strings: OurAdapter<string> = createSessionStore<string>({ redis: redis() }) satisfies StorageAdapter<string>
    const encrypted: StorageAdapter<{ n: number }> = encryptSessions<{ n: number }>(strings, box)
    const bridged: AsyncSessionStore<{ n: number }> = asTelegrafStore(plain)
    expect(Object.keys(plain)).toEqual(['read', 'write', 'delete', 'has', 'readAllKeys'])
    expect(Object.keys(encrypted)).toEqual(['read', 'write', 'delete', 'has'])
    expect(Object.keys(bridged)).toEqual(['get', 'set', 'delete'])
  })
})

describe.each(KINDS)('the $kind store', ({ store, keyOf }) => {
  const fresh = <T>() => store<T>(redis())

  it('gives undefined, not null, for what is missing', async () => {
    expect(await fresh().read('7')).toBeUndefined()
    expect(await fresh().has?.('7')).toBe(false)
  })

  it('deletes what is there, and does not mind what is not', async () => {
    await fresh().write('7', 1)
    expect(await fresh().has?.('7')).toBe(true)
    expect(await fresh().delete('7')).toBeUndefined()
    expect(await fresh().delete('7')).toBeUndefined()
    expect(await fresh().has?.('7')).toBe(false)
  })

  it('answers nothing to a write', async () => {
    expect(await fresh().write('7', 1)).toBeUndefined()
  })

  it.each([
    ['an empty text', ''],
    ['zero', 0],
    ['false', false],
    ['null, which grammY itself never writes', null],
    ['an empty list', []],
    ['nested data', { a: [{ b: { c: [1, [2, null]] } }], 'khóa "lạ"\n': { ' ': '\\' } }],
    ['composed Vietnamese', 'Thạnh Phú Đông, đường Đồng Khởi'.normalize('NFC')],
    ['decomposed Vietnamese', 'Thạnh Phú Đông, đường Đồng Khởi'.normalize('NFD')],
    ['more than a megabyte', { text: LONG }],
  ])('gives back %s as it was', async (_, value) => {
    await fresh().write('7', value)
    expect(await fresh().read('7')).toStrictEqual(value)
  })

  it.each(['', 'a:b', ':', '*', '?', '[', '[a-z]', '\\', '-1001234567890', 'khóa', 'kho\u0301a', ' ', '{7}', '\n'])(
    'keeps the key %j apart from all others',
    async (key) => {
      await fresh().write('other', 'other')
      await fresh().write(key, 'own')
      expect(await fresh().read(key)).toBe('own')
      expect(await redis().dbsize()).toBe(2)
      await fresh().delete(key)
      expect(await fresh().read('other')).toBe('other')
      expect(await redis().dbsize()).toBe(1)
    },
  )

  it('has the write with Redis before anything else is asked on the same connection', async () => {
    await fresh().write('7', 'before')
    const writing = fresh().write('7', 'after')
    expect(await fresh().read('7')).toBe('after')
    await writing
  })

  it('is empty again for whoever deleted every session', async () => {
    for (const key of ['7', '8', '-9']) await fresh().write(key, 1)
    for (const key of ['7', '8', '-9']) await fresh().delete(key)
    expect(await redis().dbsize()).toBe(0)
  })

  it('replaces a session that somebody else wrote longer', async () => {
    await fresh().write('7', LONG)
    await fresh().write('7', 'ngắn')
    expect(await redis().strlen(keyOf('7'))).toBeLessThan(3_000)
    expect(await fresh().read('7')).toBe('ngắn')
  })
})

describe('a store with a time to live', () => {
  const timed = () => createSessionStore<number>({ redis: redis(), prefix: PREFIX, ttlSeconds: 300 })

  it('leaves the end of a session to Redis', async () => {
    await timed().write('7', 1)
    const left = await redis().ttl(`${PREFIX}7`)
    expect(left).toBeGreaterThan(200)
    expect(left).toBeLessThanOrEqual(300)
  })

  it('counts from the last write, and not from a read', async () => {
    await timed().write('7', 1)
    await redis().expire(`${PREFIX}7`, 50)
    expect(await timed().read('7')).toBe(1)
    expect(await timed().has('7')).toBe(true)
    expect(await redis().ttl(`${PREFIX}7`)).toBeLessThanOrEqual(50)
    await timed().write('7', 2)
    expect(await redis().ttl(`${PREFIX}7`)).toBeGreaterThan(200)
  })

  it('has nothing any more when it has run out', async () => {
    await timed().write('7', 1)
    await redis().pexpire(`${PREFIX}7`, 1)
    await expect.poll(() => timed().read('7')).toBeUndefined()
    expect(await timed().has('7')).toBe(false)
  })

  it('keeps sessions for ever without one, also after a store that had one', async () => {
    await timed().write('7', 1)
    await createSessionStore<number>({ redis: redis(), prefix: PREFIX }).write('7', 2)
    expect(await redis().ttl(`${PREFIX}7`)).toBe(-1)
  })

  it('accepts the longest time there is', async () => {
    const store = createSessionStore<number>({ redis: redis(), ttlSeconds: Number.MAX_SAFE_INTEGER })
    await store.write('7', 1)
    expect(await store.read('7')).toBe(1)
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '60', null])('refuses %j seconds and says how', (ttl) => {
    const create = () => createSessionStore({ redis: redis(), ttlSeconds: ttl as number })
    expect(create).toThrow('ttlSeconds must be a whole number, 1 or more')
  })
})

describe('a store made by mistake', () => {
  it('says that it needs a client of ioredis', () => {
    for (const wrong of [undefined, {}, 'redis://localhost']) {
      expect(() => createSessionStore({ redis: wrong as never })).toThrow('redis must be a Redis or Cluster of ioredis')
    }
  })

  it('says that a prefix is text', () => {
    expect(() => createSessionStore({ redis: redis(), prefix: 7 as never })).toThrow('prefix must be text')
  })
})

import { RedisAdapter } from '@grammyjs/storage-redis'
import fc from 'fast-check'
import type { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { createSessionStore } from '../../src/session-store/index.js'
import { useRedis } from './support.js'

const { redis } = useRedis()
const official = (ttl?: number) =>
  new RedisAdapter<unknown>({ instance: redis() as Redis, ...(ttl === undefined ? {} : { ttl }) })
const ours = (ttlSeconds?: number) => createSessionStore<unknown>({ redis: redis(), ...(ttlSeconds && { ttlSeconds }) })

const anyKey = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.bigInt({ min: -(2n ** 52n), max: 2n ** 52n }).map(String),
  fc.constantFrom('a:b', '*', '[', '-100:7', 'khóa', 'kho\u0301a', ''),
)
// `undefined` inside, dates, -0 and NaN included: what becomes of them must be the same, not that they come back.
const anyValue = fc.oneof(
  fc.jsonValue(),
  fc
    .anything({ withDate: true, withUnicodeString: true, maxDepth: 3 })
    .filter((value) => JSON.stringify(value) !== undefined),
)
const differently = { numRuns: 300 }

/** Every key of the database with its raw bytes. */
async function bytes(): Promise<[string, string][]> {
  const keys = await redis().keysBuffer('*')
  const found = keys.map(async (key): Promise<[string, string]> => {
    const value = await redis().getBuffer(key)
    return [key.toString('hex'), value?.toString('hex') ?? '']
  })
  return (await Promise.all(found)).sort()
}

describe('beside the official Redis adapter', () => {
  it('leaves the same keys and bytes for any key and value', async () => {
    const check = fc.asyncProperty(anyKey, anyValue, async (key, value) => {
      await redis().flushall()
      await official().write(key, value)
      const theirs = await bytes()
      await redis().flushall()
      await ours().write(key, value)
      expect(await bytes()).toEqual(theirs)
      expect(theirs).toHaveLength(1)
    })
    await fc.assert(check, differently)
  })

  it('reads what the other wrote, and the other way round', async () => {
    const check = fc.asyncProperty(anyKey, anyValue, anyValue, async (key, one, two) => {
      await official().write(key, one)
      expect(await ours().read(key)).toStrictEqual(await official().read(key))
      expect(await ours().has(key)).toBe(true)
      await ours().write(key, two)
      expect(await official().read(key)).toStrictEqual(JSON.parse(JSON.stringify(two)))
      expect(await ours().read(key)).toStrictEqual(await official().read(key))
    })
    await fc.assert(check, differently)
  })

  it('deletes what the other wrote, and the other way round', async () => {
    await official().write('a:*', 1)
    await ours().delete('a:*')
    expect(await official().read('a:*')).toBeUndefined()
    await ours().write('a:*', 1)
    await official().delete('a:*')
    expect(await ours().read('a:*')).toBeUndefined()
    expect(await redis().dbsize()).toBe(0)
  })

  it('gives a session the same time to live', async () => {
    const left = async () => {
      const ttl = await redis().ttl('7')
      return ttl > 590 && ttl <= 600
    }
    await official(600).write('7', 1)
    expect(await left()).toBe(true)
    await redis().flushall()
    await ours(600).write('7', 1)
    expect(await left()).toBe(true)
  })

  it('refuses corrupt JSON as the other does', async () => {
    await redis().set('7', '{"n":')
    await expect(official().read('7')).rejects.toThrow()
    await expect(ours().read('7')).rejects.toThrow('not JSON')
  })

  it('refuses `undefined`, which the other writes and cannot read again', async () => {
    await official().write('7', undefined)
    await expect(official().read('7')).rejects.toThrow()
    await expect(ours().write('7', undefined)).rejects.toThrow('cannot be written as JSON')
  })
})

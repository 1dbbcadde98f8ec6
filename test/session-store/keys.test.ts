import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSessionStore } from '../../src/session-store/index.js'
import { type Client, connect } from '../../src/store/redis.js'
import { startCluster } from '../support/cluster.js'
import { calls, collect, useRedis } from './support.js'

const { redis, url } = useRedis()

function storeWith(prefix: string, client: Client = redis()) {
  return createSessionStore<number>({ redis: client, prefix })
}

async function listed(prefix: string, client?: Client): Promise<string[]> {
  return (await collect(storeWith(prefix, client).readAllKeys())).sort()
}

async function fill(client: Client, prefix: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => String(-index))
  await Promise.all(ids.map((id) => storeWith(prefix, client).write(id, 1)))
  return ids.sort()
}

describe('listing all keys', () => {
  it('is empty where there is nothing', async () => {
    await redis().set('other', '1')
    expect(await listed('tin:')).toEqual([])
  })

  it('gives every key once and as it was written, with SCAN and without KEYS', async () => {
    const ids = await fill(redis(), 'tin:', 3_000)
    await fill(redis(), 'khác:', 500)
    expect(await listed('tin:')).toEqual(ids)
    expect(await calls(redis(), 'scan')).toBeGreaterThan(1)
    expect(await calls(redis(), 'keys')).toBe(0)
  })

  it.each(['*', '?', '[a]', '[^a]', '\\', 'a*b', '{7}:', 'bí mật:', '\\*', ']', '^', '[!-~]'])(
    'takes the prefix %j by its letters, not as a pattern',
    async (prefix) => {
      const others = ['a', 'b:', 'axb', 'aab', '^', '!', 'bi mat:', '\\\\', 'x7', '*?'].filter(
        (o) => !o.startsWith(prefix),
      )
      await Promise.all(others.map((other) => redis().set(`${other}7`, '1')))
      await storeWith(prefix).write('7', 1)
      await storeWith(prefix).write('*', 1)
      expect(await listed(prefix)).toEqual(['*', '7'])
    },
  )

  it('gives back any key under any prefix, whatever letters they have', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 })
    const check = fc.asyncProperty(text, fc.uniqueArray(text, { maxLength: 5 }), text, async (prefix, keys, other) => {
      await redis().flushall()
      if (!other.startsWith(prefix)) await redis().set(other, '1')
      for (const key of keys) await storeWith(prefix).write(key, 1)
      expect(await listed(prefix)).toEqual([...keys].sort())
    })
    await fc.assert(check, { numRuns: 200 })
  })

  it('lists what could be a session only: no hashes, lists or streams', async () => {
    await redis().hset('h', 'f', '1')
    await redis().rpush('l', '1')
    await redis().set('7', '1')
    expect(await listed('')).toEqual(['7'])
  })

  it("knows ioredis's own keyPrefix and leaves it out of the keys", async () => {
    const client = connect(url(), { keyPrefix: 'ứng dụng[1]:' })
    await storeWith('tin:', client).write('7', 1)
    await storeWith('tin:').write('8', 1)
    expect(await listed('tin:', client)).toEqual(['7'])
    expect(await redis().get('ứng dụng[1]:tin:7')).toBe('1')
    client.disconnect()
  })

  it('gives each key once while others come and go', async () => {
    const ids = await fill(redis(), 'tin:', 2_000)
    const found: string[] = []
    for await (const key of storeWith('tin:').readAllKeys()) {
      found.push(key)
      if (found.length % 100 !== 0) continue
      const passing = Array.from({ length: 500 }, (_, index) => `qua:${found.length}:${index}`)
      await Promise.all(passing.map((other) => redis().set(other, '1')))
      await redis().del(...passing.slice(0, 400))
    }
    expect(found.sort()).toEqual(ids)
  })

  it('can be left in the middle and begun again', async () => {
    const ids = await fill(redis(), 'tin:', 2_000)
    for await (const key of storeWith('tin:').readAllKeys()) {
      expect(ids).toContain(key)
      break
    }
    expect(await listed('tin:')).toEqual(ids)
  })
})

describe('on a cluster', () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>
  let client: Client
  let masters: Redis[]
  beforeAll(async () => {
    cluster = await startCluster({ masters: 2 })
    client = connect(cluster.url)
    masters = cluster.nodes.map((node) => new Redis(node.url))
  })
  afterAll(async () => {
    for (const connection of [client, ...masters]) connection.disconnect()
    await cluster.stop()
  })

  it('sessions spread over the masters, and all of them are listed, also as the first thing a client does', async () => {
    const ids = await fill(client, 'tin:', 300)
    expect(await storeWith('tin:', client).read('-7')).toBe(1)
    for (const master of masters) expect(await master.dbsize()).toBeGreaterThan(50)
    const newcomer = connect(cluster.url)
    expect(await listed('tin:', newcomer)).toEqual(ids)
    newcomer.disconnect()
  })

  it('a session that stands at two masters while its slot moves is listed once', async () => {
    await storeWith('dời:', client).write('7', 1)
    const slot = await client.cluster('KEYSLOT', 'dời:7')
    const stored = await Promise.all(masters.map((master) => master.keys('dời:*')))
    const [from, to] = stored[0]?.length ? masters : masters.toReversed()
    await to?.cluster('SETSLOT', slot, 'IMPORTING', String(await from?.cluster('MYID')))
    await to?.pipeline().call('ASKING').set('dời:7', '1').exec()
    expect(await Promise.all(masters.map((master) => master.keys('dời:*')))).toEqual([['dời:7'], ['dời:7']])
    expect(await listed('dời:', client)).toEqual(['7'])
  })
})

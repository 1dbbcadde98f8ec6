import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSignIn } from '../../src/app/console/sign-in.js'
import { keys } from '../../src/store/keys.js'
import { type Client, connect } from '../../src/store/redis.js'
import { createSignInGuard } from '../../src/store/sign-in-guard.js'
import { freshRedis } from '../support/redis.js'
import { anOfficer, aWorld, firstLead, PASSWORD, totpCode, type World } from '../support/world.js'

const MINUTE = 60_000
const oneWay = (value: string) => Buffer.from(value).toString('base64url')

let servers: Awaited<ReturnType<typeof freshRedis>>
let redis: Client
let guard: ReturnType<typeof createSignInGuard>

beforeAll(async () => {
  servers = await freshRedis()
  redis = connect(servers.volatile.url)
  guard = createSignInGuard(redis, oneWay)
})
afterAll(async () => {
  redis.disconnect()
  await servers.stop()
})
beforeEach(async () => {
  await redis.flushall()
})

async function fail(times: number, login: string, source: string | ((n: number) => string)) {
  for (let n = 0; n < times; n += 1) await guard.failed(login, typeof source === 'string' ? source : source(n))
}

/** As if this much time had gone by: every key lives shorter. */
async function pass(ms: number) {
  for (const key of await redis.keys('*')) await redis.pexpire(key, (await redis.pttl(key)) - ms)
}

describe('failures of one login from one place', () => {
  it.each(['203.113.1.2', 'device:abc'])(
    'are free five times from %s, then cost time, and a success ends it',
    async (at) => {
      await fail(4, 'minh', at)
      expect(await guard.waitFor('minh', at)).toBe(0)
      await fail(1, 'minh', at)
      expect(await guard.waitFor('minh', at)).toBeGreaterThan(25_000)
      expect(await guard.waitFor('phuc', at)).toBe(0)
      expect(await guard.waitFor('minh', 'elsewhere')).toBe(0)
      await guard.succeeded('minh', at)
      expect(await guard.waitFor('minh', at)).toBe(0)
    },
  )
})

describe('failures from one place', () => {
  const tryMany = (source: string) =>
    Promise.all(Array.from({ length: 20 }, (_, n) => guard.failed(`login${n}`, source)))

  it('add up over all logins and end with their quarter of an hour, not with a success', async () => {
    await tryMany('203.113.1.2')
    const wait = await guard.waitFor('new', '203.113.1.2')
    expect(wait).toBeGreaterThan(14 * MINUTE)
    expect(wait).toBeLessThanOrEqual(15 * MINUTE)
    await guard.succeeded('new', '203.113.1.2')
    expect(await guard.waitFor('new', '203.113.1.2')).toBeGreaterThan(14 * MINUTE)
    expect(await guard.waitFor('new', '203.113.1.3')).toBe(0)
    await pass(15 * MINUTE)
    expect(await guard.waitFor('new', '203.113.1.2')).toBe(0)
  })

  it('are counted in a window that later failures do not stretch', async () => {
    await fail(1, 'login', '203.113.1.2')
    await pass(14 * MINUTE)
    await fail(1, 'other', '203.113.1.2')
    await pass(MINUTE)
    await Promise.all(Array.from({ length: 19 }, (_, n) => guard.failed(`login${n}`, '203.113.1.2')))
    expect(await guard.waitFor('new', '203.113.1.2')).toBe(0)
  })

  it('are not counted for known devices', async () => {
    await tryMany('device:abc')
    expect(await guard.waitFor('new', 'device:abc')).toBe(0)
  })
})

describe('failures of one login from everywhere', () => {
  it('leave all strangers together one try a minute, and known devices alone', async () => {
    await fail(100, 'minh', (n) => `10.0.${n}.1`)
    const tries = await Promise.all(Array.from({ length: 5 }, (_, n) => guard.waitFor('minh', `10.1.0.${n}`)))
    expect(tries.filter((ms) => ms === 0)).toHaveLength(1)
    expect(Math.max(...tries)).toBeLessThanOrEqual(MINUTE)
    expect(Math.max(...tries)).toBeGreaterThan(50_000)
    expect(await guard.waitFor('minh', 'device:abc')).toBe(0)
    expect(await guard.waitFor('phuc', '10.1.0.1')).toBe(0)
    await pass(MINUTE)
    expect(await guard.waitFor('minh', '10.2.0.1')).toBe(0)
    expect(await guard.waitFor('minh', '10.2.0.1')).toBeGreaterThan(0)
    await pass(59 * MINUTE)
    expect(await guard.waitFor('minh', '10.2.0.1')).toBe(0)
    expect(await guard.waitFor('minh', '10.2.0.1')).toBe(0)
  })

  it('are not made by known devices', async () => {
    await fail(101, 'minh', (n) => `device:${n}`)
    expect(await guard.waitFor('minh', '10.1.0.1')).toBe(0)
    expect(await guard.waitFor('minh', '10.1.0.2')).toBe(0)
  })
})

it('lets no counter live for ever, and keeps no login and no address', async () => {
  const plain: string[] = []
  const own = createSignInGuard(redis, (value) => `id${plain.push(value)}`)
  await own.failed('minh', '203.113.1.2')
  const found = await redis.keys('*')
  expect(found.sort()).toEqual(['id1', 'id2', 'id3'].map((id) => keys.signIn(id)))
  for (const key of found) expect(await redis.pttl(key)).toBeGreaterThan(0)
})

describe('sign-in under a flood', () => {
  let world: World
  beforeAll(async () => {
    world = await aWorld({ durable: servers.durable.url, volatile: servers.volatile.url })
  })
  afterAll(() => world.stop())

  it('12 junk logins at once do not keep a known device out', async () => {
    const officer = await anOfficer(world, await firstLead(world), 'minh', 'duty')
    world.time.offset += MINUTE
    const junk = Array.from({ length: 12 }, (_, n) =>
      world.api.signIn({ login: `junk${n}`, password: 'đoán mò lần này', totp: '', source: `10.0.0.${n}` }),
    )
    const known = await world.api.signIn({
      ...{ login: 'minh', password: PASSWORD, totp: totpCode(officer.totpSecret, world.now()) },
      ...{ source: 'abc', knownDevice: true },
    })
    expect(known.kind).toBe('signed-in')
    const kinds = (await Promise.all(junk)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(9)
    expect(kinds.filter((kind) => kind === 'wait')).toHaveLength(3)
  })

  it('is refused for a login of no form without any counting', async () => {
    const signIn = createSignIn({} as Parameters<typeof createSignIn>[0])
    expect(await signIn({ login: '<b>', password: 'x', totp: '', source: 'x' })).toEqual({ kind: 'refused' })
  })
})

import { type Context, type Enhance, enhanceStorage, type SessionFlavor, session } from 'grammy'
import { describe, expect, it } from 'vitest'
import { grammyBot, KINDS, message, useRedis } from './support.js'

interface Old {
  wards: string
}
interface Now {
  wards: string[]
  n: number
}
const DAY = 86_400_000
const migrations = { 1: (old: Old) => ({ wards: [old.wards] }), 2: (old: { wards: string[] }) => ({ ...old, n: 0 }) }

const { redis } = useRedis()

describe.each(KINDS)("grammY's enhanceStorage over the $kind store", ({ store }) => {
  const raw = () => store<Enhance<unknown>>(redis())
  const countWith = (options: { millisecondsToLive?: number; migrations?: typeof migrations }) => {
    const storage = enhanceStorage<Now>({ storage: store<Enhance<Now>>(redis()), ...options })
    const bot = grammyBot<Context & SessionFlavor<Now>>()
    bot.use(session({ initial: () => ({ wards: [], n: 100 }), storage }))
    bot.use((ctx) => {
      ctx.session.n += 1
    })
    return bot
  }

  it('stores when a session ends, counted from its last write', async () => {
    const before = Date.now()
    await countWith({ millisecondsToLive: DAY }).handleUpdate(message())
    const { __d, e = 0 } = (await raw().read('7')) ?? {}
    expect(__d).toEqual({ wards: [], n: 101 })
    expect(e).toBeGreaterThanOrEqual(before + DAY)
    expect(e).toBeLessThanOrEqual(Date.now() + DAY)
  })

  it('goes on with a session that has not ended', async () => {
    await raw().write('7', { __d: { wards: [], n: 1 }, e: Date.now() + DAY })
    await countWith({ millisecondsToLive: DAY }).handleUpdate(message())
    expect(await raw().read('7')).toMatchObject({ __d: { n: 2 } })
  })

  it('begins anew when it has ended', async () => {
    await raw().write('7', { __d: { wards: [], n: 1 }, e: Date.now() - 1 })
    await countWith({ millisecondsToLive: DAY }).handleUpdate(message())
    expect(await raw().read('7')).toMatchObject({ __d: { n: 101 } })
  })

  it('deletes what has ended as soon as it is read', async () => {
    await raw().write('7', { __d: 'old', e: Date.now() - 1 })
    const storage = enhanceStorage({ storage: raw(), millisecondsToLive: DAY })
    expect(await storage.read('7')).toBeUndefined()
    expect(await redis().dbsize()).toBe(0)
  })

  it('takes a session through all migrations it has not had, once', async () => {
    await raw().write('7', { __d: { wards: 'Sơn Đông' }, v: 0 })
    await raw().write('8', { __d: { wards: ['Phú Khương'] }, v: 1 })
    for (const chat of [7, 7, 8]) await countWith({ migrations }).handleUpdate(message('tin', chat))
    expect(await raw().read('7')).toEqual({ __d: { wards: ['Sơn Đông'], n: 2 }, v: 2 })
    expect(await raw().read('8')).toEqual({ __d: { wards: ['Phú Khương'], n: 1 }, v: 2 })
  })

  it('does both at once', async () => {
    await raw().write('7', { __d: { wards: 'Sơn Đông' }, e: Date.now() + DAY })
    await raw().write('8', { __d: { wards: 'Sơn Đông' }, e: Date.now() - 1 })
    for (const chat of [7, 8]) await countWith({ migrations, millisecondsToLive: DAY }).handleUpdate(message('', chat))
    expect(await raw().read('7')).toEqual({ __d: { wards: ['Sơn Đông'], n: 1 }, v: 2, e: expect.any(Number) })
    expect(await raw().read('8')).toEqual({ __d: { wards: [], n: 101 }, v: 2, e: expect.any(Number) })
  })

  it('takes over a session that was written before it was enhanced', async () => {
    await store<Old>(redis()).write('7', { wards: 'Sơn Đông' })
    await countWith({ migrations, millisecondsToLive: DAY }).handleUpdate(message())
    expect(await raw().read('7')).toMatchObject({ __d: { wards: ['Sơn Đông'], n: 1 }, v: 2 })
  })

  it('begins with `initial` when there is nothing', async () => {
    await countWith({ migrations }).handleUpdate(message())
    expect(await raw().read('7')).toEqual({ __d: { wards: [], n: 101 }, v: 2 })
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAllowances } from '../../src/store/allowances.js'
import { type Client, connect } from '../../src/store/redis.js'
import { freshRedis } from '../support/redis.js'

let servers: Awaited<ReturnType<typeof freshRedis>>
let redis: Client
beforeAll(async () => {
  servers = await freshRedis()
  redis = connect(servers.volatile.url)
})
afterAll(async () => {
  redis.disconnect()
  await servers.stop()
})

describe('what one session may do', () => {
  it.each([
    ['report', 3, 10],
    ['receipt-try', 10, 1],
    ['case-write', 20, 1.5],
    ['evidence', 15, 2],
    ['link-try', 5, 2],
  ] as const)('%s: %d in a row, then one in %d minutes', async (name, burst, minutes) => {
    const { take } = createAllowances(redis)
    const waits: number[] = []
    for (let n = 0; n <= burst; n += 1) waits.push(await take(name, 'phiên'))
    expect(waits.slice(0, burst)).toEqual(Array.from({ length: burst }, () => 0))
    expect(waits[burst]).toBeGreaterThan((minutes - 0.5) * 60_000)
    expect(waits[burst]).toBeLessThanOrEqual(minutes * 60_000)
  })

  it('counts at all bots together, and for each session and each thing by itself', async () => {
    const [one, two] = [createAllowances(redis), createAllowances(redis)]
    for (const bot of [one, two, one]) expect(await bot.take('report', 'chung')).toBe(0)
    expect(await two.take('report', 'chung')).toBeGreaterThan(0)
    expect(await two.take('report', 'khác')).toBe(0)
    expect(await two.take('receipt-try', 'chung')).toBe(0)
  })

  it('asking too early takes nothing: the wait does not grow', async () => {
    const { take } = createAllowances(redis)
    for (let n = 0; n < 3; n += 1) await take('report', 'hấp tấp')
    const [first, second] = [await take('report', 'hấp tấp'), await take('report', 'hấp tấp')]
    expect(second).toBeLessThanOrEqual(first)
  })

  it('is counted under a name that ends by itself', async () => {
    await createAllowances(redis).take('report', 'hết hạn')
    const left = await redis.pttl('hom-thu:allowance:report:hết hạn')
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(10 * 60_000)
  })
})

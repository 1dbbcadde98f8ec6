import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Pressure, watchPressure } from '../../../../src/channels/web/flood/pressure.js'

let app: ReturnType<typeof Fastify>
let pressure: Pressure
beforeEach(() => {
  app = Fastify()
  pressure = watchPressure(app)
})
afterEach(() => app.close())

/** Keeps the process from everything else, as too much work would. */
async function stumble(): Promise<void> {
  const until = performance.now() + 400
  while (performance.now() < until);
  await sleep(1)
}

describe('a process', () => {
  it('that stumbles once is not under pressure', async () => {
    await stumble()
    expect(pressure.high()).toBe(false)
  })

  it('that is late again and again is, until it catches up', async () => {
    for (let n = 0; n < 20 && !pressure.high(); n += 1) await stumble()
    expect(pressure.high()).toBe(true)
    await expect.poll(() => pressure.high(), { timeout: 10_000 }).toBe(false)
  })

  it('that only keeps newcomers waiting is not, however many it keeps', async () => {
    const held = Array.from({ length: 1_000 }, () => pressure.hold(50))
    expect(await pressure.hold(50)).toBe(false)
    expect(pressure.high()).toBe(false)
    expect(await Promise.all(held)).not.toContain(false)
    expect(await pressure.hold(0)).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { createBuckets } from '../../../../src/channels/web/flood/buckets.js'
import { createDoor } from '../../../../src/channels/web/flood/door.js'
import { TICKET_MS, WAIT_JITTER_MS, WAIT_MS } from '../../../../src/channels/web/flood/limits.js'
import { sourceOf } from '../../../../src/channels/web/flood/source.js'
import { aFlood, TIGHT } from '../../../support/web-site.js'

const quiet = { high: () => false, hold: async () => false }
const LATEST = WAIT_MS + WAIT_JITTER_MS

/** A door with two places at once, and a clock that tests move. */
function aDoor(pressure = quiet) {
  const time = { now: Date.parse('2026-11-25T02:05:00Z') }
  const flood = aFlood({ now: () => time.now, limits: TIGHT })
  const door = createDoor(flood, pressure)
  let turns = 0
  const ask = (address: string, more: { ticket?: string; answer?: string; turn?: string } = {}) => {
    turns += 1
    return door.ask({ address, turn: `lượt ${turns}`, gone: () => false, ...more })
  }
  const solve = ({ ticket, bits }: { ticket: string; bits: number }) => {
    let answer = 0
    while (!flood.tickets.isSolved(ticket, bits, String(answer))) answer += 1
    return String(answer)
  }
  async function fill(address: string) {
    for (let n = 0; n < 50; n += 1) {
      const wait = await ask(address)
      if (wait) return wait
    }
    throw new Error('never full')
  }
  return { time, ask, solve, fill }
}

describe('newcomers', () => {
  it('begin at once, until their source has sent many', async () => {
    const { ask } = aDoor()
    expect(await ask('203.0.113.1')).toBeUndefined()
    expect(await ask('203.0.113.1')).toBeUndefined()
    expect(await ask('203.0.113.1')).toMatchObject({ ticket: expect.any(String), bits: 15 })
  })

  it('of one source are nothing to those of another', async () => {
    const { ask, fill } = aDoor()
    await fill('203.0.113.1')
    expect(await ask('198.51.100.1')).toBeUndefined()
  })

  it('who wait their time come in, however many others of that source keep asking without waiting', async () => {
    const { time, ask, fill } = aDoor()
    const { ticket } = await fill('203.0.113.1')
    time.now += LATEST
    for (let n = 0; n < 500; n += 1) await ask('203.0.113.1')
    expect(await ask('203.0.113.1', { ticket })).toBeUndefined()
  })

  it('who do the proof of work come in at once; a wrong answer is as good as none', async () => {
    const { ask, fill, solve } = aDoor()
    const wait = await fill('203.0.113.1')
    expect(await ask('203.0.113.1', { ticket: wait.ticket, answer: 'đoán' })).toBeDefined()
    expect(await ask('203.0.113.1', { ticket: wait.ticket, answer: solve(wait) })).toBeUndefined()
  })

  it('use a ticket once, not before its time, and not for ever', async () => {
    const { time, ask, fill } = aDoor()
    const [first, second] = [await fill('203.0.113.1'), await fill('203.0.113.1')]
    expect(await ask('203.0.113.1', { ticket: first.ticket })).toMatchObject({ ticket: first.ticket })
    time.now += LATEST
    expect(await ask('203.0.113.1', { ticket: first.ticket })).toBeUndefined()
    expect(await ask('203.0.113.1', { ticket: first.ticket })).toMatchObject({
      ticket: expect.not.stringMatching(first.ticket),
    })
    time.now += TICKET_MS
    expect(await ask('203.0.113.1', { ticket: second.ticket })).toMatchObject({ bits: 15 })
  })

  it('pay more work the more of their source have paid it', async () => {
    const { ask, fill, solve } = aDoor()
    for (let n = 0; n < 2; n += 1) {
      const wait = await fill('203.0.113.1')
      await ask('203.0.113.1', { ticket: wait.ticket, answer: solve(wait) })
    }
    expect((await fill('203.0.113.1')).bits).toBeGreaterThan(15)
  })

  it('who repeat one page are asked to wait, without a cost for the others of that address', async () => {
    const { ask } = aDoor()
    await ask('203.0.113.1', { turn: 'một trang' })
    for (let n = 0; n < 100; n += 1) expect(await ask('203.0.113.1', { turn: 'một trang' })).toBeDefined()
    expect(await ask('203.0.113.1')).toBeUndefined()
  })

  it('wait while the process is under pressure, whatever their source did', async () => {
    const { ask } = aDoor({ ...quiet, high: () => true })
    expect(await ask('198.51.100.7')).toBeDefined()
  })
})

describe('a source', () => {
  it('is an IPv4 address, however it is written', () => {
    expect(sourceOf('203.0.113.9')).toBe('203.0.113.9')
    expect(sourceOf('::ffff:203.0.113.9')).toBe('203.0.113.9')
  })

  it('is the /64 of an IPv6 address, which one subscriber has', () => {
    const one = sourceOf('2001:db8:1:2::1')
    expect(sourceOf('2001:0db8:0001:0002:ffff:ffff:ffff:ffff')).toBe(one)
    expect(sourceOf('2001:db8:1:2:3::%eth0')).toBe(one)
    expect(sourceOf('2001:db8:1:3::1')).not.toBe(one)
    expect(sourceOf('::1')).toBe('0:0:0:0')
  })
})

describe('a bucket', () => {
  it('gives back what was taken as time passes, and forgets the quiet', () => {
    const time = { now: 0 }
    const bucket = createBuckets({ burst: 2, everyMs: 1_000 }, () => time.now)
    expect([bucket.take('a'), bucket.take('a'), bucket.take('a')]).toEqual([0, 0, 1_000])
    expect(bucket.used('a')).toBe(1)
    time.now += 1_000
    expect([bucket.take('a'), bucket.take('a')]).toEqual([0, 1_000])
    time.now += 5_000
    bucket.sweep()
    expect(bucket.used('a')).toBe(0)
  })
})

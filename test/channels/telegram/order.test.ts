import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLines } from '../../../src/channels/telegram/lines.js'
import { createOffsets } from '../../../src/channels/telegram/offsets.js'

describe('what is confirmed to Telegram', () => {
  it('never passes an update in hand, whatever the order in which they end', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(20).keys()], { minLength: 20 }), (order) => {
        const offsets = createOffsets()
        const ids = [...Array(20).keys()].map((n) => 1000 + n)
        for (const id of ids) expect(offsets.begin(id)).toBe(true)
        const open = new Set(ids)
        for (const n of order) {
          offsets.finish(1000 + n)
          open.delete(1000 + n)
          expect(offsets.offset).toBe(Math.min(1020, ...open))
        }
      }),
    )
  })

  it('handles an update once that is given again while an older one is in hand', () => {
    const offsets = createOffsets()
    expect([1, 2, 3].map((id) => offsets.begin(id))).toEqual([true, true, true])
    offsets.finish(2)
    offsets.finish(3)
    expect([1, 2, 3, 4].map((id) => offsets.begin(id))).toEqual([false, false, false, true])
    offsets.finish(1)
    expect(offsets.offset).toBe(4)
    expect([1, 2, 3].map((id) => offsets.begin(id))).toEqual([false, false, false])
  })

  it('begins a new series when Telegram does, after a quiet week', () => {
    const offsets = createOffsets()
    offsets.begin(800_000_000)
    offsets.finish(800_000_000)
    expect(offsets.begin(5_000_000)).toBe(true)
    expect(offsets.offset).toBe(5_000_000)
  })

  it('passes one that is parked, which is not taken again', () => {
    const offsets = createOffsets()
    for (const id of [1, 2, 3]) offsets.begin(id)
    offsets.park(1)
    expect(offsets.offset).toBe(2)
    expect(offsets.begin(1)).toBe(false)
  })

  it('begins with whatever Telegram has', () => {
    const offsets = createOffsets()
    expect(offsets.offset).toBe(0)
    offsets.begin(730_000_000)
    offsets.finish(730_000_000)
    expect(offsets.offset).toBe(730_000_001)
  })
})

describe('lines', () => {
  it('keep the order of one chat and let others pass', async () => {
    const lines = createLines()
    const done: string[] = []
    const task = (name: string, ms: number) => async () => {
      await sleep(ms)
      done.push(name)
    }
    void lines.inLine('a', task('a1', 40))
    void lines.inLine('a', task('a2', 0))
    void lines.inLine('b', task('b1', 0))
    await lines.idle()
    expect(done).toEqual(['b1', 'a1', 'a2'])
    expect(lines.length).toBe(0)
  })

  it('go on behind a task that failed, and tell whoever waits for it', async () => {
    const lines = createLines()
    const failing = lines.inLine('a', async () => Promise.reject(new Error('no')))
    const next = lines.inLine('a', async () => 'next')
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBe('next')
  })
})

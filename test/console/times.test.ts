import { describe, expect, it } from 'vitest'
import { firstLookOf } from '../../src/console/first-look.js'
import { clockOf, dayBefore, lengthOf, stamp } from '../../src/console/times.js'
import { FakeApi } from './fake-api.js'
import { aReport, NOW } from './support.js'

describe('times', () => {
  it('are the place’s own, whatever the machine’s zone', () => {
    expect(stamp(new Date('2026-11-25T07:05:00.000Z'))).toBe('14:05, 25/11/2026')
    expect(stamp(new Date('2026-11-24T17:00:00.000Z'))).toBe('00:00, 25/11/2026')
    expect(clockOf(NOW)).toBe('14:05:09')
    expect(dayBefore(new Date('2026-11-30T17:30:00.000Z'))).toBe('30/11/2026')
  })

  it.each([
    [0, 'moment', undefined],
    [59_999, 'moment', undefined],
    [60_000, 'minutes', { minutes: 1 }],
    [59.9 * 60_000, 'minutes', { minutes: 59 }],
    [60 * 60_000, 'hours', { hours: 1, minutes: 0 }],
    [27.5 * 3_600_000, 'days', { days: 1, hours: 3 }],
  ])('%d ms is told in its two largest units', (ms, unit, params) => {
    expect(lengthOf(ms)).toEqual({ key: `console.length.${unit}`, ...(params ? { params } : {}) })
  })
})

describe('the clock of the first look', () => {
  const dueAt = '2026-11-25T07:08:00.000Z'
  const of = (status: Parameters<typeof aReport>[1], now = NOW) =>
    firstLookOf({ ...aReport(new FakeApi(() => now), status).status, dueAt }, now)

  it('runs until somebody has looked, is late after its hour, and remembers that a look was late', () => {
    expect(of({})).toEqual({ state: 'running', ms: 171_000 })
    expect(of({}, new Date('2026-11-25T07:22:00.000Z'))).toEqual({ state: 'late', ms: 14 * 60_000 })
    expect(of({ firstLookAt: '2026-11-25T07:00:00.000Z' })).toEqual({ state: 'met', late: false })
    expect(of({ firstLookAt: '2026-11-25T07:09:00.000Z' })).toEqual({ state: 'met', late: true })
    expect(of({ state: { name: 'closed', outcome: 'spam' } })).toEqual({ state: 'none' })
  })
})

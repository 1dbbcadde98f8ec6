import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  dutyOf,
  keptFrom,
  onDutyAt,
  PLANNED_DAYS,
  plannedDays,
  SHIFTS,
  shiftAt,
} from '../../src/domain/roster.js'
import { dayOf } from '../../src/domain/time.js'

const moments = fc.date({
  min: new Date('2024-01-01T00:00:00Z'),
  max: new Date('2031-12-31T00:00:00Z'),
  noInvalidDate: true,
})
const HOUR = 3_600_000
/** Vietnam has kept UTC+7 without summer time since 1975, so a place's clock can be computed for comparison. */
const at = (local: string) => new Date(`${local}:00+07:00`)
const who = (day: string[], night: string[]) => ({ day, night })
const roster = {
  version: 1,
  days: new Map([
    ['2026-11-25', who(['an'], ['binh', 'chi'])],
    ['2026-11-26', who(['dung'], [])],
  ]),
}

describe('who is on duty', () => {
  it.each([
    ['2026-11-25T06:59', []],
    ['2026-11-25T07:00', ['an']],
    ['2026-11-25T18:59', ['an']],
    ['2026-11-25T19:00', ['binh', 'chi']],
    ['2026-11-25T23:59', ['binh', 'chi']],
    ['2026-11-26T00:00', ['binh', 'chi']],
    ['2026-11-26T06:59', ['binh', 'chi']],
    ['2026-11-26T07:00', ['dung']],
    ['2026-11-26T19:00', []],
    ['2026-11-27T07:00', []],
  ])('at %s is %j', (local, expected) => {
    expect(onDutyAt(roster, at(local))).toEqual(expected)
  })

  it('is the same all through a shift: over midnight, month, year and leap day', () => {
    fc.assert(
      fc.property(moments, (moment) => {
        const { day, name } = shiftAt(moment)
        const { from } = SHIFTS.find((shift) => shift.name === name) ?? SHIFTS[0]
        const begins = at(`${day}T${from}`)
        expect(begins.getTime()).toBeLessThanOrEqual(moment.getTime())
        expect(moment.getTime()).toBeLessThan(begins.getTime() + 12 * HOUR)
        expect(shiftAt(begins)).toEqual({ day, name })
        expect(shiftAt(new Date(begins.getTime() - 1))).not.toEqual({ day, name })
      }),
    )
  })

  it('changes twice in every 24 hours, without a gap', () => {
    fc.assert(
      fc.property(moments, (moment) => {
        const next = shiftAt(new Date(moment.getTime() + 12 * HOUR))
        const after = shiftAt(new Date(moment.getTime() + 24 * HOUR))
        const now = shiftAt(moment)
        expect(next.name).not.toBe(now.name)
        expect(after).toEqual({ day: addDays(now.day, 1), name: now.name })
      }),
    )
  })
})

describe('the days of the table', () => {
  it('begin with the shift that is on, also after midnight', () => {
    expect(plannedDays(at('2026-11-26T03:00'))[0]).toBe('2026-11-25')
    expect(plannedDays(at('2026-11-26T07:00'))[0]).toBe('2026-11-26')
  })

  it('are fourteen different ones in a row', () => {
    fc.assert(
      fc.property(moments, (moment) => {
        const days = plannedDays(moment)
        expect(new Set(days).size).toBe(PLANNED_DAYS)
        expect(days.toSorted()).toEqual(days)
        expect(Date.parse(days.at(-1) ?? '') - Date.parse(days[0] ?? '')).toBe((PLANNED_DAYS - 1) * 24 * HOUR)
      }),
    )
  })

  it('are kept for sixty days and not longer', () => {
    expect(keptFrom(at('2026-11-25T10:00'))).toBe('2026-09-26')
    expect(dayOf(at('2026-11-25T10:00'))).toBe('2026-11-25')
  })

  it('have nobody where nothing is written', () => {
    expect(dutyOf(roster, '2027-01-01')).toEqual(who([], []))
  })
})

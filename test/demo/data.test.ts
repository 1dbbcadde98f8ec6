import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadPlaces } from '../../src/bin/load-places.js'
import { DemoData } from '../../src/demo/story.js'
import { Outcome } from '../../src/domain/cases/events.js'
import { WHEN } from '../../src/domain/conversation/state.js'
import { Role } from '../../src/domain/officers.js'

const text = readFileSync(new URL('../../locales/demo-reports.json', import.meta.url), 'utf8')
const { officers, reports } = DemoData.parse(JSON.parse(text))
const { areas, categories } = loadPlaces()
const sorted = (list: readonly (string | null)[]) => [...new Set(list)].sort()

describe('the invented reports', () => {
  it('are of every category, every ward and of nowhere known', () => {
    expect(sorted(reports.map(({ category }) => category))).toEqual(sorted(categories.map(({ id }) => id)))
    expect(sorted(reports.map(({ area }) => area))).toEqual(sorted([...areas.map(({ id }) => id), null]))
  })

  it('show what officers meet: two for leads only, seen and heard, every outcome, and what citizens may do', () => {
    const steps = reports.flatMap(({ next }) => next)
    expect(reports.length).toBeGreaterThanOrEqual(24)
    expect(reports.filter(({ restricted }) => restricted)).toHaveLength(2)
    expect(sorted(reports.map(({ firstHand }) => firstHand))).toEqual(['heard', 'saw'])
    expect(sorted(steps.flatMap((step) => (step.do === 'close' ? step.outcome : [])))).toEqual(sorted(Outcome.options))
    for (const act of ['ask', 'answer', 'addition', 'note', 'reply', 'dispute', 'withdraw', 'clocks'])
      expect(
        steps.map((step) => step.do),
        act,
      ).toContain(act)
    expect(sorted(reports.flatMap(({ show }) => show ?? []))).toEqual(['closed', 'question'])
  })

  it('happen in the past, step after step', () => {
    for (const { ago, next, text } of reports) {
      const moments = next.map(({ after }) => after)
      expect(moments, text).toEqual([...moments].sort((a, b) => a - b))
      for (const moment of moments) expect(moment, text).toBeLessThan(ago)
    }
  })

  it('say a time that the dialogue offers', () => {
    for (const { happeningNow, when } of reports) expect(happeningNow ? ['now'] : [...WHEN, null]).toContain(when)
  })

  it('hold no telephone number, no link, no plate and no account', () => {
    for (const { text, placeWords } of reports)
      expect(`${text} ${placeWords}`).not.toMatch(/\d{5}|https?:|\d\d[A-Z]\d?-/)
    expect(text).toBe(text.normalize('NFC'))
  })
})

describe('the invented officers', () => {
  it('have every role, and names that say what they are', () => {
    expect(sorted(officers.map(({ role }) => role))).toEqual(sorted(Role.options))
    for (const { name } of officers) expect(name).toMatch(/ \(dùng thử\)$/)
  })
})

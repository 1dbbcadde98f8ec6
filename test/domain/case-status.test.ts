import { describe, expect, it } from 'vitest'
import { firstLookDue, isFirstLookLate } from '../../src/domain/cases/clocks.js'
import type { CaseEvent } from '../../src/domain/cases/events.js'
import { applyEvent, CaseStatus, foldEvents, MoveRefused } from '../../src/domain/cases/status.js'

const at = '2026-11-25T03:00:00.000Z'
const received: CaseEvent = {
  type: 'received',
  at: '2026-11-25T02:05:00.000Z',
  id: '0123456789abcdefghjkmnpqrs',
  receivedAt: '2026-11-25T02:05:00.000Z',
  category: 'drugs',
  area: null,
  urgency: 'high',
  restricted: false,
}
const words = { forOfficers: 'x', forCitizen: 'y' }
const by = (officer: string) => ({ at, by: officer })
const EVENTS: Record<Exclude<CaseEvent['type'], 'received'>, CaseEvent> = {
  claimed: { type: 'claimed', ...by('an') },
  released: { type: 'released', ...by('an') },
  'taken-back': { type: 'taken-back', ...by('truc') },
  'question-asked': { type: 'question-asked', ...by('an'), ...words },
  'answer-received': { type: 'answer-received', at: '2026-11-25T03:00:00.000Z', id: 'a', sealed: 'z', keyId: 'k' },
  'reply-sent': { type: 'reply-sent', ...by('an'), ...words },
  noted: { type: 'noted', ...by('an'), forOfficers: 'x' },
  closed: { type: 'closed', ...by('an'), outcome: 'not-enough', forOfficers: 'x', forCitizen: null },
  reopened: { type: 'reopened', ...by('an'), forOfficers: 'x' },
  overdue: { type: 'overdue', at },
}
const open = foldEvents([received])
const claimed = applyEvent(open, EVENTS.claimed)
const asked = applyEvent(claimed, EVENTS['question-asked'])
const closed = applyEvent(claimed, EVENTS.closed)

describe('a case', () => {
  it.each([
    ['open', open, ['claimed', 'noted', 'overdue']],
    ['claimed', claimed, ['released', 'taken-back', 'question-asked', 'reply-sent', 'noted', 'closed']],
    ['asked', asked, ['released', 'taken-back', 'question-asked', 'answer-received', 'reply-sent', 'noted', 'closed']],
    ['closed', closed, ['noted', 'reopened']],
  ] as const)('%s takes these moves by its holder and refuses all others', (_, status, allowed) => {
    for (const [type, event] of Object.entries(EVENTS)) {
      const move = () => applyEvent(status, event)
      if ((allowed as readonly string[]).includes(type)) expect(move().version).toBe(status.version + 1)
      else expect(move).toThrow(MoveRefused)
    }
  })

  it('belongs to whoever claimed it: others are refused, and a second claim too', () => {
    for (const type of ['released', 'question-asked', 'reply-sent', 'closed'] as const) {
      expect(() => applyEvent(claimed, { ...EVENTS[type], by: 'binh' } as CaseEvent)).toThrow('not-claimed')
    }
    expect(() => applyEvent(claimed, { type: 'claimed', ...by('binh') })).toThrow('claimed-by-other')
  })

  it('cannot be closed without an outcome', () => {
    expect(closed.state).toEqual({ name: 'closed', outcome: 'not-enough' })
    expect(CaseStatus.safeParse({ ...closed, state: { name: 'closed' } }).success).toBe(false)
  })

  it('remembers which question waits, and that an answer waits', () => {
    expect(asked.openQuestion).toBe(3)
    const answered = applyEvent(asked, EVENTS['answer-received'])
    expect(answered).toMatchObject({ openQuestion: null, unreadAnswer: true })
    expect(() => applyEvent(answered, EVENTS['answer-received'])).toThrow('no-open-question')
  })

  it('is what its events make it', () => {
    const story = [
      received,
      EVENTS.claimed,
      EVENTS['question-asked'],
      EVENTS['answer-received'],
      EVENTS.closed,
      EVENTS.reopened,
    ]
    expect(foldEvents(story)).toMatchObject({ version: 6, state: { name: 'open' }, firstLookAt: at })
  })
})

describe('the first-look clock', () => {
  it('gives an urgent report 15 minutes and any other 24 hours', () => {
    expect(firstLookDue({ ...open, urgency: 'urgent' }).toISOString()).toBe('2026-11-25T02:20:00.000Z')
    expect(firstLookDue(open).toISOString()).toBe('2026-11-26T02:05:00.000Z')
  })

  it('marks a case late once, and not when somebody has looked', () => {
    const late = new Date('2026-11-27T00:00:00Z')
    expect(isFirstLookLate(open, late)).toBe(true)
    expect(isFirstLookLate(open, new Date('2026-11-25T12:00:00Z'))).toBe(false)
    expect(isFirstLookLate(applyEvent(open, EVENTS.overdue), late)).toBe(false)
    expect(isFirstLookLate(applyEvent(claimed, EVENTS.released), late)).toBe(false)
  })
})

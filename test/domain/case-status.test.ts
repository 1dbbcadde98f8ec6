import { describe, expect, it } from 'vitest'
import { firstLookDue, isFirstLookLate, isWithdrawalDue, withdrawalDue } from '../../src/domain/cases/clocks.js'
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
  added: { type: 'added', at, id: 'b', sealed: 'z', keyId: 'k' },
  disputed: { type: 'disputed', at, id: 'c', sealed: 'z', keyId: 'k' },
  'withdrawal-requested': { type: 'withdrawal-requested', at, id: 'd' },
  'withdrawal-taken-back': { type: 'withdrawal-taken-back', at, id: 'e' },
  withdrawn: { type: 'withdrawn', at, by: null },
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
const disputed = applyEvent(closed, EVENTS.disputed)
const leaving = applyEvent(claimed, EVENTS['withdrawal-requested'])
const withdrawn = applyEvent(leaving, EVENTS.withdrawn)

const HELD = [
  ...['released', 'taken-back', 'question-asked', 'reply-sent', 'noted', 'closed'],
  ...['added', 'withdrawal-requested'],
]
const LEAVING = ['withdrawal-taken-back', 'withdrawn']

describe('a case', () => {
  it.each([
    ['open', open, ['claimed', 'noted', 'overdue', 'added', 'withdrawal-requested']],
    ['claimed', claimed, HELD],
    ['asked', asked, [...HELD, 'answer-received']],
    ['leaving', leaving, [...HELD.filter((type) => type !== 'withdrawal-requested'), ...LEAVING]],
    ['closed', closed, ['noted', 'reopened', 'disputed']],
    ['disputed', disputed, ['claimed', 'noted', 'overdue', 'added', 'withdrawal-requested']],
    ['withdrawn', withdrawn, ['noted', 'reopened']],
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
    expect(answered).toMatchObject({ openQuestion: null, unread: 1 })
    expect(() => applyEvent(answered, EVENTS['answer-received'])).toThrow('no-open-question')
  })

  it('counts what the citizen adds until an officer answers, and takes no more than twenty unread', () => {
    const full = Array.from({ length: 20 }).reduce<CaseStatus>((status) => applyEvent(status, EVENTS.added), claimed)
    expect(full.unread).toBe(20)
    expect(() => applyEvent(full, EVENTS.added)).toThrow('too-many')
    expect(applyEvent(applyEvent(full, EVENTS['reply-sent']), EVENTS.added).unread).toBe(1)
  })

  it('comes back to the queue when its closure is disputed, once', () => {
    expect(disputed).toMatchObject({ state: { name: 'open' }, disputed: true, unread: 1 })
    const again = applyEvent(applyEvent(disputed, EVENTS.claimed), EVENTS.closed)
    expect(() => applyEvent(again, EVENTS.disputed)).toThrow('not-allowed')
  })

  it('lets the citizen change their mind about withdrawing, five times', () => {
    const kept = applyEvent(leaving, EVENTS['withdrawal-taken-back'])
    expect(kept).toMatchObject({ withdrawal: null, withdrawals: 1, state: { name: 'claimed' } })
    expect(() => applyEvent({ ...kept, withdrawals: 5 }, EVENTS['withdrawal-requested'])).toThrow('too-many')
    expect(withdrawn).toMatchObject({ state: { name: 'withdrawn' }, withdrawal: null })
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
    expect(foldEvents(story)).toMatchObject({ version: 6, state: { name: 'open' }, firstLookAt: null })
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

describe('what comes back to the queue', () => {
  const weekLater = new Date('2026-12-02T03:00:00Z')

  it.each(['disputed', 'reopened'] as const)('by being %s waits for a look anew, under the same promise', (type) => {
    const back = applyEvent(closed, EVENTS[type])
    expect(firstLookDue(back).toISOString()).toBe('2026-11-26T03:00:00.000Z')
    expect(isFirstLookLate(back, weekLater)).toBe(true)
    expect(isFirstLookLate(applyEvent(back, EVENTS.claimed), weekLater)).toBe(false)
  })

  it('keeps a wish to withdraw that was there when it was closed, from its new beginning on', () => {
    const closedWishing = applyEvent(leaving, EVENTS.closed)
    expect(isWithdrawalDue(applyEvent(closedWishing, EVENTS.reopened), new Date('2026-12-02T02:59:00Z'))).toBe(false)
    expect(isWithdrawalDue(applyEvent(closedWishing, EVENTS.reopened), weekLater)).toBe(true)
    expect(applyEvent(closedWishing, EVENTS.disputed).withdrawal).toBeNull()
  })
})

describe('a wish to withdraw', () => {
  it('takes effect after seven days, so that a reporter under pressure can still say no', () => {
    expect(withdrawalDue({ requestedAt: at }).toISOString()).toBe('2026-12-02T03:00:00.000Z')
    expect(isWithdrawalDue(leaving, new Date('2026-12-02T02:59:59Z'))).toBe(false)
    expect(isWithdrawalDue(leaving, new Date('2026-12-02T03:00:00Z'))).toBe(true)
    expect(isWithdrawalDue(claimed, new Date('2027-01-01T00:00:00Z'))).toBe(false)
  })
})

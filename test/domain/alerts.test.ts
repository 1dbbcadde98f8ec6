import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alertMessage } from '../../src/app/alert-message.js'
import { nextMail } from '../../src/domain/alert-mail.js'
import { type AlertFact, AlertReason, factsOf, type Listener, reachOf, recipientsOf } from '../../src/domain/alerts.js'
import { type CaseStatus, firstStatus } from '../../src/domain/cases/status.js'
import { Urgency } from '../../src/domain/places.js'
import { createTranslator } from '../../src/i18n/translator.js'
import { randomDelayMs } from '../../src/store/alert-box.js'

const AT = '2026-11-25T02:05:00.000Z'
const ID = '7kqm3xwd9ftb2hne5ra8cgv4yz'
const caseIds = fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{26}$/)
const urgencies = fc.constantFrom(...Urgency.options)
const translator = createTranslator()

function aStatus(change: Partial<CaseStatus> = {}): CaseStatus {
  const received = {
    type: 'received',
    at: AT,
    id: ID,
    receivedAt: AT,
    category: 'theft',
    area: null,
    urgency: 'urgent',
    restricted: false,
  } as const
  return { ...firstStatus(received), ...change }
}

const about = (reason: AlertReason, passedBy: string[] = []) => ({ reason, passedBy })

const lead: Listener = { officerId: 'lead', leads: true }
const other: Listener = { officerId: 'other-lead', leads: true }
const duty: Listener = { officerId: 'duty', leads: false }

describe('who is told', () => {
  const listeners = fc.subarray([lead, other, duty, { officerId: 'duty-2', leads: false }])
  const present = fc.subarray(['lead', 'other-lead', 'duty', 'duty-2', 'stranger'])

  it('never somebody who does not listen, and of a restricted report only leads', () => {
    fc.assert(
      fc.property(fc.constantFrom(...AlertReason.options), fc.boolean(), listeners, present, (...of) => {
        const [reason, restricted, able, onDuty] = of
        const state = { name: 'claimed', by: 'duty' } as const
        const told = recipientsOf(about(reason), aStatus({ restricted, state }), able, onDuty)
        for (const id of told) {
          const listener = able.find(({ officerId }) => officerId === id)
          expect(listener).toBeDefined()
          if (restricted) expect(listener?.leads).toBe(true)
        }
        expect(new Set(told).size).toBe(told.length)
      }),
    )
  })

  it('somebody, whenever a lead listens, but for answers', () => {
    fc.assert(
      fc.property(fc.constantFrom('new', 'unclaimed', 'late', 'dispute' as const), present, (reason, onDuty) => {
        expect(recipientsOf(about(reason), aStatus(), [lead, duty], onDuty)).not.toEqual([])
      }),
    )
  })

  it('the leads as well when nobody has claimed an urgent one, or a first look is late', () => {
    expect(recipientsOf(about('new'), aStatus(), [lead, duty], ['duty'])).toEqual(['duty'])
    for (const reason of ['unclaimed', 'late'] as const) {
      expect(recipientsOf(about(reason), aStatus(), [lead, duty], ['duty'])).toEqual(['lead', 'duty'])
    }
    expect(recipientsOf(about('dispute'), aStatus(), [lead, duty], ['duty'])).toEqual(['duty'])
  })

  it('others, once it has passed by somebody', () => {
    expect(recipientsOf(about('new', ['duty']), aStatus(), [lead, duty], ['duty'])).toEqual(['lead'])
    expect(recipientsOf(about('new', ['duty', 'lead']), aStatus(), [lead, duty], ['duty'])).toEqual([])
  })

  it('of an answer the holder alone, and nobody when nobody holds the report', () => {
    const state = { name: 'claimed', by: 'duty' } as const
    expect(recipientsOf(about('answer'), aStatus({ state }), [lead, duty], ['lead'])).toEqual(['duty'])
    expect(recipientsOf(about('answer'), aStatus(), [lead, duty], ['lead'])).toEqual([])
  })

  it('is foreseen for the pages', () => {
    expect(reachOf([lead, duty], ['duty'])).toBe('on-duty')
    expect(reachOf([lead, duty], ['stranger'])).toBe('leads')
    expect(reachOf([duty], ['stranger'])).toBe('nobody')
    expect(reachOf([], [])).toBe('nobody')
  })
})

describe('what is told', () => {
  it('of a new report depends on its urgency alone', () => {
    const reasons = (urgency: CaseStatus['urgency']) => {
      const event = { type: 'received', at: AT, id: ID, receivedAt: AT, category: 'x', area: null, restricted: false }
      return factsOf({ ...event, urgency } as Parameters<typeof factsOf>[0], aStatus({ urgency }), 0)
    }
    expect(reasons('urgent').map(({ fact, at }) => [fact.reason, at - Date.parse(AT)])).toEqual([
      ['new', 0],
      ['unclaimed', 300_000],
    ])
    expect(reasons('high').map(({ fact }) => fact.reason)).toEqual(['new'])
    expect([...reasons('normal'), ...reasons('low')]).toEqual([])
  })

  it('holds nothing of the case but its urgency and its random name, whatever the case holds', () => {
    const field = fc.stringMatching(/^[a-z-]{6,20}$/).map((text) => `zz-${text}`)
    const minute = fc
      .date({ min: new Date('2027-01-01'), max: new Date('2029-01-01'), noInvalidDate: true })
      .map((date) => `${date.toISOString().slice(0, 16)}:00.000Z`)
    const cases = fc.record({ id: caseIds, category: field, area: field, receivedAt: minute, urgency: urgencies })
    fc.assert(
      fc.property(cases, fc.constantFrom('vi', 'en'), fc.boolean(), (given, language, disputed) => {
        const received = { type: 'received', at: given.receivedAt, restricted: false, ...given } as const
        const late = { type: 'overdue', at: given.receivedAt } as const
        const status = { ...firstStatus(received), disputed }
        const facts = [received, late].flatMap((event) => factsOf(event, status, 0)).map(({ fact }) => fact)
        for (const fact of facts) {
          const { text, link } = alertMessage(translator, language, 'https://truc.example.vn', [fact])
          const shown = `${text} ${link?.label} ${link?.url}`
          for (const secret of [given.category, given.area, given.receivedAt, given.receivedAt.slice(11, 16)]) {
            expect(shown).not.toContain(secret)
          }
          expect(text).not.toContain(given.id)
          // Without the name there is no digit left that could be a time, a number or a date.
          expect(text.replace(`${given.id.slice(0, 4)}-${given.id.slice(4, 8)}`.toUpperCase(), '')).not.toMatch(/\d/)
        }
      }),
    )
  })

  it('of an answer and of a disagreement is the same sentence, put off by whole minutes', () => {
    const told = (['answer', 'dispute'] as const).map((reason) => {
      const fact: AlertFact = { reason, caseId: ID, n: 3, urgency: 'high', passedBy: [] }
      return alertMessage(translator, 'vi', 'https://truc.example.vn', [fact]).text
    })
    expect(told).toEqual(['Cao: có việc mới ở tin báo 7KQM-3XWD.', 'Cao: có việc mới ở tin báo 7KQM-3XWD.'])
    const disputed = { type: 'disputed', at: AT, id: 'w', sealed: 'x', keyId: 'y' } as never
    expect(factsOf(disputed, aStatus(), 180_000).map(({ at }) => at - Date.parse(AT))).toEqual([180_000])
    const delays = new Set(Array.from({ length: 500 }, randomDelayMs))
    expect([...delays].sort()).toEqual([120_000, 180_000, 240_000, 300_000])
  })

  it('carries no link without an address to lead to', () => {
    const fact: AlertFact = { reason: 'new', caseId: ID, n: 1, urgency: 'high', passedBy: [] }
    expect(alertMessage(translator, 'vi', undefined, [fact])).toEqual({ text: 'Cao: có tin báo mới, 7KQM-3XWD.' })
  })

  it('is one line for one report, though there are several things to say of it', () => {
    const facts: AlertFact[] = [
      { reason: 'new', caseId: ID, n: 1, urgency: 'urgent', passedBy: [] },
      { reason: 'unclaimed', caseId: ID, n: 1, urgency: 'urgent', passedBy: [] },
    ]
    expect(alertMessage(translator, 'vi', undefined, facts).text).toBe('Khẩn: tin báo 7KQM-3XWD chưa có ai nhận.')
  })

  it('speaks Vietnamese to whoever asked for a language that is gone', () => {
    const fact: AlertFact = { reason: 'new', caseId: ID, n: 1, urgency: 'high', passedBy: [] }
    expect(alertMessage(translator, 'fr', undefined, [fact]).text).toMatch(/^Cao:/)
  })
})

describe('what goes next to one officer', () => {
  const facts = fc.array(
    fc.record({
      reason: fc.constantFrom(...AlertReason.options),
      caseId: caseIds,
      n: fc.integer({ min: 1, max: 99 }),
      urgency: urgencies,
      passedBy: fc.constant([]),
    }),
    { maxLength: 12 },
  )

  it('never mixes what presses with what can wait, and loses none of either', () => {
    fc.assert(
      fc.property(facts, (waiting) => {
        let left: readonly AlertFact[] = waiting
        let mail: Parameters<typeof nextMail>[0]
        const told: AlertFact[] = []
        for (let now = 100_000; left.length > 0; now += 60_000) {
          const next = nextMail(mail, left, now)
          if (next.do !== 'send') throw new Error(next.do)
          told.push(...next.facts)
          left = left.filter((fact) => !next.facts.includes(fact))
          mail = { state: 'sent', rev: next.mail.rev + 1, calmAt: next.mail.calmAt }
        }
        expect(new Set(told)).toEqual(new Set(waiting))
      }),
    )
  })

  it('sends calm things at most once a minute', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 59_999 }), (waiting, passed) => {
        const calmAt = 1_000_000
        const next = nextMail({ state: 'sent', rev: 3, calmAt }, waiting, calmAt + passed)
        if (next.do !== 'send') return
        expect(next.facts.every(({ urgency }) => urgency === 'urgent')).toBe(true)
      }),
    )
  })
})

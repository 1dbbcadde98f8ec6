import { describe, expect, it } from 'vitest'
import { reduce } from '../../src/domain/conversation/reduce.js'
import { State } from '../../src/domain/conversation/state.js'
import type { Event, Step } from '../../src/domain/conversation/types.js'
import { context } from '../support/turn-context.js'

const text = (words: string): Event => ({ type: 'text', text: words })
const choice = (id: string): Event => ({ type: 'choice', id })

function play(events: readonly Event[], from: State = { step: 'menu' }): Step {
  return events.reduce<Step>((step, event) => reduce(step.state, event, context), {
    state: from,
    replies: [],
    effects: [],
  })
}

const TO_REVIEW = [
  choice('report'),
  choice('theft'),
  text('Mất xe trước nhà'),
  choice('no'),
  choice('p-phu-khuong'),
  choice('yesterday'),
  choice('saw'),
]
const keysOf = (step: Step) => step.replies.map((reply) => reply.key)

describe('reporting', () => {
  it('asks category, what, now, where, when, seen or heard, and shows it all for review', () => {
    const order = TO_REVIEW.map((_, index) => play(TO_REVIEW.slice(0, index + 1)).state.step)
    expect(order).toEqual(['category', 'what', 'now', 'where', 'when', 'first-hand', 'review'])
    expect(
      play(TO_REVIEW)
        .replies.at(-1)
        ?.card?.map((row) => row.value),
    ).toContainEqual({ text: 'Mất xe trước nhà' })
  })

  it('never says received before the report is saved, and shows the receipt only then', () => {
    const sending = play([...TO_REVIEW, choice('send')])
    expect(sending.replies).toEqual([])
    expect(sending.effects).toMatchObject([{ type: 'save-report', caseId: 'case-1', receipt: 'RECEIPT-1' }])
    const saved = reduce(sending.state, { type: 'report-saved' }, context)
    expect(saved.replies).toMatchObject([{ key: 'report.receipt', code: 'RECEIPT-1' }])
  })

  it('a failed save keeps everything and tries the same report again', () => {
    const sending = play([...TO_REVIEW, choice('send')])
    const failed = reduce(sending.state, { type: 'report-failed' }, context)
    expect(keysOf(failed)).toEqual(['report.notSaved'])
    const again = reduce(failed.state, choice('retry'), {
      ...context,
      fresh: { caseId: 'case-2', receipt: 'RECEIPT-2', answerId: 'answer-2' },
    })
    expect(again.effects).toEqual(sending.effects)
  })

  it('keeps showing the receipt until the citizen says it is saved, whatever they send', () => {
    const shown = play([...TO_REVIEW, choice('send'), { type: 'report-saved' }])
    for (const event of [
      text('xong'),
      choice('cancel'),
      { type: 'command', name: 'start' } as const,
      { type: 'unsupported' } as const,
    ]) {
      expect(reduce(shown.state, event, context).replies.at(-1)).toMatchObject({ code: 'RECEIPT-1' })
    }
    const done = reduce(shown.state, choice('saved'), context)
    expect(done.state).toEqual({ step: 'menu' })
    expect(JSON.stringify(done)).not.toContain('RECEIPT-1')
  })

  it('shows emergency numbers before the next question when people may be in danger', () => {
    const robbery = play([choice('report'), choice('robbery-violence')])
    expect(robbery.replies[0]).toMatchObject({ key: 'emergency.call', call: [{ number: '113' }, { number: '115' }] })
    const now = play([...TO_REVIEW.slice(0, 3), choice('yes')])
    expect(now.replies[0]).toMatchObject({ key: 'emergency.call', call: [{ number: '113' }] })
    expect(keysOf(play([choice('report'), choice('fraud')]))[0]).toBe('emergency.bankFirst')
  })

  it('does not ask when, if it is happening now', () => {
    expect(play([...TO_REVIEW.slice(0, 3), choice('yes'), choice('p-an-hoi')]).state).toMatchObject({
      step: 'first-hand',
      draft: { when: 'now', happeningNow: true },
    })
  })

  it('keeps a text that is too long, and says the limit', () => {
    const long = 'đ'.repeat(4001)
    const step = play([choice('report'), choice('theft'), text(long)])
    expect(step.state).toMatchObject({ step: 'what', tooLong: long })
    expect(step.replies).toMatchObject([{ key: 'common.tooLong', params: { limit: 4000 } }, { prefill: long }])
    expect(play([choice('report'), choice('theft'), text('đ'.repeat(4000))]).state.step).toBe('now')
  })

  it('keeps the own words for a place and asks for the ward instead of guessing', () => {
    const step = play([...TO_REVIEW.slice(0, 4), text('gần chợ Bến Tre')])
    expect(step.state).toMatchObject({ step: 'where', draft: { placeWords: 'gần chợ Bến Tre' } })
    const chosen = reduce(step.state, choice('unknown'), context)
    expect(chosen.state).toMatchObject({ step: 'when', draft: { area: null, placeWords: 'gần chợ Bến Tre' } })
  })

  it('sends to the leads only when the citizen asks for it', () => {
    expect(play([...TO_REVIEW, choice('send-restricted')]).effects).toMatchObject([{ draft: { restricted: true } }])
    expect(play([...TO_REVIEW, choice('send')]).effects).toMatchObject([{ draft: { restricted: false } }])
  })

  it('cancel leads back to the menu from every question and leaves nothing of the draft', () => {
    for (let length = 1; length <= TO_REVIEW.length; length += 1) {
      for (const cancel of [choice('cancel'), { type: 'command', name: 'cancel' } as const]) {
        const step = play([...TO_REVIEW.slice(0, length), cancel])
        expect(step.state).toEqual({ step: 'menu' })
        expect(JSON.stringify(step)).not.toContain('Mất xe')
      }
    }
  })

  it('a choice that is not offered changes nothing', () => {
    for (let length = 0; length <= TO_REVIEW.length; length += 1) {
      const before = play(TO_REVIEW.slice(0, length))
      for (const event of [choice('forged'), { type: 'unsupported' } as const, choice('p-outside')]) {
        expect(reduce(before.state, event, context).state).toEqual(before.state)
      }
    }
  })

  it('every state it reaches can be kept and read back', () => {
    const events = [...TO_REVIEW, choice('send'), { type: 'report-saved' } as const]
    for (let length = 0; length <= events.length; length += 1) {
      const { state } = play(events.slice(0, length))
      expect(State.parse(JSON.parse(JSON.stringify(state)))).toEqual(state)
    }
  })
})

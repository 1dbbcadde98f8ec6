import { describe, expect, it } from 'vitest'
import { reduce } from '../../src/domain/conversation/reduce.js'
import { State } from '../../src/domain/conversation/state.js'
import type { Event } from '../../src/domain/conversation/types.js'
import { choice, command, keysOf, play, TO_REVIEW, text } from '../support/play.js'
import { context } from '../support/turn-context.js'

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
      fresh: { caseId: 'case-2', receipt: 'RECEIPT-2', writeId: 'write-2' },
    })
    expect(again.effects).toEqual([{ ...sending.effects[0], again: true }])
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
    expect(step.state).toMatchObject({ step: 'what', draft: { unsent: { what: long } } })
    expect(step.replies).toMatchObject([{ key: 'common.tooLong', params: { limit: 4000 } }, { prefill: long }])
    expect(play([choice('report'), choice('theft'), text('đ'.repeat(4000))]).state.step).toBe('now')
  })

  it('keeps the own words for a place and asks for the ward instead of guessing', () => {
    const step = play([...TO_REVIEW.slice(0, 4), text('gần chợ Bến Tre')])
    expect(step.state).toMatchObject({ step: 'where', asks: 'ward' })
    const chosen = reduce(step.state, choice('unknown'), context)
    expect(chosen.state).toMatchObject({ step: 'when', draft: { area: null, placeWords: 'gần chợ Bến Tre' } })
  })

  it('sends to the leads only when the citizen asks for it', () => {
    expect(play([...TO_REVIEW, choice('send-restricted')]).effects).toMatchObject([{ draft: { restricted: true } }])
    expect(play([...TO_REVIEW, choice('send')]).effects).toMatchObject([{ draft: { restricted: false } }])
  })

  it('cancel leads back to the menu from every question, with nothing of the draft in sight', () => {
    for (let length = 1; length <= TO_REVIEW.length; length += 1) {
      for (const cancel of [choice('cancel'), command('cancel')]) {
        const step = play([...TO_REVIEW.slice(0, length), cancel])
        expect(step.state.step).toBe('menu')
        expect(JSON.stringify(step.replies)).not.toContain('Mất xe')
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
    const events = [...TO_REVIEW, choice('send'), { type: 'report-saved' } as const, command('forget')]
    for (let length = 0; length <= events.length; length += 1) {
      const { state } = play(events.slice(0, length))
      expect(State.parse(JSON.parse(JSON.stringify(state)))).toEqual(state)
    }
  })
})

describe('going back', () => {
  it('leads from each question to the one before, and to the menu at last', () => {
    const steps: string[] = []
    for (let step = play(TO_REVIEW); step.state.step !== 'menu'; step = reduce(step.state, choice('back'), context)) {
      steps.push(step.state.step)
    }
    expect(steps).toEqual(['review', 'first-hand', 'when', 'where', 'now', 'what', 'category'])
  })

  it('keeps every answer: forward again asks only what was taken back', () => {
    const back = play([...TO_REVIEW, choice('back'), choice('back')])
    expect(back.state).toMatchObject({ step: 'when', draft: { text: 'Mất xe trước nhà', area: 'p-phu-khuong' } })
    expect(play([choice('today'), choice('heard')], back.state).state).toMatchObject({
      step: 'review',
      draft: { text: 'Mất xe trước nhà', when: 'today', firstHand: 'heard' },
    })
  })

  it('shows the story again in its field, also one that was half written', () => {
    const sent = play([...TO_REVIEW.slice(0, 3), choice('back')])
    expect(sent.replies.at(-1)?.prefill).toBe('Mất xe trước nhà')
    const half = play([...TO_REVIEW.slice(0, 2), { type: 'choice', id: 'back', beside: 'nửa chừng' }])
    expect(reduce(half.state, choice('theft'), context).replies.at(-1)?.prefill).toBe('nửa chừng')
  })

  it('keeps a place and a time that stood in their fields, and still asks for them', () => {
    const place = play([...TO_REVIEW.slice(0, 4), { type: 'choice', id: 'back', beside: 'gần chợ' }, choice('no')])
    expect(place.replies.at(-1)).toMatchObject({ key: 'report.askWhere', prefill: 'gần chợ' })
    const time = play([...TO_REVIEW.slice(0, 5), { type: 'choice', id: 'back', beside: 'tối thứ bảy' }])
    expect(play([choice('p-an-hoi')], time.state).replies.at(-1)).toMatchObject({ prefill: 'tối thứ bảy' })
  })

  it('asks for the place again before the question that came before it', () => {
    const ward = play([...TO_REVIEW.slice(0, 4), text('gần chợ')])
    const place = reduce(ward.state, choice('back'), context)
    expect(place.replies).toMatchObject([{ key: 'report.askWhere', prefill: 'gần chợ' }])
    expect(reduce(place.state, choice('back'), context).state.step).toBe('now')
  })

  it('skips what was not asked', () => {
    const now = play([...TO_REVIEW.slice(0, 3), choice('yes'), choice('p-an-hoi'), choice('back')])
    expect(now.state.step).toBe('where')
  })

  it('works by command as by button, and changes nothing where there is no way back', () => {
    expect(play([choice('report'), command('back')]).state.step).toBe('menu')
    expect(play([command('back')]).state.step).toBe('menu')
    const receipt = play([...TO_REVIEW, choice('send'), { type: 'report-saved' }, command('back')])
    expect(receipt.replies.at(-1)).toMatchObject({ code: 'RECEIPT-1' })
  })
})

describe('changing one answer', () => {
  const edit = (step: string, answer: Event) => play([...TO_REVIEW, choice('edit'), choice(`edit-${step}`), answer])

  it('leads straight back to the review, with all others as they were', () => {
    expect(edit('what', text('Mất xe đạp')).state).toMatchObject({
      step: 'review',
      draft: { text: 'Mất xe đạp', category: 'theft', area: 'p-phu-khuong', when: 'yesterday', firstHand: 'saw' },
    })
    expect(edit('category', choice('drugs')).state).toMatchObject({ step: 'review', draft: { category: 'drugs' } })
    expect(edit('first-hand', choice('heard')).state).toMatchObject({ step: 'review', draft: { firstHand: 'heard' } })
  })

  it('asks when it was, once it is no longer happening now, and forgets a time that no longer fits', () => {
    const now = edit('now', choice('yes'))
    expect(now.state).toMatchObject({ step: 'review', draft: { happeningNow: true, when: 'now' } })
    const past = play([choice('edit'), choice('edit-now'), choice('no')], now.state)
    expect(past.state.step).toBe('when')
  })

  it('can be left without a change', () => {
    const before = play(TO_REVIEW).state
    expect(play([choice('edit'), choice('back')], before).state).toEqual(before)
    expect(play([choice('edit'), choice('edit-where'), choice('back')], before).state).toEqual(before)
  })
})

describe('at every step', () => {
  const events = [...TO_REVIEW, choice('send'), { type: 'report-saved' } as const]

  it('the emergency numbers come at once, and the question is asked again', () => {
    for (let length = 0; length <= events.length; length += 1) {
      const { state } = play(events.slice(0, length))
      const step = reduce(state, command('emergency'), context)
      expect(step.state).toEqual(state)
      expect(step.replies[0]).toMatchObject({ key: 'emergency.call' })
      expect(step.replies).toHaveLength(2)
    }
  })

  it('"forget me" asks first, erases only on yes, and otherwise leads back', () => {
    for (let length = 0; length <= events.length; length += 1) {
      const { state } = play(events.slice(0, length))
      const asked = reduce(state, command('forget'), context)
      expect(asked.effects).toEqual([])
      expect(reduce(asked.state, choice('forget-no'), context).state).toEqual(state)
      const gone = reduce(asked.state, choice('forget-yes'), context)
      expect(gone).toMatchObject({ state: { step: 'menu' }, effects: [{ type: 'forget' }] })
      expect(JSON.stringify(gone)).not.toMatch(/Mất xe|RECEIPT/)
    }
  })

  it('"forget me" warns when the receipt is not written down yet', () => {
    expect(keysOf(play([...events, command('forget')]))).toEqual(['forget.askWithReceipt'])
    expect(keysOf(play([...TO_REVIEW, command('forget')]))).toEqual(['forget.ask'])
  })

  it('what stood in the field is still there after a button beside it', () => {
    const half = { type: 'command', name: 'emergency', beside: 'nửa chừng' } as const
    expect(play([...TO_REVIEW.slice(0, 2), half]).replies.at(-1)?.prefill).toBe('nửa chừng')
  })
})

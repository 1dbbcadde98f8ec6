import { describe, expect, it } from 'vitest'
import { State } from '../../src/domain/conversation/state.js'
import type { Event } from '../../src/domain/conversation/types.js'
import { aCaseView } from '../support/fake-conversation.js'
import { choice, command, keysOf, play, TO_REVIEW, text } from '../support/play.js'

const beside = (id: string, words: string): Event => ({ type: 'choice', id, beside: words })
describe('an unfinished tip', () => {
  const stopped = play([...TO_REVIEW, choice('cancel')])

  it('waits in the menu, and goes on where it stood', () => {
    expect(keysOf(stopped)).toEqual(['common.setAside', 'menu.askKept'])
    expect(play([choice('resume')], stopped.state).state).toEqual(play(TO_REVIEW).state)
    const early = play([...TO_REVIEW.slice(0, 3), command('start'), choice('resume')])
    expect(early.state).toEqual(play(TO_REVIEW.slice(0, 3)).state)
  })

  it('survives being kept and read back', () => {
    expect(State.parse(JSON.parse(JSON.stringify(stopped.state)))).toEqual(stopped.state)
  })

  it('waits while a receipt is looked at', () => {
    const opened: Event = { type: 'case-opened', receipt: 'RECEIPT-1', view: aCaseView() }
    const through = [choice('receipt'), text('RECEIPT-1'), opened, choice('add'), choice('back'), choice('done')]
    expect(play([...through, choice('resume')], stopped.state).state).toEqual(play(TO_REVIEW).state)
  })

  it('is gone when it is dropped, by word or by beginning anew', () => {
    const dropped = play([choice('discard')], stopped.state)
    expect(keysOf(dropped)).toEqual(['common.discarded', 'menu.ask'])
    expect(JSON.stringify(dropped)).not.toContain('Mất xe')
    expect(play([choice('report')], stopped.state).state).toEqual({ step: 'category', draft: {} })
  })

  it('is not dropped by "/bao", and not by going back to the menu', () => {
    expect(keysOf(play([...TO_REVIEW.slice(0, 3), command('report')]))).toEqual(['menu.askKept'])
    const back = [beside('back', 'chuyện rất dài'), choice('back'), choice('resume'), choice('theft')]
    expect(play([...TO_REVIEW.slice(0, 2), ...back]).replies.at(-1)).toMatchObject({ prefill: 'chuyện rất dài' })
  })

  it('grows when more is told in the menu', () => {
    const more = 'tối qua lại thấy hai người đó quay lại'
    expect(play([text(more)], stopped.state).replies.at(-1)).toMatchObject({ prefill: `Mất xe trước nhà\n${more}` })
  })

  it('is not offered where nothing was written, nor after it was sent', () => {
    expect(play([choice('report'), choice('theft'), choice('cancel')]).state).toEqual({ step: 'menu' })
    expect(play([...TO_REVIEW, choice('send'), { type: 'report-saved' }, choice('saved')]).state).toEqual({
      step: 'menu',
    })
  })
})

describe('half words', () => {
  it('of a time do not answer the question', () => {
    const half = play([...TO_REVIEW.slice(0, 5), beside('back', 'tối'), choice('p-an-hoi')])
    expect(half).toMatchObject({ state: { step: 'when' } })
    expect(half.replies.at(-1)).toMatchObject({ prefill: 'tối' })
  })

  it('of a change are shown at the review as not taken, and not sent', () => {
    const review = play([...TO_REVIEW, choice('edit'), choice('edit-what'), beside('back', 'bản sửa')])
    expect(review.state).toMatchObject({ step: 'review', draft: { text: 'Mất xe trước nhà' } })
    expect(review.replies.at(-1)?.card).toContainEqual({
      label: { key: 'review.unsent' },
      value: { text: 'bản sửa' },
    })
    expect(JSON.stringify(play([choice('send')], review.state).effects)).not.toContain('bản sửa')
    const again = play([choice('edit'), choice('edit-what')], review.state)
    expect(again.replies.at(-1)).toMatchObject({ prefill: 'bản sửa' })
    expect(play([text('bản sửa xong')], again.state).state).toMatchObject({ draft: { text: 'bản sửa xong' } })
    expect(JSON.stringify(play([text('xong')], again.state).state)).not.toContain('unsent')
  })

  it('stay with the tip when it could not be sent, and never grow without bound', () => {
    const review = play([...TO_REVIEW, choice('edit'), choice('edit-what'), beside('back', 'bản sửa')])
    const refused = play([choice('send'), { type: 'too-often', minutes: 3 }], review.state)
    expect(refused.state).toEqual(review.state)
    const more = Array.from({ length: 5 }, () => text('đ'.repeat(15_000)))
    expect(JSON.stringify(play([choice('report'), ...more]).state).length).toBeLessThan(25_000)
  })

  it('of a time wait when it is said to be happening now, in case it is not', () => {
    const told = play([...TO_REVIEW.slice(0, 5), text('khoảng 7 giờ tối'), choice('saw')])
    const now = play([choice('edit'), choice('edit-now'), choice('yes')], told.state)
    expect(now.state).toMatchObject({ step: 'review', draft: { when: 'now', whenWords: null } })
    const past = play([choice('edit'), choice('edit-now'), choice('no')], now.state)
    expect(past.replies.at(-1)).toMatchObject({ key: 'report.askWhen', prefill: 'khoảng 7 giờ tối' })
  })

  it('beside a button at the ward question come back in their field', () => {
    const asked = play([...TO_REVIEW.slice(0, 4), text('hẻm 12')])
    const told = play([{ type: 'command', name: 'emergency', beside: 'gần chợ' }], asked.state)
    expect(told.replies.at(-1)).toMatchObject({ key: 'report.askWhere', prefill: 'hẻm 12; gần chợ' })
    expect(play([beside('back', 'gần chợ')], asked.state).replies.at(-1)).toMatchObject({ key: 'report.askWhere' })
  })

  it('are none when the field was left as it was', () => {
    const left = play([...TO_REVIEW, choice('edit'), choice('edit-what'), beside('back', 'Mất xe trước nhà')])
    expect(left.state).toEqual(play(TO_REVIEW).state)
    const place = play([...TO_REVIEW.slice(0, 4), text('hẻm 12'), choice('p-an-hoi'), choice('back'), text('hẻm 12')])
    expect(play([choice('p-phu-tan')], place.state).state).toMatchObject({
      draft: { placeWords: 'hẻm 12', area: 'p-phu-tan' },
    })
  })

  it('of a new place never stand beside the old ward', () => {
    const noted = play([...TO_REVIEW, choice('edit'), choice('edit-where'), text('bến phà cũ')])
    const left = play([choice('back'), choice('back')], noted.state)
    expect(left.state).toMatchObject({ step: 'review', draft: { placeWords: null, area: 'p-phu-khuong' } })
    expect(play([choice('p-an-hoi')], noted.state).state).toMatchObject({
      draft: { placeWords: 'bến phà cũ', area: 'p-an-hoi' },
    })
  })

  it('beside the ward are added to the place', () => {
    const asked = play([...TO_REVIEW.slice(0, 4), text('hẻm 12')])
    expect(play([beside('p-an-hoi', 'gần quán nước')], asked.state).state).toMatchObject({
      draft: { placeWords: 'hẻm 12; gần quán nước' },
    })
    expect(play([text('gần quán nước'), choice('p-an-hoi')], asked.state).state).toMatchObject({
      draft: { placeWords: 'hẻm 12; gần quán nước' },
    })
  })

  it('that are too long together come back whole to be shortened', () => {
    const long = play([...TO_REVIEW.slice(0, 4), text('a'.repeat(150)), text('b'.repeat(60))])
    expect(keysOf(long)).toEqual(['report.placeTooLong', 'report.askWhere'])
    expect(long.replies.at(-1)?.prefill).toBe(`${'a'.repeat(150)}; ${'b'.repeat(60)}`)
  })
})

describe('an address one should not have given', () => {
  const given = play([...TO_REVIEW.slice(0, 4), text('nhà tôi số 5 hẻm 3'), choice('p-an-hoi'), ...TO_REVIEW.slice(5)])
  const asked = play([choice('edit'), choice('edit-where')], given.state)

  it('stands in the field to be changed', () => {
    expect(asked.replies.at(-1)).toMatchObject({ prefill: 'nhà tôi số 5 hẻm 3' })
  })

  it('is gone when the field was emptied and a ward is chosen, or when only a ward is written', () => {
    expect(play([beside('p-an-hoi', '')], asked.state).state).toMatchObject({ draft: { placeWords: null } })
    const typed: Event = { type: 'choice', id: 'p-an-hoi', typed: 'An Hội' }
    expect(play([typed], asked.state).state).toMatchObject({ draft: { placeWords: 'An Hội' } })
    const unknown: Event = { type: 'choice', id: 'unknown', typed: 'không rõ phường nào' }
    expect(play([unknown], asked.state).state).toMatchObject({ draft: { placeWords: null, area: null } })
  })
})

describe('words for a case', () => {
  const opened: Event = { type: 'case-opened', receipt: 'RECEIPT-1', view: aCaseView() }
  const half = play([choice('receipt'), text('RECEIPT-1'), opened, choice('add'), beside('back', 'bổ sung dài')])

  it('stay with it through a look at what is new and through a withdrawal', () => {
    const looked = play([choice('refresh'), opened, choice('add')], half.state)
    expect(looked.replies.at(-1)).toMatchObject({ prefill: 'bổ sung dài' })
    const wished = play([choice('withdraw'), choice('back'), choice('add')], half.state)
    expect(wished.replies.at(-1)).toMatchObject({ prefill: 'bổ sung dài' })
  })

  it.each(['done', 'cancel'])('are shown to be copied when the case is left by "%s"', (id) => {
    const from = id === 'done' ? half.state : play([choice('add')], half.state).state
    expect(play([choice(id)], from).replies).toMatchObject([
      { key: 'receipt.copyWords', card: [{ value: { text: 'bổ sung dài' } }] },
      ...(id === 'cancel' ? [{ key: 'common.cancelled' }] : []),
      { key: 'menu.ask' },
    ])
  })

  it('are in sight while they cannot be saved, and a withdrawal that cannot be can be left', () => {
    const failed = play([choice('add'), text('ba người'), { type: 'write-failed' }], half.state)
    expect(failed.replies).toMatchObject([{ key: 'receipt.notSaved', card: [{ value: { text: 'ba người' } }] }])
    const withdrawing = play([choice('withdraw'), choice('withdraw-yes'), { type: 'write-failed' }], half.state)
    expect(withdrawing.replies.at(-1)?.choices).toMatchObject([{ id: 'retry' }, { id: 'back' }])
    expect(play([choice('back')], withdrawing.state).state.step).toBe('case')
  })

  it('of a tip are in sight while it cannot be saved', () => {
    const failed = play([...TO_REVIEW, choice('send'), { type: 'report-failed' }])
    expect(failed.replies).toMatchObject([{ card: [{ value: { text: 'Mất xe trước nhà' } }] }])
  })
})

import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/domain/conversation/types.js'
import { choice, keysOf, play, TO_REVIEW, text } from '../support/play.js'

const withText = (words: string): Event[] => TO_REVIEW.map((event) => (event.type === 'text' ? text(words) : event))
const card = (step: ReturnType<typeof play>) => step.replies.at(-1)?.card ?? []
const offered = (step: ReturnType<typeof play>) => step.replies.at(-1)?.choices?.map(({ id }) => id) ?? []

describe('what a story seems to speak of', () => {
  it('comes first among the kinds, and all others follow as they were', () => {
    const step = play([text('tối nào cũng đá gà ăn tiền sau vườn, xe dựng đầy lộ')])
    expect(keysOf(step)).toEqual(['report.textKept', 'report.askCategorySuggested'])
    expect(offered(step)[0]).toBe('gambling')
    const all = offered(play([choice('report')])).filter((id) => id !== 'tell')
    expect([...offered(step)].sort()).toEqual(all.sort())
  })

  it('may be told before a kind is chosen, and is suggested then', () => {
    expect(offered(play([choice('report')]))).toContain('tell')
    const told = play([choice('report'), choice('tell'), text('tối nào cũng đá gà ăn tiền sau vườn, xe dựng đầy lộ')])
    expect(keysOf(told)).toEqual(['report.askCategorySuggested'])
    expect(offered(told)[0]).toBe('gambling')
    expect(play([choice('gambling')], told.state).state).toMatchObject({ step: 'now' })
  })

  it('is given a reason in words, or said to be like others', () => {
    const step = play([text('tối nào cũng đá gà ăn tiền sau vườn, xe dựng đầy lộ')])
    expect(card(step)[0]).toEqual({
      label: { key: 'category.gambling' },
      value: { key: 'suggest.words', params: { words: '“đá gà ăn tiền”' } },
    })
  })

  it('decides nothing: any kind may be chosen', () => {
    const step = play([text('tối nào cũng đá gà ăn tiền sau vườn, xe dựng đầy lộ'), choice('public-disorder')])
    expect(step.state).toMatchObject({ step: 'what', draft: { category: 'public-disorder' } })
  })

  it('is not suggested where nothing was written', () => {
    expect(keysOf(play([choice('report')]))).toEqual(['report.askCategory'])
  })
})

describe('the ward that a place seems to be in', () => {
  const asked = (place: string) => play([...TO_REVIEW.slice(0, 4), text(place)])

  it('stands first and is said, and is asked for all the same', () => {
    const step = asked('gần bến phà, xã Bình Phú cũ')
    expect(step.state).toMatchObject({ step: 'where', asks: 'ward' })
    expect(step.replies[0]).toEqual({ key: 'report.wardSuggested', params: { name: 'Phường Bến Tre' } })
    expect(offered(step)[0]).toBe('p-ben-tre')
    expect(offered(step)).toHaveLength(8)
  })

  it('is found in the story where the words for the place name none', () => {
    const story = TO_REVIEW.slice(0, 4).map((event) => (event.type === 'text' ? text('Mất xe ở Sơn Đông.') : event))
    expect(offered(play([...story, text('trước quán nước')]))[0]).toBe('p-son-dong')
  })

  it('is not guessed where the words do not say it', () => {
    const step = asked('gần chợ Bến Tre')
    expect(step.replies[0]).toEqual({ key: 'report.placeNoted' })
    expect(offered(step)[0]).toBe('p-an-hoi')
  })

  it('may be none of ours, and then whose is said', () => {
    expect(asked('xã Nhuận Phú Tân').replies[0]).toEqual({
      key: 'report.wardOutside',
      params: { name: 'Xã Nhuận Phú Tân' },
    })
  })
})

describe('a story that sounds like danger', () => {
  const fire = 'chay nha roi ba con oi khoi den qua troi keu 114 gium'

  it('brings the numbers before any question', () => {
    expect(keysOf(play([text(fire)]))[0]).toBe('emergency.call')
    expect(keysOf(play([choice('report'), choice('theft'), text(fire)]))[0]).toBe('emergency.call')
  })

  it('does not bring them twice where the kind has brought them already', () => {
    expect(keysOf(play([choice('report'), choice('fire-safety'), text(fire)]))).not.toContain('emergency.call')
  })
})

describe("the writer's own data at the review", () => {
  const review = play(withText('Tôi tên Nguyễn Văn A, gọi lại cho tôi số 0900 000 001. Mất xe trước nhà.'))

  it('is shown, with an offer to cover it', () => {
    const own = card(review).filter(({ label }) => 'key' in label && label.key === 'review.own-data')
    expect(own.map(({ value }) => value)).toEqual([{ text: 'Nguyễn Văn A' }, { text: '0900 000 001' }])
    expect(offered(review)).toContain('mask')
  })

  it('is covered by one press, and nothing else of the text changes', () => {
    const step = play([choice('mask')], review.state)
    expect(step.state).toMatchObject({
      step: 'review',
      draft: { text: 'Tôi tên [đã che], gọi lại cho tôi số [đã che]. Mất xe trước nhà.' },
    })
    expect(keysOf(step)[0]).toBe('report.masked')
    expect(offered(step)).not.toContain('mask')
  })

  it('comes back by one more press, because the machine may cover too much', () => {
    const covered = play([choice('mask')], review.state)
    expect(offered(covered)).toContain('unmask')
    expect(play([choice('unmask')], covered.state).state).toEqual(review.state)
    const sent = play([choice('mask'), choice('send')], review.state)
    expect(JSON.stringify(sent.effects)).not.toContain('0900')
    const edited = play([choice('mask'), choice('edit'), choice('edit-what'), text('Mất xe đạp.')], review.state)
    expect(offered(edited)).not.toContain('unmask')
  })

  it('is sent as it is when the writer leaves it: they decide', () => {
    expect(play([choice('send')], review.state).effects).toMatchObject([
      { draft: { text: expect.stringContaining('0900 000 001') } },
    ])
  })

  it('of somebody else is not covered, and no offer is made where there is none', () => {
    expect(offered(play(withText('Chiếc xe tải chở cát biển 71C-000.76 chạy mỗi đêm.')))).not.toContain('mask')
  })

  it('may stand in the words for the place as well', () => {
    const place = play([
      ...TO_REVIEW.slice(0, 4),
      text('nhà tôi số 12 hẻm 3'),
      choice('p-an-hoi'),
      ...TO_REVIEW.slice(5),
    ])
    expect(play([choice('mask')], place.state).state).toMatchObject({ draft: { placeWords: 'nhà tôi [đã che]' } })
  })
})

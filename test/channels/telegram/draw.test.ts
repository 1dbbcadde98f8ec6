import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataOf, draw, readData, USE_WORDS } from '../../../src/channels/telegram/draw.js'
import { promptFor } from '../../../src/domain/conversation/prompts.js'
import type { Reply } from '../../../src/domain/conversation/types.js'
import { createTranslator } from '../../../src/i18n/translator.js'
import { choice, play, TO_REVIEW } from '../../support/play.js'
import { context } from '../../support/turn-context.js'

const translator = createTranslator()
const drawing = { translator, language: 'vi', mark: 'c2pfmx' }
const words = fc.string({ unit: fc.constantFrom(...'abcăâđêôơưệ\u0301 😀🏽\n'.split('')), maxLength: 9000 })

function card(text: string): Reply {
  return { key: 'report.review', card: [{ label: { key: 'review.what' }, value: { text } }], choices: [] }
}

describe('a reply as messages of Telegram', () => {
  it('never is longer than Telegram takes, and loses no word', () => {
    fc.assert(
      fc.property(words, (text) => {
        const drawn = draw([{ key: 'evidence.kept' }, card(text)], drawing)
        for (const message of drawn) {
          expect(message.text.length).toBeLessThanOrEqual(4096)
          expect(message.text.length).toBeGreaterThan(0)
        }
        const all = drawn
          .map((message) => message.text)
          .join('')
          .replace(/\s/g, '')
        expect(all).toContain(text.normalize('NFC').replace(/\s/g, ''))
      }),
      { numRuns: 60 },
    )
  })

  it('marks exactly the words that are meant, counted as Telegram counts', () => {
    const drawn = draw(
      [{ key: 'emergency.call', call: [{ number: '113', label: { key: 'hotline.police' } }] }, card('chuyện 😀')],
      drawing,
    )
    const marked = drawn.flatMap(({ text, entities }) =>
      entities.map(({ offset, length }) => text.slice(offset, offset + length)),
    )
    expect(marked).toEqual(['Đang nguy hiểm thì gọi ngay.', '113', 'Bà con xem lại trước khi gửi.', 'Chuyện gì'])
  })

  it('has buttons whose data fits into 64 bytes, for every question there is', () => {
    for (const steps of TO_REVIEW.map((_, index) => TO_REVIEW.slice(0, index + 1))) {
      const { state } = play(steps)
      for (const { buttons } of draw([promptFor(state, context)], drawing)) {
        for (const button of buttons.flat()) {
          if ('callback_data' in button) expect(Buffer.byteLength(button.callback_data)).toBeLessThanOrEqual(64)
          expect(button.text.length).toBeGreaterThan(0)
        }
      }
    }
  })

  it('puts short buttons side by side, long ones alone, and the ways out last', () => {
    const { state } = play([choice('report')])
    const rows = draw([promptFor(state, context)], drawing)[0]?.buttons ?? []
    expect(rows.every((row) => row.length <= 2)).toBe(true)
    expect(rows.flat().map(({ text }) => text)).toContain('Cướp giật, đánh người, hăm dọa')
    expect(rows.at(-1)?.at(-1)?.text).toBe('Hủy, quay về đầu')
  })

  it('shows the beginning of words that wait, with a button that takes them', () => {
    const [message] = draw(
      [{ key: 'report.askWhat', input: 'long-text', choices: [], prefill: 'x'.repeat(5000) }],
      drawing,
    )
    expect(message?.text.endsWith(`${'x'.repeat(300)}…`)).toBe(true)
    expect(message?.buttons[0]?.[0]).toEqual({
      text: 'Dùng những lời đã viết',
      callback_data: dataOf('c2pfmx', USE_WORDS),
    })
  })

  it('reads back from a button what was written into it', () => {
    expect(readData(dataOf('m1', 'lang.en'))).toEqual({ mark: 'm1', id: 'lang.en' })
    expect(readData('junk')).toEqual({ mark: 'junk', id: '' })
  })
})

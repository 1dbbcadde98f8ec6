import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText, fold, lengthOf } from '../../src/domain/text/clean.js'
import { matchChoice } from '../../src/domain/text/match-choice.js'

const wards = [
  { id: 'an-hoi', names: ['Phường An Hội', 'An Hội', 'Phường 4'] },
  { id: 'phu-tan', names: ['Phường Phú Tân', 'Phú Tân'] },
  { id: 'cat', names: ['Hút cát'] },
  { id: 'huy', names: ['Húy'] },
]

describe('text from outside', () => {
  it('loses control, bidi and zero-width characters and nothing else', () => {
    expect(cleanText('a\u0000b\u202ec\u200bd\u2066e\ufeff')).toBe('abcde')
    expect(cleanText('<b>{{x}} $t(menu.ask)</b>\r\nhai')).toBe('<b>{{x}} $t(menu.ask)</b>\nhai')
  })

  it('is the same in NFC and NFD, and cleaning twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const clean = cleanText(text)
        expect(cleanText(text.normalize('NFD'))).toBe(clean)
        expect(cleanText(clean)).toBe(clean)
      }),
    )
  })

  it('is counted as people count it', () => {
    expect(lengthOf('tiếng Việt'.normalize('NFD'))).toBe(10)
    expect(lengthOf('👮')).toBe(1)
  })

  it('folds đ by hand', () => {
    expect(fold('Đường Đồng Khởi')).toBe('duong dong khoi')
  })
})

describe('a typed choice', () => {
  it.each([
    ['phường an hội', 'an-hoi'],
    ['PHUONG AN HOI', 'an-hoi'],
    ['phường 4', 'an-hoi'],
    ['Phú  Tân.', 'phu-tan'],
    ['hut cat', 'cat'],
    ['hút cát'.normalize('NFD'), 'cat'],
  ])('%s is understood', (typed, id) => expect(matchChoice(typed, wards)).toBe(id))

  it.each([
    ['huỷ', 'hủy'],
    ['xoá', 'xóa'],
    ['Ma tuý', 'Ma túy'],
    ['thuý', 'thúy'.normalize('NFD')],
  ])('%s and %s are the same word', (typed, name) =>
    expect(matchChoice(typed, [{ id: 'it', names: [name] }])).toBe('it'),
  )

  it.each(['2', '9', '0', 'hút cắt', 'hủy', 'phường 40', 'an', ''])('%s is not guessed', (typed) =>
    expect(matchChoice(typed, wards)).toBeUndefined(),
  )

  it('asks when two choices fit equally', () => {
    expect(
      matchChoice('chợ', [
        { id: 'a', names: ['chợ'] },
        { id: 'b', names: ['Chợ'] },
      ]),
    ).toBeUndefined()
  })
})

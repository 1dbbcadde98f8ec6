import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadTipReader } from '../../src/bin/load-understanding.js'
import { cleanText } from '../../src/domain/text/clean.js'
import { masked } from '../../src/domain/understanding/find-own-data.js'

const read = loadTipReader()
const tips = ['tips-tuned', 'tips-untuned'].flatMap(
  (name) =>
    JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')).tips as { id: string; text: string }[],
)
const aTip = fc.constantFrom(...tips.map(({ text }) => text))
/** What a reading says apart from names, which are told by their capitals. */
const saying = (text: string) => {
  const { ownData: _, ...rest } = read(text)
  return rest
}

describe('a reading', () => {
  it('is the same for both forms of a letter, and with characters that nobody sees', () => {
    fc.assert(
      fc.property(aTip, fc.nat(), (text, at) => {
        const hidden = `${text.slice(0, at % text.length)}\u200b${text.slice(at % text.length)}`
        expect(read(text.normalize('NFD'))).toEqual(read(text.normalize('NFC')))
        expect(read(hidden)).toEqual(read(text))
      }),
    )
  })

  it('is the same in capitals', () => {
    fc.assert(
      fc.property(aTip, (text) => {
        expect(saying(text.toUpperCase())).toEqual(saying(text.toLowerCase()))
      }),
    )
  })

  it('never fails, whatever comes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => void read(text)))
  })

  it('names only what is offered, and three kinds at most', () => {
    for (const { text } of tips) {
      const { categories } = read(text)
      expect(categories.length).toBeLessThanOrEqual(3)
      expect(categories.map(({ p }) => p)).toEqual(categories.map(({ p }) => p).sort((a, b) => b - a))
    }
  })
})

describe('masking', () => {
  it('changes nothing outside what it covers', () => {
    fc.assert(
      fc.property(aTip, fc.subarray([0, 1, 2, 3, 4, 5]), (text, chosen) => {
        const clean = cleanText(text)
        const parts = read(text).ownData.filter((_, index) => chosen.includes(index))
        const kept = masked(clean, parts, '\u0001').split('\u0001')
        let at = 0
        for (const [index, piece] of kept.entries()) {
          expect(clean.slice(at, at + piece.length)).toBe(piece)
          at = parts[index]?.to ?? at + piece.length
        }
        expect(at).toBe(clean.length)
      }),
    )
  })
})

describe('words that fall together without their marks', () => {
  const first = (text: string) => read(text).categories[0]?.id

  it.each([
    ['kẹo dừa', 'Mua kẹo dừa ở chợ về ăn mà bị hư, mùi chua lè.', 'drugs'],
    ['cắt', 'Thợ cắt tóc đầu hẻm làm rất khéo.', 'environment-sand'],
    ['giặt', 'Chị kế bên giặt đồ từ sáng sớm.', 'robbery-violence'],
  ])('"%s" is not taken for the other', (_, text, wrong) => expect(first(text)).not.toBe(wrong))

  it('fire at night without marks brings the numbers', () => {
    expect(read('chay nha roi ba con oi khoi den qua troi o p6 keu 114 gium').emergency).toBe('always')
  })
})

describe('the ward', () => {
  it.each([
    ['gần bến phà cũ bên Mỹ Thạnh An', { kind: 'ward', id: 'p-an-hoi' }],
    ['ở F.8 khúc ngã tư', { kind: 'ward', id: 'p-phu-khuong' }],
    ['phuong bay gan cau', { kind: 'ward', id: 'p-ben-tre' }],
    ['xã Bình Phú huyện Càng Long', { kind: 'outside' }],
    ['Bình Phú, chỗ cầu sắt', { kind: 'ward', id: 'p-ben-tre' }],
    ['xã Nhuận Phú Tân', { kind: 'outside' }],
    ['phường 5 Trà Vinh', { kind: 'outside' }],
    ['gần chợ Bến Tre', { kind: 'ask' }],
    ['đại lộ Đồng Khởi', { kind: 'ask' }],
    ['từ Sơn Đông chạy qua Phú Khương', { kind: 'ask' }],
    ['đầu hẻm nhà tui', { kind: 'ask' }],
  ])('of "%s"', (text, expected) => expect(read(text).ward).toMatchObject(expected))
})

describe("the writer's own data", () => {
  const found = (text: string) => read(text).ownData.map(({ from, to }) => cleanText(text).slice(from, to))

  it.each([
    ['Gọi lại cho tôi số 0900 000 001 nha', ['0900 000 001']],
    ['sdt e o9oo ooo o21', ['o9oo ooo o21']],
    ['Tôi tên Nguyễn Văn A, CCCD 083000000000', ['Nguyễn Văn A', '083000000000']],
    ['Xe tôi biển 71-B1 000.12 bị mất tối qua', ['71-B1 000.12']],
    ['Chiếc xe tải chở cát biển 71C-000.76', []],
    ['toi 22/11 tam 11h dem 3 chiec ghe hut cat', []],
    ['nha toi 22/11 p6', ['22/11']],
    ['em tên Lan, kieuoanh.n@example.org', ['Lan', 'kieuoanh.n@example.org']],
    ['Chồng em là Lê Văn Tám đánh em hoài', []],
    ['Nó kêu chuyển vô tài khoản 000000000071', []],
    ['Người đó xài số 0900 000 011', []],
    ['nhà con số 12 hẻm 3 phường 4', ['số 12 hẻm 3']],
    ['nhà tôi số 5 hẻm 3 đánh bạc', ['số 5 hẻm 3']],
    ['nhà em tổ 1 ấp 3 tổ chức đá gà', ['tổ 1 ấp 3']],
    ['Tối qua số 0912345678 gọi dọa chém', []],
    ['họ và tên người đó: Lê Văn Tám, số điện thoại 0987654321', []],
    ['CCCD của người lừa tiền 083090001234', []],
    ['bị lừa chuyển 200000000 vô tài khoản lạ', []],
    ['Họ lấy xe 71B1-12345 của hàng xóm', []],
  ])('in "%s"', (text, expected) => expect(found(text)).toEqual(expected))
})

describe('cleaning', () => {
  it('done twice is done once, and piled up marks cost no time', () => {
    const letters = fc.constantFrom(
      'a',
      'ế',
      'o\u0302\u0301',
      '\u200b',
      '\u0323',
      '\u0301',
      ' ',
      '\r\n',
      '👍🏽',
      '\u202e',
    )
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 40 }), (parts) => {
        const once = cleanText(parts.join(''))
        expect(cleanText(once)).toBe(once)
      }),
    )
    expect(cleanText(`a${'\u0301\u0323'.repeat(60_000)}`).length).toBeLessThan(10)
  })

  it('keeps covers in their place whatever stood between a letter and its mark', () => {
    const text = 'Tôi tên Trần Thị Lan, gọi tôi số 0903 123 456 nha'.normalize('NFD').replace(/\p{M}/gu, '\u200b$&')
    const clean = cleanText(text)
    expect(read(text).ownData.map(({ from, to }) => clean.slice(from, to))).toEqual(['Trần Thị Lan', '0903 123 456'])
  })
})

describe('a text of any length', () => {
  const longest = (text: string) => {
    const started = performance.now()
    read(text)
    return performance.now() - started
  }

  it.each([
    'nợ ',
    'phường 5 ',
    'tôi tên A ',
    'số 1 hẻm ',
    'nhà tôi số 1 ',
    '0 ',
    '1',
    'vay nhanh ',
    'đang cháy. ',
    '71-B1 ',
  ])('made of "%s" alone takes no longer than a story of that length', (piece) => {
    const story = tips
      .map(({ text }) => text)
      .join(' ')
      .slice(0, 8_000)
    const made = piece.repeat(8_000).slice(0, 8_000)
    const medians = [story, made].map((text) => [1, 2, 3, 4, 5].map(() => longest(text)).sort((a, b) => a - b)[2] ?? 0)
    expect((medians[1] ?? 0) / (medians[0] ?? 1)).toBeLessThan(10)
  })

  it('of a hundred thousand characters is judged by its beginning, so that none takes long', () => {
    const story = tips.map(({ text }) => text).join(' ')
    const [short, long] = [story.slice(0, 8_000), story.repeat(10).slice(0, 100_000)]
    for (let n = 0; n < 5; n += 1) longest(short)
    expect(long).toHaveLength(100_000)
    // Beside its own beginning, not against a clock: machines differ.
    const medians = [short, long].map((text) => [1, 2, 3, 4, 5].map(() => longest(text)).sort((a, b) => a - b)[2] ?? 0)
    expect((medians[1] ?? 0) / (medians[0] ?? 1)).toBeLessThan(4)
  })
})

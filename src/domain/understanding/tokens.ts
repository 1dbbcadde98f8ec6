import * as z from 'zod'
import { fold, isUnaccented } from '../text/clean.js'

/** Word tables as data: `locales/words.json`. For matching only; what was written is kept as it was. */
export const WordTables = z.object({
  teencode: z.record(z.string(), z.string()),
  abbreviations: z.record(z.string(), z.string()),
  iy: z.record(z.string(), z.string()),
  numbers: z.record(z.string(), z.string()),
  /** Unaccented words that are several words: alone they mean nothing. */
  ambiguous: z.array(z.string()),
})
export type WordTables = z.infer<typeof WordTables>

/** One word, with where it stands in the text. `exact` has its tone at the end; `bare` words carry no mark at all. */
export interface Token {
  readonly from: number
  readonly to: number
  readonly exact: string
  readonly folded: string
  readonly bare: boolean
  /** Whether punctuation that ends a sentence follows it. */
  readonly ends: boolean
}

export interface Tokens {
  readonly all: readonly Token[]
  /** Written with its marks throughout: then a bare word is meant bare. */
  readonly accented: boolean
}

const WORD = /[\p{L}\p{M}\p{N}]+/gu
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g

/** A word with its tone at the end, so that both ways of writing are one; without any mark; and whether it had none. */
interface Spelling {
  readonly exact: string
  readonly folded: string
  readonly bare: boolean
}

/** Every letter of Vietnamese, taken apart once: this is done for each word of each text. */
const LETTERS = new Map(
  [...'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz0123456789ðɖ'].flatMap((letter) => {
    const plain = letter.replace(/[ðɖ]/, 'đ')
    return ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'].map(
      (tone) => [(letter + tone).normalize('NFC'), { plain, tone, folded: fold(plain) }] as const,
    )
  }),
)

export function spell(word: string): Spelling {
  let [exact, tones, folded] = ['', '', '']
  for (const char of word.toLowerCase()) {
    const letter = LETTERS.get(char)
    if (!letter) return spellSlowly(word)
    exact += letter.plain
    tones += letter.tone
    folded += letter.folded
  }
  return { exact: exact + tones, folded, bare: tones === '' && exact === folded }
}

function spellSlowly(word: string): Spelling {
  const parts = word.toLowerCase().replace(/[ðɖ]/g, 'đ').normalize('NFD')
  const exact = parts.replace(TONES, '').normalize('NFC') + (parts.match(TONES) ?? []).join('')
  return { exact, folded: fold(word), bare: isUnaccented(word) }
}

export function exactOf(word: string): string {
  return spell(word).exact
}

export function createTokenizer(tables: WordTables) {
  const iy = new Map(Object.entries(tables.iy).map(([from, to]) => [exactOf(from), to]))
  const short = new Map(
    Object.entries({ ...tables.abbreviations, ...tables.teencode }).map(([from, to]) => [exactOf(from), to.split(' ')]),
  )
  const numbers = new Map(
    Object.entries(tables.numbers).flatMap(([word, digit]) => [
      [exactOf(word), digit] as const,
      [fold(word), digit] as const,
    ]),
  )

  function words(written: string): string[] {
    const lower = written.toLowerCase()
    const squeezed = /(\p{L})\1{2}/u.test(lower) ? lower.replace(/(\p{L})\1{2,}/gu, '$1') : lower
    const ward = /\d$/.test(squeezed) && /^(?:p|f|ph|phuong|phường)(\d{1,2})$/u.exec(squeezed)
    if (ward) return ['phường', ward[1] ?? '']
    return short.get(exactOf(squeezed)) ?? [squeezed]
  }

  return (text: string): Tokens => {
    const all: Token[] = []
    let [marked, letters] = [0, 0]
    for (const match of text.matchAll(WORD)) {
      const from = match.index
      const to = from + match[0].length
      const ends = /^\s*[.!?\n;]/.test(text.slice(to, to + 3))
      if (match[0].length > 1 && !/^\d/.test(match[0])) {
        letters += 1
        if (!spell(match[0]).bare) marked += 1
      }
      for (const word of words(match[0])) all.push(token(word, { from, to, ends }, all.at(-1)))
    }
    return { all, accented: letters > 0 && marked / letters > 0.45 }
  }

  function token(word: string, place: Pick<Token, 'from' | 'to' | 'ends'>, before: Token | undefined): Token {
    const spelt = spell(word)
    if (spelt.exact === 'p' || spelt.exact === 'f') return { ...place, ...WARD }
    // "phường bốn", also "p. 4" and "f 4", whose first part stands before it.
    const other = (before?.folded === 'phuong' && numbers.get(spelt.exact)) || iy.get(spelt.exact)
    return { ...place, ...(other ? { ...spell(other), bare: spelt.bare } : spelt) }
  }
}

const WARD: Spelling = { ...spell('phường'), bare: false }

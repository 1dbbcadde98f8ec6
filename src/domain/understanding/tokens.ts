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
/** The tone at the end of its syllable, so that both ways of writing are one; look-alikes of đ are đ. */
export function exactOf(word: string): string {
  const parts = word.toLowerCase().replace(/[ðɖ]/g, 'đ').normalize('NFD')
  return (parts.replace(TONES, '') + (parts.match(TONES) ?? []).join('')).normalize('NFC')
}

export function createTokenizer(tables: WordTables) {
  const iy = new Map(Object.entries(tables.iy).map(([from, to]) => [exactOf(from), exactOf(to)]))
  const short = new Map(
    Object.entries({ ...tables.abbreviations, ...tables.teencode }).map(([from, to]) => [exactOf(from), to.split(' ')]),
  )
  const numbers = new Map(
    Object.entries(tables.numbers).flatMap(([word, digit]) => [
      [exactOf(word), digit],
      [fold(word), digit],
    ]),
  )

  function words(written: string): string[] {
    const squeezed = written.toLowerCase().replace(/(\p{L})\1{2,}/gu, '$1')
    const ward = /^(?:p|f|ph|phuong|phường)(\d{1,2})$/u.exec(squeezed)
    if (ward) return ['phường', ward[1] ?? '']
    return short.get(exactOf(squeezed)) ?? [squeezed]
  }

  return (text: string): Tokens => {
    const all: Token[] = []
    let marked = 0
    let letters = 0
    for (const match of text.matchAll(WORD)) {
      const from = match.index
      const to = from + match[0].length
      const ends = /^\s*[.!?\n;]/.test(text.slice(to, to + 3))
      if (/\p{L}{2}/u.test(match[0])) {
        letters += 1
        if (!isUnaccented(match[0])) marked += 1
      }
      for (const word of words(match[0])) all.push(token(word, { from, to, ends }, all.at(-1)))
    }
    return { all, accented: letters > 0 && marked / letters > 0.45 }
  }

  function token(word: string, place: Pick<Token, 'from' | 'to' | 'ends'>, before: Token | undefined): Token {
    const plain = exactOf(word)
    // "phường bốn", also "p. 4" and "f 4", whose first part stands before it.
    const number = before?.folded === 'phuong' ? numbers.get(plain) : undefined
    const ward = (plain === 'p' || plain === 'f') && 'phường'
    const exact = exactOf(number ?? (ward || (iy.get(plain) ?? plain)))
    return { ...place, exact, folded: fold(exact), bare: isUnaccented(word) && !ward }
  }
}

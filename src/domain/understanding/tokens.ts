import * as z from 'zod'
import { fold } from '../text/clean.js'
import { exactOf, type Spelling, spell } from '../text/spell.js'

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

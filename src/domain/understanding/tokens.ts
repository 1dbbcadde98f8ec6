import * as z from 'zod'
import { fold } from '../text/clean.js'
import { exactOf, type Spelling, spell } from '../text/spell.js'
import { hash } from './hash.js'

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
  readonly exactHash: number
  readonly foldedHash: number
  /** Whether punctuation that ends a sentence follows it. */
  readonly ends: boolean
  /** Whether any other punctuation does. */
  readonly pauses: boolean
}

type Place = Pick<Token, 'from' | 'to' | 'ends' | 'pauses'>

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
    const ward = /\d$/.test(squeezed) && /^(?:p|f|ph|phg|phuong|phường)(\d{1,2})$/u.exec(squeezed)
    if (ward) return ['phường', ward[1] ?? '']
    return short.get(exactOf(squeezed)) ?? [squeezed]
  }

  return (text: string): Tokens => {
    const all: Token[] = []
    let [marked, letters] = [0, 0]
    for (const match of text.matchAll(WORD)) {
      const from = match.index
      const to = from + match[0].length
      const after = text.slice(to, to + 3)
      const place = { from, to, ends: ENDS.test(after), pauses: PAUSES.test(after) }
      const first = all.length
      // A letter and a digit after a dash belong to a number plate.
      const written = text[from - 1] === '-' ? [match[0].toLowerCase()] : words(match[0])
      for (const [index, word] of written.entries()) {
        const isLast = index === written.length - 1
        all.push(token(word, isLast ? place : { ...place, ends: false, pauses: false }, all.at(-1)))
      }
      if (match[0].length > 1 && !/^\d/.test(match[0])) {
        letters += 1
        if (all.slice(first).some(({ bare }) => !bare)) marked += 1
      }
    }
    return { all, accented: letters > 0 && marked / letters > 0.45 }
  }

  function token(word: string, { from, to, ends, pauses }: Place, before: Token | undefined): Token {
    const { exact, folded, bare } = spellingOf(word, before)
    return { from, to, exact, folded, bare, exactHash: hash(exact), foldedHash: hash(folded), ends, pauses }
  }

  function spellingOf(word: string, before: Token | undefined): Spelling {
    const spelt = spell(word)
    if (WARD_SHORT.includes(spelt.exact)) return WARD
    // "phường bốn", also "p. 4" and "f 4", whose first part stands before it.
    const other = (before?.folded === 'phuong' && numbers.get(spelt.exact)) || iy.get(spelt.exact)
    return other ? { ...spell(other), bare: spelt.bare } : spelt
  }
}

const WARD_SHORT = ['p', 'f', 'ph', 'phg']
const ENDS = /^\s*[.!?\n;]/
const PAUSES = /^\s*[,:;()!?"“”\n]|^\.\s/

const WARD: Spelling = { ...spell('phường'), bare: false }

import * as z from 'zod'
import { fold, isUnaccented } from '../text/clean.js'
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

export interface Tokens {
  readonly all: readonly Token[]
  /** Written with its marks throughout: then a bare word is meant bare. */
  readonly accented: boolean
}

const WORD = /[\p{L}\p{M}\p{N}]+/gu

/**
 * `common`: words met in most texts, spelt once at the start. Only these are remembered: what people write never is.
 */
export function createTokenizer(tables: WordTables, common: Iterable<string> = []) {
  const spellings = createSpellings(tables, common)
  const wordsOf = createExpansion(tables)

  return (text: string): Tokens => {
    const all: Token[] = []
    let [marked, letters] = [0, 0]
    for (const { 0: word, index: from } of text.matchAll(WORD)) {
      const to = from + word.length
      const lower = word.toLowerCase()
      // A letter and a digit after a dash belong to a number plate.
      const short = text[from - 1] === '-' ? undefined : wordsOf(lower)
      for (const part of short ?? []) all.push({ ...spellings(part, all.at(-1)), from, to, ends: false, pauses: false })
      const last = short ? all.pop() : spellings(lower, all.at(-1))
      if (last) all.push(placed(last, from, to, text))
      if (word.length === 1 || isDigit(word.charCodeAt(0))) continue
      letters += 1
      if (short ? !isUnaccented(word) : last && !last.bare) marked += 1
    }
    return { all, accented: letters > 0 && marked / letters > 0.45 }
  }
}

type Spelt = Pick<Token, 'exact' | 'folded' | 'bare' | 'exactHash' | 'foldedHash'>

function spelt({ exact, folded, bare }: Spelling): Spelt {
  return { exact, folded, bare, exactHash: hash(exact), foldedHash: hash(folded) }
}

const WARD = spelt({ ...spell('phường'), bare: false })
const WARD_SHORT = ['p', 'f', 'ph', 'phg']

function createSpellings(tables: WordTables, common: Iterable<string>) {
  const iy = new Map(Object.entries(tables.iy).map(([from, to]) => [exactOf(from), to]))
  const numbers = new Map(
    Object.entries(tables.numbers).flatMap(([word, digit]) => [
      [exactOf(word), digit] as const,
      [fold(word), digit] as const,
    ]),
  )
  const plain = (word: string): Spelt => {
    const own = spell(word)
    if (WARD_SHORT.includes(own.exact)) return WARD
    const other = iy.get(own.exact)
    return spelt(other ? { ...spell(other), bare: own.bare } : own)
  }
  const known = new Map<string, Spelt>()
  for (const word of common) for (const form of [word.toLowerCase(), fold(word)]) known.set(form, plain(form))
  return (word: string, before: Token | undefined): Spelt => {
    const own = known.get(word) ?? plain(word)
    // "phường bốn", also "p. 4" and "f 4", whose first part stands before it.
    const digit = before?.foldedHash === WARD.foldedHash ? numbers.get(own.exact) : undefined
    return digit ? { ...spelt(spell(digit)), bare: own.bare } : own
  }
}

/** What a short word stands for: "p4", teencode, abbreviations, letters held down ("cứuuuu"). */
function createExpansion({ abbreviations, teencode }: WordTables) {
  const short = new Map(
    Object.entries({ ...abbreviations, ...teencode }).map(([from, to]) => [from.normalize('NFC'), to.split(' ')]),
  )
  return (lower: string): readonly string[] | undefined => {
    const known = short.get(lower)
    if (known) return known
    if (isDigit(lower.charCodeAt(lower.length - 1))) {
      const ward = /^(?:p|f|ph|phg|phuong|phường)(\d{1,2})$/u.exec(lower)
      if (ward) return ['phường', ward[1] ?? '']
    }
    if (lower.length < 3 || !/(\p{L})\1{2}/u.test(lower)) return undefined
    const squeezed = lower.replace(/(\p{L})\1{2,}/gu, '$1')
    return short.get(squeezed) ?? [squeezed]
  }
}

const [SPACE, ZERO, NINE] = [' ', '0', '9'].map((char) => char.charCodeAt(0)) as [number, number, number]
const isDigit = (code: number) => code >= ZERO && code <= NINE

const ENDS = /^\s*[.!?\n;]/
const PAUSES = /^\s*[,:;()!?"“”\n]|^\.\s/
const LETTER = /\p{L}/u

/** A word where it stands, and what follows it: mostly a space and the next word. */
function placed({ exact, folded, bare, exactHash, foldedHash }: Spelt, from: number, to: number, text: string): Token {
  // "P. 8" is one name.
  const plain = (text.charCodeAt(to) === SPACE && LETTER.test(text.charAt(to + 1))) || exact === WARD.exact
  const after = plain ? '' : text.slice(to, to + 3)
  const [ends, pauses] = [!plain && ENDS.test(after), !plain && PAUSES.test(after)]
  return { from, to, exact, folded, bare, exactHash, foldedHash, ends, pauses }
}

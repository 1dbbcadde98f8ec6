import { exactOf } from '../text/spell.js'
import { hash, mix } from './hash.js'
import { SURNAMES } from './surnames.js'
import type { Token, Tokens } from './tokens.js'

/** An e-mail address, a telephone, card, plate or account number, another number, or a word. */
export type ItemKind = 'mail' | 'phone' | 'card' | 'plate' | 'account' | 'number' | 'word'

/** One word, or one number however it was spaced. Positions are those in the text. */
export interface Item {
  readonly kind: ItemKind
  readonly from: number
  readonly to: number
  /** Of the word without its marks; of a number only its kind and length. */
  readonly hash: number
  readonly folded: string
  readonly capital: boolean
  /** Its kind; of words also whether it has a capital and may be a surname. */
  readonly sort: number
  /** Whom a word may stand for: the writer, somebody else, or nobody. */
  readonly who: 'self' | 'other' | null
  /** What stands between it and the item before: the end of a sentence, a comma, a colon, other marks, or nothing. */
  readonly gap: Gap
}

export const GAPS = ['sentence', 'comma', 'colon', 'mark', 'none'] as const
export type Gap = (typeof GAPS)[number]

/** Digits as people type them: dots, spaces and dashes between them, the letter o for zero. */
const D = '[0-9oO]'
const BETWEEN = '[ .\\-]?'
const digits = (n: string) => `${D}(?:${BETWEEN}${D})${n}`
const alone = (pattern: string) => new RegExp(`(?<![\\p{L}\\d])${pattern}(?![\\p{L}\\d])`, 'gu')

/** Longest first: an account number holds what looks like a telephone number. */
const SHAPES: readonly (readonly [ItemKind, RegExp])[] = [
  ['mail', /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{2,64})+/gu],
  ['plate', alone('\\d{2}[ -]?[A-Za-z]{1,2}\\d?[ -]?\\d{3}[ .]?\\d{2}')],
  ['plate', alone('\\d{2}[ -]?[A-Za-z][A-Za-z0-9]?[ -]?\\d{4,5}')],
  ['account', alone(digits('{12,18}'))],
  ['card', alone(digits('{11}'))],
  ['phone', alone(`(?:\\+84[ .-]?\\(?0?\\)?|84|[0oO])(?:${BETWEEN}${D}){8,10}`)],
  ['card', alone('\\d{9}')],
  ['account', alone('\\d(?:[ .-]?\\d){5,18}')],
]
/** Fewer digits are letters, a sum, a time or a house. */
const DIGITS = 5
/** A round sum, and no account. */
const SUM = /^[1-9]\d*?0{6,}$/
/** "o9oo ooo o21" */
const DIGITS_OF_PHONE = 3

interface Span {
  readonly kind: ItemKind
  readonly from: number
  readonly to: number
}

function numbersIn(text: string): Span[] {
  if (!/[\d@]/.test(text)) return []
  const spans: Span[] = []
  for (const [kind, pattern] of SHAPES) {
    for (const { 0: match, index } of text.matchAll(pattern)) {
      const span = { kind, from: index, to: index + match.length }
      if (isNumber(kind, match) && !spans.some(({ from, to }) => from < span.to && span.from < to)) spans.push(span)
    }
  }
  return spans.sort((a, b) => a.from - b.from)
}

function isNumber(kind: ItemKind, written: string): boolean {
  if (kind === 'plate' || kind === 'mail') return true
  const digits = (written.match(/\d/g) ?? []).length
  return !SUM.test(written) && digits >= (kind === 'phone' ? DIGITS_OF_PHONE : DIGITS)
}

/** The text as a row of words and numbers. */
export function itemsOf(text: string, { all }: Tokens): Item[] {
  const spans = numbersIn(text)
  const shouted = isShouted(text)
  const items: Item[] = []
  let at = 0
  for (const [index, token] of all.entries()) {
    while ((spans[at]?.to ?? Number.POSITIVE_INFINITY) <= token.from) at += 1
    const span = spans[at]
    const last = items.at(-1)
    if (span && token.to > span.from) {
      if (last?.from !== span.from) items.push(numberItem(span, gapBetween(text, last, span)))
    } else if (last?.from === token.from) {
      // Short for several words: they are one item.
      items[items.length - 1] = { ...last, hash: mix(last.hash, token.foldedHash) }
    } else {
      const said = isEvening(token, all[index + 1]) ? { ...token, ...EVENING } : token
      items.push(wordItem(text, shouted, said, gapBetween(text, last, token)))
    }
  }
  return items
}

const NUMBER_HASHES: Readonly<Record<ItemKind, number>> = {
  mail: 7,
  phone: 1,
  card: 2,
  plate: 3,
  account: 4,
  number: 5,
  word: 6,
}

const NOBODY = { folded: '', capital: false, who: null } as const
/** Kinds of numbers are sorts by themselves, above the four of words. */
const sortOfNumber = (kind: ItemKind) => 10 + NUMBER_HASHES[kind]

function numberItem({ kind, from, to }: Span, gap: Gap): Item {
  return { ...NOBODY, kind, from, to, gap, hash: NUMBER_HASHES[kind], sort: sortOfNumber(kind) }
}

const SELF = new Set('toi em con chau minh tao'.split(' '))
const OTHER = new Set('no han ong ba anh chi co chu thang bon nguoi ho thay di cau me ma cha chong vo bac'.split(' '))

const SHOUTED = /^\p{Lu}{3,}$/u

/** Where everything is in capitals they say nothing. */
function isShouted(text: string): boolean {
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0
  return capitals > 0 && capitals > (text.match(/\p{Ll}/gu)?.length ?? 0)
}

const TOI = exactOf('tối')
const EVENING = { folded: 'evening', foldedHash: hash('evening') }

/** "tối qua", "toi 22/11": not "tôi", though without its marks it is the same. */
function isEvening({ exact, folded, bare }: Token, next: Token | undefined): boolean {
  if (folded !== 'toi') return false
  return bare ? /^\d|^(?:qua|nay|nao|hom|khuya|thu|chu|do|kia)$/.test(next?.folded ?? '') : exact === TOI
}

function wordItem(text: string, shouted: boolean, { from, to, folded, foldedHash }: Token, gap: Gap): Item {
  const written = text.slice(from, to)
  if (/^\d/.test(written)) {
    const hash = mix(NUMBER_HASHES.number, Math.min(4, written.length))
    return { ...NOBODY, kind: 'number', from, to, gap, hash, sort: sortOfNumber('number') }
  }
  const capital = !shouted && /^\p{Lu}/u.test(written) && !SHOUTED.test(written)
  const who = SELF.has(folded) ? 'self' : OTHER.has(folded) ? 'other' : null
  const sort = Number(capital) + 2 * Number(SURNAMES.has(folded))
  return { kind: 'word', from, to, gap, hash: foldedHash, folded, capital, sort, who }
}

function gapBetween(text: string, before: { to: number } | undefined, next: { from: number }): Gap {
  if (!before) return 'sentence'
  const between = text.slice(before.to, next.from)
  if (between === ' ') return 'none'
  if (/[.!?\n;]/.test(between)) return 'sentence'
  if (between.includes(':')) return 'colon'
  if (between.includes(',')) return 'comma'
  return /[-–()"“”/]/.test(between) ? 'mark' : 'none'
}

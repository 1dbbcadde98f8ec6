import { fold, isUnaccented } from '../text/clean.js'
import { exactOf } from '../text/spell.js'
import { hash } from './hash.js'
import type { Token, Tokens } from './tokens.js'

/** Where a phrase stands in the text, and what it means. */
export interface Hit<T> {
  readonly meaning: T
  readonly phrase: string
  /** Positions in the tokens, the last one included. */
  readonly first: number
  readonly last: number
}

interface Word {
  readonly exact: string
  readonly folded: string
  readonly hash: number
  readonly bare: boolean
  /** Up to so many other words may stand before it. */
  readonly gap: number
}

interface Compiled<T> {
  readonly meaning: T
  readonly phrase: string
  readonly words: readonly [Word, ...Word[]]
}

type Searched = Tokens & { readonly names?: boolean }

/** `~` in a phrase stands for up to this many other words of the same sentence. */
const GAP = 3

/**
 * Finds phrases in a text. A word that was typed with marks matches only the same word; a bare one also matches its
 * marked form, unless the text is marked throughout, and never alone where it could be several words. `names`: those of
 * several words are written with half their marks by many, so that a bare word counts in any text, and none goes on behind
 * a comma.
 */
export function createPhrases<T>(
  phrases: Iterable<readonly [phrase: string, meaning: T]>,
  ambiguous: ReadonlySet<string>,
  { names = false } = {},
) {
  const byFirst = new Map<number, Compiled<T>[]>()
  for (const [phrase, meaning] of phrases) {
    const words = compile(phrase)
    const key = words[0].hash
    byFirst.set(key, [...(byFirst.get(key) ?? []), { meaning, phrase, words }])
  }
  return (tokens: Tokens): Hit<T>[] => {
    const hits: Hit<T>[] = []
    const asNames = names ? { ...tokens, accented: false, names } : undefined
    for (let first = 0; first < tokens.all.length; first += 1) {
      const token = tokens.all[first] as Token
      for (const one of byFirst.get(token.foldedHash) ?? NONE) {
        const last = lastOf(one.words, asNames && one.words.length > 1 ? asNames : tokens, first)
        if (last === undefined) continue
        if (first === last && means(token, one.words[0]) === 'maybe' && ambiguous.has(token.folded)) continue
        hits.push({ meaning: one.meaning, phrase: one.phrase, first, last })
      }
    }
    return hits
  }
}

const NONE: readonly never[] = []

function compile(phrase: string): [Word, ...Word[]] {
  const words: Word[] = []
  let gap = 0
  for (const word of phrase.toLowerCase().split(' ')) {
    if (word === '~') {
      gap = GAP
      continue
    }
    const folded = fold(word)
    words.push({ exact: exactOf(word), folded, hash: hash(folded), bare: isUnaccented(word), gap })
    gap = 0
  }
  const [first, ...others] = words
  if (!first) throw new Error('an empty phrase')
  return [first, ...others]
}

/** Where the phrase that begins at `first` ends; nothing when it is not there. */
function lastOf(words: readonly Word[], tokens: Searched, first: number): number | undefined {
  let at = first
  for (const [index, word] of words.entries()) {
    if (index === 0) {
      if (!fits(tokens, at, word)) return undefined
      continue
    }
    const next = nextOf(word, tokens, at)
    if (next === undefined) return undefined
    at = next
  }
  return at
}

function nextOf(word: Word, tokens: Searched, before: number): number | undefined {
  if (tokens.names && word.gap === 0 && tokens.all[before]?.pauses) return undefined
  for (let at = before + 1; at <= before + 1 + word.gap; at += 1) {
    if (word.gap > 0 && tokens.all[at - 1]?.ends) return undefined
    if (fits(tokens, at, word)) return at
  }
  return undefined
}

function fits({ all, accented }: Tokens, at: number, word: Word): boolean {
  const token = all[at]
  const how = token && means(token, word)
  return how === 'surely' || (how === 'maybe' && !accented)
}

function means(token: Token, word: Word): 'surely' | 'maybe' | 'no' {
  if (token.foldedHash !== word.hash) return 'no'
  if (token.exact === word.exact) return 'surely'
  return token.bare && !word.bare ? 'maybe' : 'no'
}

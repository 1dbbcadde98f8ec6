import type { CategoryGuess } from './find-category.js'
import { hash, mix, slot } from './hash.js'
import type { Token, Tokens } from './tokens.js'

/** What a text is made of: numbered features and their weights, in the same order. */
export interface Features {
  readonly numbers: readonly number[]
  readonly weights: readonly number[]
}

export const FEATURES = 32_768

/** What stands before each sort of feature, so that a word is not taken for a pair. */
const [WORD, EXACT, PAIR, SKIP, RULE] = ['word', 'exact', 'pair', 'skip', 'rule'].map(hash) as [
  number,
  number,
  number,
  number,
  number,
]

/** Words, words with their marks, pairs of words (also over one between), and phrases that were found. */
export function createFeatures(ambiguous: ReadonlySet<string>) {
  // "cắt" must not speak for "cát"; most other words are the same with and without their marks.
  const keyOf = ({ bare, exactHash, foldedHash, folded }: Token) =>
    !bare && ambiguous.has(folded) ? exactHash : foldedHash
  const sums = new Float64Array(FEATURES)
  return ({ all }: Tokens, guesses: readonly CategoryGuess[]): Features => {
    const numbers: number[] = []
    const add = (name: number, weight: number) => {
      const number = slot(name, FEATURES)
      const sum = sums[number] as number
      if (sum === 0) numbers.push(number)
      sums[number] = sum + weight
    }
    const keys = all.map(keyOf)
    for (let at = 0; at < all.length; at += 1) {
      const [token, key, next, after] = [all[at] as Token, keys[at] as number, keys[at + 1], keys[at + 2]]
      add(mix(WORD, key), 1)
      if (!token.bare) add(mix(EXACT, token.exactHash), 0.7)
      if (next !== undefined) add(mix(mix(PAIR, key), next), 0.9)
      if (after !== undefined) add(mix(mix(SKIP, key), after), 0.5)
    }
    const weights = taken(sums, numbers)
    for (const { id, score } of guesses) {
      numbers.push(slot(mix(RULE, hash(id)), FEATURES))
      weights.push(Math.min(score, 15) / 10)
    }
    return { numbers, weights }
  }
}

/** A text's length should not count: its weights are scaled to one. Leaves the sums empty for the next text. */
function taken(sums: Float64Array, numbers: readonly number[]): number[] {
  const weights = numbers.map((number) => sums[number] ?? 0)
  for (const number of numbers) sums[number] = 0
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0)) || 1
  return weights.map((weight) => weight / length)
}

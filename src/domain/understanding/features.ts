import type { CategoryGuess } from './find-category.js'
import type { Token, Tokens } from './tokens.js'

/** What a text is made of, as numbered features with their weights: words, pairs of words, parts of words, known phrases. */
export type Features = ReadonlyMap<number, number>

export const FEATURES = 49_152

/** A text's length should not count: the weights of each kind are scaled to one. */
export function featuresOf(
  { all }: Tokens,
  guesses: readonly CategoryGuess[],
  ambiguous: ReadonlySet<string>,
): Features {
  // "cắt" must not speak for "cát"; most other words are the same with and without their marks.
  const keyOf = ({ bare, exact, folded }: Token) => (!bare && ambiguous.has(folded) ? exact : folded)
  const words = new Map<number, number>()
  const add = (name: string, weight: number) => {
    const number = hash(name) % FEATURES
    words.set(number, (words.get(number) ?? 0) + weight)
  }
  for (const [at, token] of all.entries()) {
    const key = keyOf(token)
    add(`w ${key}`, 1)
    if (!token.bare) add(`x ${token.exact}`, 0.7)
    const [next, after] = [all[at + 1], all[at + 2]]
    if (next) add(`p ${key} ${keyOf(next)}`, 0.9)
    if (after) add(`s ${key} ${keyOf(after)}`, 0.5)
  }
  const length = Math.sqrt([...words.values()].reduce((sum, weight) => sum + weight * weight, 0)) || 1
  const features = new Map([...words].map(([number, weight]) => [number, weight / length]))
  for (const { id, score } of guesses) features.set(hash(`rule ${id}`) % FEATURES, Math.min(score, 15) / 10)
  return features
}

/** FNV-1a, 32 bits: the same number on every machine. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0
  return value
}

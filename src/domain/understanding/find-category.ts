import * as z from 'zod'
import { createPhrases, type Hit } from './phrases.js'
import type { Tokens } from './tokens.js'

/** `locales/terms-categories.json`: for each category, phrases by how much they say. */
export const CategoryTerms = z.record(z.string(), z.record(z.string().regex(/^\d$/), z.array(z.string().min(2))))
export type CategoryTerms = z.infer<typeof CategoryTerms>

export interface CategoryGuess {
  readonly id: string
  readonly score: number
  /** The phrases that say so, most telling first. */
  readonly phrases: readonly string[]
}

interface Meaning {
  readonly category: string
  readonly weight: number
}

/** Below this, words that occur everywhere are all there is. */
const ENOUGH = 3
const CHOICES = 3

/** Up to three categories the text speaks of, likeliest first. Nothing when it says too little: then one asks. */
export function createCategoryFinder(terms: CategoryTerms, ambiguous: ReadonlySet<string>) {
  const find = createPhrases(
    Object.entries(terms).flatMap(([category, byWeight]) =>
      Object.entries(byWeight).flatMap(([weight, phrases]) =>
        phrases.map((phrase) => [phrase, { category, weight: Number(weight) }] as const),
      ),
    ),
    ambiguous,
  )
  return (tokens: Tokens): CategoryGuess[] => {
    const hits = outermost(find(tokens))
    const categories = [...new Set(hits.map(({ meaning }) => meaning.category))]
    return categories
      .map((id) =>
        guess(
          id,
          hits.filter(({ meaning }) => meaning.category === id),
        ),
      )
      .filter(({ score }) => score >= ENOUGH)
      .sort((a, b) => b.score - a.score)
      .slice(0, CHOICES)
  }
}

/** Within one category a phrase says nothing that a longer one around it has not said. */
function outermost(hits: readonly Hit<Meaning>[]): Hit<Meaning>[] {
  const reach = new Map<string, number>()
  return hits
    .toSorted((a, b) => a.first - b.first || b.last - a.last || b.meaning.weight - a.meaning.weight)
    .filter(({ last, meaning: { category } }) => {
      if ((reach.get(category) ?? -1) >= last) return false
      reach.set(category, last)
      return true
    })
}

/** Each phrase counts once, however often it is repeated. */
function guess(id: string, hits: readonly Hit<Meaning>[]): CategoryGuess {
  const weights = new Map(hits.map(({ phrase, meaning }) => [phrase, meaning.weight]))
  const phrases = [...weights].sort((a, b) => b[1] - a[1]).map(([phrase]) => phrase)
  return { id, score: [...weights.values()].reduce((sum, weight) => sum + weight, 0), phrases }
}

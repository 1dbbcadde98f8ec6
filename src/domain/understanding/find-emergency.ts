import * as z from 'zod'
import type { Category } from '../places.js'
import { createPhrases } from './phrases.js'
import type { Tokens } from './tokens.js'

/** `always`: the numbers come first. `ask`: it may be happening now. */
export type Emergency = 'always' | 'ask' | 'no'

/** `locales/terms-danger.json`. */
export const DangerTerms = z.object({
  danger: z.array(z.string().min(2)),
  fire: z.array(z.string().min(2)),
  now: z.array(z.string().min(2)),
  past: z.array(z.string().min(2)),
  again: z.array(z.string().min(2)),
})

const RISKY = 0.12

/** A false alarm is cheap here, a missed one is not: so a text in danger's words counts whatever its kind. */
export function createEmergencyFinder(terms: z.infer<typeof DangerTerms>) {
  const find = createPhrases(
    Object.entries(terms).flatMap(([kind, phrases]) =>
      phrases.map((phrase) => [phrase, kind as keyof typeof terms] as const),
    ),
    new Set(),
  )
  /** `risky`: how likely the text is of a kind for which the numbers always come first. */
  return (tokens: Tokens, first: Category | undefined, risky: number) => {
    const kinds = new Set(find(tokens).map(({ meaning }) => meaning))
    const inWords = kinds.has('danger') || kinds.has('fire')
    return { prompt: inWords ? ('always' as const) : promptOf(first, risky, kinds), inWords }
  }
}

function promptOf(first: Category | undefined, risky: number, kinds: ReadonlySet<string>): Emergency {
  // Not only the likeliest kind: which of two it is must not decide who is told the numbers.
  if (risky > RISKY) return 'always'
  if (!first || first.emergency === 'no' || first.emergency === 'money-guard') return kinds.has('now') ? 'ask' : 'no'
  const isOver = kinds.has('past') && !kinds.has('again')
  return isOver && ENDS.includes(first.id) ? 'no' : 'ask'
}

/** Kinds that are over when they are over; the others tend to go on. */
const ENDS = ['theft', 'public-disorder']

import * as z from 'zod'
import type { Category } from '../places.js'
import { FEATURES, type Features } from './features.js'
import type { Linear } from './linear.js'
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
type Kind = keyof z.infer<typeof DangerTerms>

/** The text's own features, and how likely its kind is one for which the numbers always come first. */
export const DANGER_FEATURES = FEATURES + 1

export function dangerFeatures({ numbers, weights }: Features, risky: number): Features {
  return { numbers: [...numbers, FEATURES], weights: [...weights, risky] }
}

/** Words that speak of danger, of now and of what is over. */
export function createDangerWords(terms: z.infer<typeof DangerTerms>): (tokens: Tokens) => ReadonlySet<Kind> {
  const find = createPhrases(
    Object.entries(terms).flatMap(([kind, phrases]) => phrases.map((phrase) => [phrase, kind as Kind] as const)),
    new Set(),
  )
  return (tokens) => new Set(find(tokens).map(({ meaning }) => meaning))
}

/** A false alarm is cheap here, a missed one is not: so little is enough, from the words, the kind or the whole text. */
const [RISKY, LIKELY] = [0.15, 0.06]
/** Features of two words, and of a few. */
const [FEW, LINE] = [7, 28]
/** To make somebody look sooner, and to keep what would be declined, more is asked. */
const [SURELY, WITH_WORDS] = [0.5, 0.2]

export interface Danger {
  readonly prompt: Emergency
  /** The text itself sounds as if somebody were in danger, whatever its kind. */
  readonly danger: boolean
  /** It has words of danger, however short it is. */
  readonly inWords: boolean
}

/** `risky`: how likely the text is of a kind for which the numbers always come first. */
export function createEmergencyFinder(likely: Linear) {
  return (features: Features, kinds: ReadonlySet<Kind>, first: Category | undefined, risky: number): Danger => {
    const inWords = kinds.has('danger') || kinds.has('fire')
    const p = likely(dangerFeatures(features, risky)).find(({ label }) => label === 'always')?.p ?? 0
    // One or two words say nothing but what they say.
    const whole = features.numbers.length > FEW && (risky > RISKY || p > LIKELY)
    const prompt = inWords || whole ? 'always' : milder(first, kinds)
    const story = features.numbers.length > LINE && p > SURELY
    return { prompt, danger: story || (inWords && p > WITH_WORDS), inWords }
  }
}

function milder(first: Category | undefined, kinds: ReadonlySet<Kind>): Emergency {
  if (!first || first.emergency === 'no' || first.emergency === 'money-guard') return kinds.has('now') ? 'ask' : 'no'
  const isOver = kinds.has('past') && !kinds.has('again')
  return isOver && ENDS.includes(first.id) ? 'no' : 'ask'
}

/** Kinds that are over when they are over; the others tend to go on. */
const ENDS = ['theft', 'public-disorder']

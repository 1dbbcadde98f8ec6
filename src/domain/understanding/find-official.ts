import * as z from 'zod'
import { createPhrases } from './phrases.js'
import type { Tokens } from './tokens.js'

/**
 * `locales/terms-officials.json`: who holds an office, what ties them to a matter, words for somebody who only poses as
 * one, and words by which one is asked for help.
 */
export const OfficialTerms = z.object({
  official: z.array(z.string().min(2)),
  involved: z.array(z.string().min(2)),
  posing: z.array(z.string().min(2)),
  asked: z.array(z.string().min(2)),
})

/** So many words between the office and what ties it to the matter; most texts have no full stops to go by. */
const NEAR = 9
/** "nó xưng công an", "nhờ công an": only right before. */
const BESIDE = 2

/**
 * Whether a text speaks of an official, an officer or a leader of the neighbourhood as touched by the matter, and not
 * only as the one who is asked for help. Says nothing about whether it is true: it only offers the way around them.
 */
export function createOfficialFinder(terms: z.infer<typeof OfficialTerms>, ambiguous: ReadonlySet<string>) {
  const find = createPhrases(
    Object.entries(terms).flatMap(([role, phrases]) =>
      phrases.map((phrase) => [phrase, role as keyof typeof terms] as const),
    ),
    ambiguous,
  )
  return (tokens: Tokens): boolean => {
    const hits = find(tokens)
    const of = (role: keyof typeof terms) => hits.filter(({ meaning }) => meaning === role)
    const others = [...of('posing'), ...of('asked')]
    const real = of('official').filter(
      ({ first }) => !others.some(({ last }) => last < first && first - last <= BESIDE),
    )
    return real.some((office) =>
      of('involved').some(({ first, last }) => first - office.last <= NEAR && office.first - last <= NEAR),
    )
  }
}

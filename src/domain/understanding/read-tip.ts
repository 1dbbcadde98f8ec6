import type * as z from 'zod'
import type { Area, Category } from '../places.js'
import { cleanText } from '../text/clean.js'
import { createFeatures, FEATURES } from './features.js'
import { type CategoryGuess, type CategoryTerms, createCategoryFinder } from './find-category.js'
import {
  createDangerWords,
  createEmergencyFinder,
  DANGER_FEATURES,
  type DangerTerms,
  type Emergency,
} from './find-emergency.js'
import { createOfficialFinder, type OfficialTerms } from './find-official.js'
import { createOwnDataFinder, type OwnData } from './find-own-data.js'
import { createScopeFinder, createSpamFinder, type ScopeTerms } from './find-scope.js'
import { createWardFinder, type WardGuess } from './find-ward.js'
import { createLinear, createScore, type Likelihood, type Model } from './linear.js'
import { type NotOurs, notOurs } from './not-ours.js'
import { OWN_FEATURES } from './own-features.js'
import { createTokenizer, type Tokens, type WordTables } from './tokens.js'
import type { Elsewhere, OutsideArea } from './ward-names.js'

/** A kind the text may speak of, and how likely that is. */
export interface Suggestion {
  readonly id: string
  readonly p: number
  /** Phrases of `locales/terms-categories.json` that the text has, at most two; none when the whole of it says so. */
  readonly because: readonly string[]
}

/** Far more than a tip may have; a longer text is judged by its beginning. */
const READ_AT_MOST = 8_000

/**
 * What a text seems to speak of. Positions are those in the cleaned text. Suggestions for its writer, who decides;
 * nothing in it is about a person.
 */
export interface Reading extends NotOurs {
  /** Up to three, likeliest first; none when the text says too little. */
  readonly categories: readonly Suggestion[]
  readonly ward: WardGuess
  readonly emergency: Emergency
  /** The text itself sounds as if somebody were in danger, whatever its kind. */
  readonly danger: boolean
  /** Some of its words are words of danger. */
  readonly dangerWords: boolean
  /** An official, an officer or a neighbourhood's leader seems to be touched by the matter. */
  readonly official: boolean
  readonly ownData: readonly OwnData[]
}

/** As likely as this to be a crime or worse, a text is nothing to decline. */
const LIKELY_OURS = 0.4

export interface UnderstandingTables {
  readonly words: WordTables
  readonly categoryTerms: CategoryTerms
  readonly scopeTerms: z.infer<typeof ScopeTerms>
  readonly spamTerms: readonly string[]
  readonly dangerTerms: z.infer<typeof DangerTerms>
  readonly officialTerms: z.infer<typeof OfficialTerms>
  readonly models: Readonly<Record<'kinds' | 'danger' | 'own', Model>>
  readonly decode: (base64: string) => Int8Array
  readonly areas: readonly Area[]
  readonly outside: readonly OutsideArea[]
  readonly elsewhere: Elsewhere
  readonly categories: readonly Category[]
}

const CHOICES = 3
/** A kind less likely than this is not worth a button. */
const WORTH = 0.08
export function createTipReader(tables: UnderstandingTables): (text: string) => Reading {
  const senses = sensesOf(tables)
  return (given) => {
    const text = cleanText(given).slice(0, READ_AT_MOST)
    return reading(senses, text, senses.tokensOf(text))
  }
}

/** Everything that looks at a text, made once from the tables. */
function sensesOf(tables: UnderstandingTables) {
  const ambiguous = new Set(tables.words.ambiguous)
  const { models, decode } = tables
  return {
    tokensOf: createTokenizer(tables.words, commonWords(tables)),
    findCategories: createCategoryFinder(tables.categoryTerms, ambiguous),
    findWard: createWardFinder(tables),
    findScope: createScopeFinder(tables.scopeTerms, ambiguous),
    hasAdvert: createSpamFinder(tables.spamTerms, ambiguous),
    touchesOfficial: createOfficialFinder(tables.officialTerms, ambiguous),
    featuresOf: createFeatures(ambiguous),
    kindsOf: createLinear(models.kinds, FEATURES, decode),
    dangerWords: createDangerWords(tables.dangerTerms),
    findEmergency: createEmergencyFinder(createLinear(models.danger, DANGER_FEATURES, decode)),
    findOwnData: createOwnDataFinder(createScore(models.own, OWN_FEATURES, decode)),
    byId: new Map(tables.categories.map((category) => [category.id, category])),
  }
}

function reading(senses: ReturnType<typeof sensesOf>, text: string, tokens: Tokens): Reading {
  const { byId } = senses
  const guesses = senses.findCategories(tokens)
  const features = senses.featuresOf(tokens, guesses)
  const likely = senses.kindsOf(features)
  const categories = suggestions(likely, guesses, byId)
  const first = categories[0] && byId.get(categories[0].id)
  const danger = senses.findEmergency(features, senses.dangerWords(tokens), first, riskyOf(likely, byId))
  const official = senses.touchesOfficial(tokens)
  const refusable = notOurs(likely, {
    // Neither words of danger nor somebody in office who is accused are ever declined.
    ours: danger.danger || official || (categories[0]?.p ?? 0) > LIKELY_OURS,
    // Phrases of a crime beside those of another matter leave it to the whole text alone.
    named: guesses.length > 0 ? undefined : senses.findScope(tokens),
    advert: senses.hasAdvert(tokens, text),
    words: tokens.all.length,
  })
  return {
    categories,
    ward: senses.findWard(tokens),
    emergency: danger.prompt,
    danger: danger.danger,
    dangerWords: danger.inWords,
    official,
    ownData: refusable.spam ? [] : senses.findOwnData(text, tokens),
    ...refusable,
  }
}

/** Every word of the tables' phrases. */
function commonWords({ categoryTerms, scopeTerms, dangerTerms, words }: UnderstandingTables): string[] {
  const lists = [...Object.values(categoryTerms).flatMap(Object.values), ...Object.values(scopeTerms)] as string[][]
  const phrases = [...lists, ...Object.values(dangerTerms), Object.values(words.teencode)].flat()
  return [...new Set(phrases.flatMap((phrase) => phrase.split(' ')))].filter((word) => word !== '~')
}

/** How likely the text is of a kind for which the numbers always come first: which of two it is must not decide that. */
export function riskyOf(likely: readonly Likelihood[], known: ReadonlyMap<string, Category>): number {
  return likely.reduce((sum, { label, p }) => sum + (known.get(label)?.emergency === 'always' ? p : 0), 0)
}

/** Nothing when the text is likelier to be mere talk than any crime. */
function suggestions(
  likely: readonly Likelihood[],
  guesses: readonly CategoryGuess[],
  known: ReadonlyMap<string, Category>,
): Suggestion[] {
  const [first] = likely.filter(({ label }) => known.has(label) || label === 'chatter')
  if (first === undefined || first.label === 'chatter') return []
  return likely
    .filter(({ label, p }) => known.has(label) && p >= WORTH)
    .slice(0, CHOICES)
    .map(({ label, p }) => ({ id: label, p, because: reasons(guesses.find(({ id }) => id === label)) }))
}

const REASONS = 2

function reasons(guess: CategoryGuess | undefined): string[] {
  return (guess?.phrases ?? []).slice(0, REASONS).map((phrase) => phrase.replaceAll(' ~ ', ' … '))
}

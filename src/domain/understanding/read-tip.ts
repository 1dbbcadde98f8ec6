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
import { createScopeFinder, createSpamFinder, OUT_OF_SCOPE, type OutOfScope, type ScopeTerms } from './find-scope.js'
import { createWardFinder, type WardGuess } from './find-ward.js'
import { createLinear, createScore, type Likelihood, type Model } from './linear.js'
import { OWN_FEATURES } from './own-features.js'
import { createTokenizer, type WordTables } from './tokens.js'
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
export interface Reading {
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
  readonly outOfScope: OutOfScope | null
  readonly spam: boolean
  /** Whether the last two are all but certain: less is not enough against a kind that somebody has chosen. */
  readonly surelyNotOurs: boolean
}

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
/** Refusing a tip hurts more than keeping what is none: a refusal must be likely by far. */
const SURELY_OUT = 0.45
const PROBABLY_OUT = 0.25
const [SURELY_SPAM, PROBABLY_SPAM] = [0.6, 0.2]
const ALL_BUT_CERTAIN = 0.9
/** As likely as this to be a crime or worse, a text is nothing to decline. */
const LIKELY_OURS = 0.4
/** Fewer words say too little to be declined for what they seem to mean. */
const STORY = 8

export function createTipReader(tables: UnderstandingTables): (text: string) => Reading {
  const ambiguous = new Set(tables.words.ambiguous)
  const tokensOf = createTokenizer(tables.words, commonWords(tables))
  const findCategories = createCategoryFinder(tables.categoryTerms, ambiguous)
  const findWard = createWardFinder(tables)
  const findScope = createScopeFinder(tables.scopeTerms, ambiguous)
  const hasAdvert = createSpamFinder(tables.spamTerms, ambiguous)
  const touchesOfficial = createOfficialFinder(tables.officialTerms, ambiguous)
  const featuresOf = createFeatures(ambiguous)
  const { models, decode } = tables
  const kindOf = createLinear(models.kinds, FEATURES, decode)
  const dangerWords = createDangerWords(tables.dangerTerms)
  const findEmergency = createEmergencyFinder(createLinear(models.danger, DANGER_FEATURES, decode))
  const findOwnData = createOwnDataFinder(createScore(models.own, OWN_FEATURES, decode))
  const byId = new Map(tables.categories.map((category) => [category.id, category]))
  return (given) => {
    const text = cleanText(given).slice(0, READ_AT_MOST)
    const tokens = tokensOf(text)
    const guesses = findCategories(tokens)
    const features = featuresOf(tokens, guesses)
    const likely = kindOf(features)
    const categories = suggestions(likely, guesses, byId)
    const first = categories[0] && byId.get(categories[0].id)
    const { prompt, danger, inWords } = findEmergency(features, dangerWords(tokens), first, riskyOf(likely, byId))
    const official = touchesOfficial(tokens)
    // Neither words of danger nor somebody in office who is accused are ever declined.
    const ours = danger || official || (categories[0]?.p ?? 0) > LIKELY_OURS
    const advert = of(likely, 'spam')
    const spam = !ours && (advert > SURELY_SPAM || (advert > PROBABLY_SPAM && hasAdvert(tokens, text)))
    const outside =
      ours || spam ? null : scopeOf(likely, guesses.length > 0 ? undefined : findScope(tokens), tokens.all.length)
    return {
      categories,
      ward: findWard(tokens),
      emergency: prompt,
      danger,
      dangerWords: inWords,
      official,
      ownData: spam ? [] : findOwnData(text, tokens),
      outOfScope: outside,
      spam,
      surelyNotOurs: advert + outsideOf(likely) > ALL_BUT_CERTAIN,
    }
  }
}

/** Every word of the tables' phrases. */
function commonWords({ categoryTerms, scopeTerms, dangerTerms, words }: UnderstandingTables): string[] {
  const lists = [...Object.values(categoryTerms).flatMap(Object.values), ...Object.values(scopeTerms)] as string[][]
  const phrases = [...lists, ...Object.values(dangerTerms), Object.values(words.teencode)].flat()
  return [...new Set(phrases.flatMap((phrase) => phrase.split(' ')))].filter((word) => word !== '~')
}

function of(likely: readonly Likelihood[], label: string): number {
  return likely.find((one) => one.label === label)?.p ?? 0
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

function outsideOf(likely: readonly Likelihood[]): number {
  return OUT_OF_SCOPE.reduce((sum, scope) => sum + of(likely, scope), 0)
}

/** Phrases of a crime beside those of another matter leave it to the whole text alone. Otherwise both must agree, or the whole text be sure of itself. */
function scopeOf(likely: readonly Likelihood[], named: OutOfScope | undefined, words: number): OutOfScope | null {
  if (!named && words < STORY) return null
  const outside = OUT_OF_SCOPE.map((scope) => ({ scope, p: of(likely, scope) })).sort((a, b) => b.p - a.p)
  const sum = outsideOf(likely)
  const [first] = outside
  if (!first || sum < (named ? PROBABLY_OUT : SURELY_OUT)) return null
  return named ?? first.scope
}

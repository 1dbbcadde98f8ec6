import type * as z from 'zod'
import type { Area, Category } from '../places.js'
import { cleanText } from '../text/clean.js'
import { createClassifier, type Likelihood, type Model } from './classify.js'
import { createFeatures } from './features.js'
import { type CategoryGuess, type CategoryTerms, createCategoryFinder } from './find-category.js'
import { createEmergencyFinder, type DangerTerms, type Emergency } from './find-emergency.js'
import { createOfficialFinder, type OfficialTerms } from './find-official.js'
import { findOwnData, type OwnData } from './find-own-data.js'
import { createScopeFinder, createSpamFinder, OUT_OF_SCOPE, type OutOfScope, type ScopeTerms } from './find-scope.js'
import { createWardFinder, type WardGuess } from './find-ward.js'
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
  /** The words themselves speak of danger, whatever the kind. */
  readonly danger: boolean
  /** An official, an officer or a neighbourhood's leader seems to be touched by the matter. */
  readonly official: boolean
  readonly ownData: readonly OwnData[]
  readonly outOfScope: OutOfScope | null
  readonly spam: boolean
}

export interface UnderstandingTables {
  readonly words: WordTables
  readonly categoryTerms: CategoryTerms
  readonly scopeTerms: z.infer<typeof ScopeTerms>
  readonly spamTerms: readonly string[]
  readonly dangerTerms: z.infer<typeof DangerTerms>
  readonly officialTerms: z.infer<typeof OfficialTerms>
  readonly model: Model
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
const SURELY_OUT = 0.6
const PROBABLY_OUT = 0.4
const SURELY_SPAM = 0.8

export function createTipReader(tables: UnderstandingTables): (text: string) => Reading {
  const ambiguous = new Set(tables.words.ambiguous)
  const tokensOf = createTokenizer(tables.words)
  const findCategories = createCategoryFinder(tables.categoryTerms, ambiguous)
  const findWard = createWardFinder(tables)
  const findScope = createScopeFinder(tables.scopeTerms, ambiguous)
  const hasAdvert = createSpamFinder(tables.spamTerms, ambiguous)
  const touchesOfficial = createOfficialFinder(tables.officialTerms, ambiguous)
  const findEmergency = createEmergencyFinder(tables.dangerTerms)
  const featuresOf = createFeatures(ambiguous)
  const classify = createClassifier(tables.model, tables.decode)
  const byId = new Map(tables.categories.map((category) => [category.id, category]))
  return (given) => {
    const text = cleanText(given).slice(0, READ_AT_MOST)
    const tokens = tokensOf(text)
    const guesses = findCategories(tokens)
    const likely = classify(featuresOf(tokens, guesses))
    const categories = suggestions(likely, guesses, byId)
    const [first] = categories
    const risky = likely.reduce((sum, { label, p }) => sum + (byId.get(label)?.emergency === 'always' ? p : 0), 0)
    const danger = findEmergency(tokens, first && byId.get(first.id), risky)
    const spam = hasAdvert(tokens, text) || (of(likely, 'spam') > SURELY_SPAM && guesses.length === 0)
    const outOfScope = spam || danger.inWords ? null : scopeOf(likely, findScope(tokens))
    return {
      categories,
      ward: findWard(tokens),
      emergency: danger.prompt,
      danger: danger.inWords,
      official: touchesOfficial(tokens),
      ownData: spam ? [] : findOwnData(text),
      outOfScope,
      spam,
    }
  }
}

function of(likely: readonly Likelihood[], label: string): number {
  return likely.find((one) => one.label === label)?.p ?? 0
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

/** Words and the whole text must agree, or the whole text be sure of itself. */
function scopeOf(likely: readonly Likelihood[], named: OutOfScope | undefined): OutOfScope | null {
  const outside = OUT_OF_SCOPE.map((scope) => ({ scope, p: of(likely, scope) })).sort((a, b) => b.p - a.p)
  const sum = outside.reduce((all, { p }) => all + p, 0)
  const [first] = outside
  if (!first || sum < (named ? PROBABLY_OUT : SURELY_OUT)) return null
  return named ?? first.scope
}

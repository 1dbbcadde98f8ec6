import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { Area } from '../domain/places.js'
import { cleanText } from '../domain/text/clean.js'
import { createFeatures } from '../domain/understanding/features.js'
import { CategoryTerms, createCategoryFinder } from '../domain/understanding/find-category.js'
import { DangerTerms } from '../domain/understanding/find-emergency.js'
import { OfficialTerms } from '../domain/understanding/find-official.js'
import { ScopeTerms, SpamTerms } from '../domain/understanding/find-scope.js'
import { Model } from '../domain/understanding/linear.js'
import { createTipReader, type Reading } from '../domain/understanding/read-tip.js'
import { createTokenizer, WordTables } from '../domain/understanding/tokens.js'
import { loadPlaces } from './load-places.js'

const LOCALES = new URL('../../locales/', import.meta.url)
const Outside = z.array(Area.pick({ id: true, name: true, aliases: true }))
const Elsewhere = z.object({
  twins: z.array(z.string()),
  far: z.array(z.string()),
  near: z.array(z.string()),
  districts: z.record(z.string(), z.array(z.string())),
})

/** What the models see of a text, for `scripts/train-understanding.mjs`: its words, and the features of the whole. */
export function loadSenses(folder = LOCALES) {
  const words = WordTables.parse(readJson(folder, 'words.json'))
  const ambiguous = new Set(words.ambiguous)
  const tokensOf = createTokenizer(words)
  const find = createCategoryFinder(CategoryTerms.parse(readJson(folder, 'terms-categories.json')), ambiguous)
  const featuresOf = createFeatures(ambiguous)
  return (given: string) => {
    const text = cleanText(given)
    const tokens = tokensOf(text)
    return { text, tokens, features: featuresOf(tokens, find(tokens)) }
  }
}

/** Reads tips for what they seem to speak of, by the tables in `locales/`. */
export function loadTipReader(folder = LOCALES): (text: string) => Reading {
  const read = (name: string) => readJson(folder, name)
  const { areas, categories } = loadPlaces(folder)
  return createTipReader({
    words: WordTables.parse(read('words.json')),
    categoryTerms: CategoryTerms.parse(read('terms-categories.json')),
    scopeTerms: ScopeTerms.parse(read('terms-scope.json')),
    spamTerms: SpamTerms.parse(read('terms-spam.json')),
    dangerTerms: DangerTerms.parse(read('terms-danger.json')),
    officialTerms: OfficialTerms.parse(read('terms-officials.json')),
    outside: Outside.parse(read('areas-outside.json')),
    elsewhere: Elsewhere.parse(read('elsewhere.json')),
    models: z
      .object({ kinds: Model, danger: Model, own: Model })
      .parse({ kinds: read('model-kinds.json'), danger: read('model-danger.json'), own: read('model-own-data.json') }),
    decode: (base64) => new Int8Array(Buffer.from(base64, 'base64')),
    areas,
    categories,
  })
}

function readJson(folder: URL, name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
}

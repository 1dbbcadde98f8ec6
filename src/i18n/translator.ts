import { readdirSync, readFileSync } from 'node:fs'
import { createInstance, type i18n } from 'i18next'
import * as z from 'zod'
import type { Translator } from '../app/ports.js'

/** Flat: `"report.askWhat": "…"`, so that a key can be found by searching for it. */
const Words = z.record(z.string().regex(/^[a-z][A-Za-z-]*(\.[A-Za-z-]+)+$/), z.string().min(1))
type Words = z.infer<typeof Words>

const ALL_LOCALES = new URL('../../locales/', import.meta.url)
/** Named first in `languages`, which makes it the language of somebody who has not chosen one. */
const FIRST = 'vi'

/** A key without words is a mistake in the code or in `locales/`: no language borrows from another. */
export class MissingWords extends Error {
  constructor(language: string, key: string) {
    super(`no words for ${key} in ${language}`)
    this.name = 'MissingWords'
  }
}

/** Every folder under `locales/` is a language; all its files are read as one. */
export function createTranslator(folder: URL = ALL_LOCALES): Translator {
  const languages = languagesIn(folder)
  const words = Object.fromEntries(languages.map((language) => [language, readWords(new URL(`${language}/`, folder))]))
  const engine = createEngine(words)
  return {
    languages,
    say(language, { key, params }) {
      if (words[language]?.[key] === undefined) throw new MissingWords(language, key)
      return engine.t(key, { lng: language, replace: { ...params }, nest: false })
    },
  }
}

function languagesIn(folder: URL): string[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return names
    .map((entry) => entry.name)
    .sort((a, b) => Number(b === FIRST) - Number(a === FIRST) || a.localeCompare(b))
}

function readWords(folder: URL): Words {
  const all: Words = {}
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    for (const [key, text] of Object.entries(Words.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))))) {
      if (key in all) throw new Error(`${key} is in two files of ${folder.pathname}`)
      all[key] = text
    }
  }
  return all
}

/** `skipOnVariables` and `nest: false`: what stands in a parameter is shown as it is, even `{{this}}` or `$t(that)`. */
function createEngine(words: Readonly<Record<string, Words>>): i18n {
  const engine = createInstance()
  engine.init({
    resources: Object.fromEntries(Object.entries(words).map(([language, translation]) => [language, { translation }])),
    initAsync: false,
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false, skipOnVariables: true },
  })
  return engine
}

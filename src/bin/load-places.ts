import { readFileSync } from 'node:fs'
import * as z from 'zod'
import type { Translator } from '../app/ports.js'
import { Area, Category, Hotline, type Places } from '../domain/places.js'

const CategoryFile = z.object({ categories: z.array(Category) })

/** The place as data: edit these files to run the same code elsewhere. */
export function loadPlaces(folder = new URL('../../locales/', import.meta.url)): Places {
  const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
  return {
    areas: z.array(Area).parse(read('areas.json')),
    categories: CategoryFile.parse(read('categories.json')).categories,
    hotlines: z.array(Hotline).parse(read('hotlines.json')),
  }
}

/** Every category and hotline has words in every language, or the process does not start: a page must never find out. */
export function checkWords({ languages, say }: Translator, { categories, hotlines }: Places): void {
  const keys = [...categories.map(({ id }) => `category.${id}`), ...hotlines.map(({ id }) => `hotline.${id}`)]
  for (const language of languages) for (const key of keys) say(language, { key })
}

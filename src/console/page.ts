import type { FastifyRequest } from 'fastify'
import type { Actor } from '../app/console-api.js'
import type { Phrase } from '../domain/conversation/types.js'
import { findCategory, type Places } from '../domain/places.js'
import { textField } from './forms.js'
import { IDLE_LOCK_MS } from './idle.js'
import type { ConsoleDeps } from './ports.js'

export type Say = (key: string, params?: Phrase['params']) => string

/** What every view needs to draw itself for one officer. */
export interface Page {
  readonly say: Say
  readonly phrase: (phrase: Phrase) => string
  readonly language: string
  readonly languages: readonly string[]
  /** Null on pages that open without sign-in, and while the first lead is still enrolling. */
  readonly actor: Actor | null
  readonly csrf: string | null
  /** Names the session to the page's own script; see lock.js. */
  readonly sessionTag: string | null
  /** Where the page can be read again with GET: forms come back here. */
  readonly path: string
  /** The same with what the address asks for, such as the queue's filter. */
  readonly here: string
  readonly now: Date
  readonly idleLockMs: number
  readonly places: Places
  /** Everything is made up, and every page says so. */
  readonly isDemo: boolean
}

export function pageFor(deps: ConsoleDeps, request: FastifyRequest, path = pathOf(request), here = path): Page {
  const language = languageOf(deps, request)
  const say: Say = (key, params) => deps.translator.say(language, params ? { key, params } : { key })
  const { visitor } = request
  return {
    say,
    phrase: (phrase) => deps.translator.say(language, phrase),
    language,
    languages: deps.translator.languages,
    actor: visitor?.session.stage === 'full' ? visitor.actor : null,
    csrf: visitor?.session.csrf ?? null,
    sessionTag: visitor?.session.tag ?? null,
    path,
    here,
    now: deps.now(),
    idleLockMs: deps.idleLockMs ?? IDLE_LOCK_MS,
    places: deps.places,
    isDemo: deps.isDemo ?? false,
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/'
}

/** The session's language; before sign-in the link in the footer, then the browser's wish; Vietnamese otherwise. */
export function languageOf({ translator }: ConsoleDeps, request: FastifyRequest): string {
  const wishes = [
    request.visitor?.session.language,
    textField(request.body, 'tieng'),
    textField(request.query, 'tieng'),
    ...accepted(request.headers['accept-language']),
  ]
  return wishes.find((wish) => wish !== undefined && translator.languages.includes(wish)) ?? 'vi'
}

/** Languages a browser asks for, most wanted first. */
function accepted(header: string | undefined): string[] {
  const parts = (header ?? '').split(',', 20).map((part) => {
    const [tag = '', quality] = part
      .trim()
      .toLowerCase()
      .split(/;\s*q=/)
    return { language: tag.split('-')[0] ?? '', quality: quality === undefined ? 1 : Number(quality) || 0 }
  })
  return parts
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ language }) => language)
}

export function categoryName(page: Page, id: string): string {
  return page.say(findCategory(page.places, id) ? `category.${id}` : 'console.category.other')
}

/** A ward's name, or nothing when the citizen did not know it or the data no longer has it. */
export function areaName(page: Page, id: string | null): string | null {
  return page.places.areas.find((area) => area.id === id)?.name ?? null
}

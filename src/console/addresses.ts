import * as z from 'zod'
import { AGES, HOLDERS, NO_AREA, type QueueFilter, URGENCIES } from '../domain/cases/queue-filter.js'
import type { Places } from '../domain/places.js'
import { textField } from './forms.js'

/** Names in the queue's address: they are read aloud, sent to colleagues and kept as bookmarks. */
export const FILTER_NAMES = {
  urgency: 'khan',
  age: 'tuoi',
  area: 'phuong',
  category: 'loai',
  holder: 'cua',
  news: 'moi',
} as const satisfies Record<keyof QueueFilter, string>

const oneOf = <const T extends string>(values: readonly T[]) => z.enum(values).nullable().catch(null)

/** What the address asks for. A value that is not on offer, or no longer, asks for nothing. */
export function readFilter(query: unknown, { areas, categories }: Places): QueueFilter {
  const of = (part: keyof QueueFilter) => textField(query, FILTER_NAMES[part])
  return {
    urgency: oneOf(URGENCIES).parse(of('urgency')),
    age: oneOf(AGES).parse(of('age')),
    area: oneOf([NO_AREA, ...areas.map(({ id }) => id)]).parse(of('area')),
    category: oneOf(categories.map(({ id }) => id)).parse(of('category')),
    holder: oneOf(HOLDERS).parse(of('holder')),
    news: of('news') === '1',
  }
}

export function readPageNumber(query: unknown): number {
  const text = textField(query, 'trang') ?? ''
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 1
}

/** The queue as this filter shows it; `path` for the piece that refreshes itself. */
export function queueAddress(filter: QueueFilter, at = 1, more: Record<string, string> = {}, path = '/'): string {
  const query = new URLSearchParams()
  for (const [part, name] of Object.entries(FILTER_NAMES) as [keyof QueueFilter, string][]) {
    const value = filter[part]
    if (value) query.set(name, value === true ? '1' : value)
  }
  if (at > 1) query.set('trang', String(at))
  for (const [name, value] of Object.entries(more)) query.set(name, value)
  return query.size > 0 ? `${path}?${query}` : path
}

const QUERY_PART = `(?:${[...Object.values(FILTER_NAMES), 'trang'].join('|')})=[a-z0-9-]+`
const OWN = new RegExp(`^/(?!/)[a-z0-9/-]*(?:\\?${QUERY_PART}(?:&${QUERY_PART})*)?$`)

/** Only a page of this console: a form must not send an officer elsewhere. */
export function ownAddress(address: string | undefined): string {
  return address && OWN.test(address) ? address : '/'
}

/** Where the form of a case goes that waited behind a locked screen. */
export function actionAddress(address: string | undefined): string | undefined {
  return address && /^\/vu\/[0-9a-z]+\/[a-z-]+$/.test(address) ? address : undefined
}

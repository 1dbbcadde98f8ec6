import { Urgency } from '../places.js'
import { dayOf } from '../time.js'
import { firstLookDue } from './clocks.js'
import { type CaseStatus, isSettled } from './status.js'

/** By calendar days of the place: received today, one to three days ago, before that. */
export const AGES = ['today', 'days', 'older'] as const
export const HOLDERS = ['mine', 'nobody', 'others'] as const
export const URGENCIES = Urgency.options
/** Stands for a ward the citizen did not know. */
export const NO_AREA = 'unknown'

/** What an officer wants to see of the queue. Nothing in it names a person or looks into what citizens wrote. */
export interface QueueFilter {
  readonly urgency: Urgency | null
  readonly age: (typeof AGES)[number] | null
  readonly area: string | null
  readonly category: string | null
  readonly holder: (typeof HOLDERS)[number] | null
  /** Only where words of the citizen wait to be read. */
  readonly news: boolean
}

export const NO_FILTER: QueueFilter = {
  urgency: null,
  age: null,
  area: null,
  category: null,
  holder: null,
  news: false,
}

export function isFiltering(filter: QueueFilter): boolean {
  return Object.values(filter).some((part) => part !== null && part !== false)
}

export interface Looker {
  readonly officerId: string
  readonly now: Date
  /** Only they can bring a dispute to its end. */
  readonly leads: boolean
}

export function fitsFilter(status: CaseStatus, filter: QueueFilter, looker: Looker): boolean {
  const { urgency, age, area, category, holder, news } = filter
  if (urgency && status.urgency !== urgency) return false
  if (age && ageOf(status, looker.now) !== age) return false
  if (area && (status.area ?? NO_AREA) !== area) return false
  if (category && status.category !== category) return false
  if (holder && holderOf(status, looker.officerId) !== holder) return false
  return !news || status.unread > 0
}

function ageOf({ receivedAt }: CaseStatus, now: Date): QueueFilter['age'] {
  const days = (Date.parse(dayOf(now)) - Date.parse(dayOf(new Date(receivedAt)))) / 86_400_000
  if (days < 1) return 'today'
  return days <= 3 ? 'days' : 'older'
}

export function holderOf({ state }: CaseStatus, officerId: string): QueueFilter['holder'] {
  if (state.name !== 'claimed') return 'nobody'
  return state.by === officerId ? 'mine' : 'others'
}

/** The first look is late and nobody has had it yet. */
export function waitsTooLong(status: CaseStatus, now: Date): boolean {
  return !isSettled(status) && status.firstLookAt === null && (status.overdue || now > firstLookDue(status))
}

/** What must not disappear behind a filter without a word. */
export function isPressing(status: CaseStatus, { now, leads }: Pick<Looker, 'now' | 'leads'>): boolean {
  if (isSettled(status)) return false
  return status.urgency === 'urgent' || (leads && status.disputed) || waitsTooLong(status, now)
}

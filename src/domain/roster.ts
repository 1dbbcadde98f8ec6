import * as z from 'zod'
import { OfficerId } from './officers.js'
import { dayOf } from './time.js'

/**
 * When shifts change, in the place's own time: the one place that says so. They come in order, each lasts until the next
 * begins, and the last one over midnight.
 */
export const SHIFTS = [
  { name: 'day', from: '07:00', until: '19:00' },
  { name: 'night', from: '19:00', until: '07:00' },
] as const

export type ShiftName = (typeof SHIFTS)[number]['name']

/** YYYY-MM-DD in the place's time zone. */
export const Day = z.iso.date()

/** Officers on duty, by the day on which the shift begins. */
export const DutyDay = z.object({ day: z.array(OfficerId), night: z.array(OfficerId) })
export type DutyDay = z.infer<typeof DutyDay>

/** `version` grows with every change, so that two leads do not overwrite each other unseen. */
export interface Roster {
  readonly version: number
  readonly days: ReadonlyMap<string, DutyDay>
}

/** How many days can be planned, today included. */
export const PLANNED_DAYS = 14
/** Who was on duty is kept this long, for questions afterwards. */
export const KEPT_DAYS = 60

const NOBODY: DutyDay = { day: [], night: [] }

export function dutyOf({ days }: Roster, day: string): DutyDay {
  return days.get(day) ?? NOBODY
}

export interface ShiftTime {
  /** The day on which it began. */
  readonly day: string
  readonly name: ShiftName
}

/** Which shift a moment lies in. A moment at which shifts change belongs to the one that begins. */
export function shiftAt(at: Date): ShiftTime {
  const time = timeOf(at)
  const begun = SHIFTS.findLast(({ from }) => from <= time)
  const today = dayOf(at)
  return begun ? { day: today, name: begun.name } : { day: addDays(today, -1), name: LAST.name }
}

const LAST = SHIFTS[SHIFTS.length - 1] as (typeof SHIFTS)[number]

export function onDutyAt(roster: Roster, at: Date): readonly string[] {
  const { day, name } = shiftAt(at)
  return dutyOf(roster, day)[name]
}

/** The days that can be planned at this moment: from the one whose shift is on. */
export function plannedDays(at: Date): string[] {
  const { day } = shiftAt(at)
  return Array.from({ length: PLANNED_DAYS }, (_, n) => addDays(day, n))
}

/** Days before this one are dropped. */
export function keptFrom(at: Date): string {
  return addDays(dayOf(at), -KEPT_DAYS)
}

/** Calendar days have no time zone; noon is far from every edge. */
export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)
}

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** "07:00", so that times compare as text. */
function timeOf(at: Date): string {
  return clock.format(at)
}

import type { Phrase } from '../domain/conversation/types.js'

const ZONE = 'Asia/Ho_Chi_Minh'
const clock = new Intl.DateTimeFormat('vi-VN', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const precise = new Intl.DateTimeFormat('vi-VN', { timeZone: ZONE, timeStyle: 'medium', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat('vi-VN', { timeZone: ZONE, day: '2-digit', month: '2-digit', year: 'numeric' })

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** "14:05, 25/11/2026", in the place's own time whatever the machine thinks. */
export function stamp(at: Date): string {
  return `${clock.format(at)}, ${dayOf(at)}`
}

/** "14:05". */
export function minuteOf(at: Date): string {
  return clock.format(at)
}

/** "14:05:09". */
export function clockOf(at: Date): string {
  return precise.format(at)
}

/** "25/11/2026". */
export function dayOf(at: Date): string {
  return day.format(at).replaceAll('-', '/')
}

export function dayBefore(at: Date): string {
  return dayOf(new Date(at.getTime() - DAY))
}

/** A length of time in the two largest units that say something. */
export function lengthOf(ms: number): Phrase {
  if (ms < MINUTE) return { key: 'console.length.moment' }
  const minutes = Math.floor(ms / MINUTE)
  if (minutes < 60) return { key: 'console.length.minutes', params: { minutes } }
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return { key: 'console.length.hours', params: { hours, minutes: minutes % 60 } }
  return { key: 'console.length.days', params: { days: Math.floor(hours / 24), hours: hours % 24 } }
}

/** "25/11/2026" from YYYY-MM-DD. */
export function dateOf(date: string): string {
  return date.split('-').toReversed().join('/')
}

/** "Thứ Tư" from YYYY-MM-DD; a date has no time zone, and noon is far from every edge. */
export function weekdayOf(date: string, language: string): string {
  const name = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' })
  return name.format(new Date(`${date}T12:00:00Z`))
}

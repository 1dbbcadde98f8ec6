/** The minute a moment lies in, as UTC text. Anything finer could tie a report to a phone. */
export function minuteOf(at: Date): string {
  return new Date(Math.floor(at.getTime() / 60_000) * 60_000).toISOString()
}

/** Today as YYYY-MM-DD in the place's time zone. */
export function dayOf(at: Date, zone = 'Asia/Ho_Chi_Minh'): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(at)
}

/** The minute a moment lies in, as UTC text. Anything finer could tie a report to a phone. */
export function minuteOf(at: Date): string {
  return new Date(Math.floor(at.getTime() / 60_000) * 60_000).toISOString()
}

/** The first whole minute that is not before a moment; milliseconds. For what a disk keeps and must not be early. */
export function minuteAfter(ms: number): number {
  return Math.ceil(ms / 60_000) * 60_000
}

/** Made once for each zone: making one costs sixty times as much as using it. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** Today as YYYY-MM-DD in the place's time zone. */
export function dayOf(at: Date, zone = 'Asia/Ho_Chi_Minh'): string {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone })
  formats.set(zone, format)
  return format.format(at)
}

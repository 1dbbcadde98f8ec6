import * as z from 'zod'

const day = z.iso.date()

/** A ward as data: `locales/areas.json`. `validTo` is absent while the ward exists. */
export const Area = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1),
  aliases: z.array(z.string()),
  weak_aliases: z.array(z.string()).default([]),
  /** A ring of [longitude, latitude] in degrees, as in GeoJSON. Without one, a place on the map names no ward. */
  boundary: z
    .array(z.tuple([z.number(), z.number()]))
    .min(3)
    .optional(),
  valid_from: day,
  valid_to: day.nullish(),
})
export type Area = z.infer<typeof Area>

export const Urgency = z.enum(['urgent', 'high', 'normal', 'low'])
export type Urgency = z.infer<typeof Urgency>

const EmergencyRule = z.enum(['always', 'if-in-progress', 'if-danger-now', 'money-guard', 'no'])

/** A kind of matter as data: `locales/categories.json`. */
export const Category = z.object({
  id: z.string().regex(/^[a-z-]+$/),
  vi: z.string(),
  priority: Urgency,
  emergency: EmergencyRule,
  hotlines: z.array(z.string()),
  /** A message that pops up on a shared phone can hurt whom it is meant for: none is offered. */
  shared_phone_risk: z.boolean().default(false),
})
export type Category = z.infer<typeof Category>

/** A telephone number as data: `locales/hotlines.json`. Numbers change, so each has the day it was checked. */
export const Hotline = z.object({
  id: z.string(),
  number: z.string().regex(/^\d+$/),
  valid_from: day.nullable(),
  valid_to: day.nullable(),
  checked_on: day,
})
export type Hotline = z.infer<typeof Hotline>

/** What a deployment knows of its place. Another commune runs the same code with other files. */
export interface Places {
  readonly areas: readonly Area[]
  readonly categories: readonly Category[]
  readonly hotlines: readonly Hotline[]
}

/** Only what is valid on `today` (YYYY-MM-DD in the place's own time zone) may be offered. */
export function placesOn(places: Places, today: string): Places {
  const valid = (from: string | null, to: string | null | undefined) =>
    (from === null || from <= today) && (!to || today < to)
  return {
    areas: places.areas.filter((area) => valid(area.valid_from, area.valid_to)),
    categories: places.categories,
    hotlines: places.hotlines.filter((line) => valid(line.valid_from, line.valid_to)),
  }
}

export function findCategory(places: Places, id: string): Category | undefined {
  return places.categories.find((category) => category.id === id)
}

/** The ward in whose boundary a place on the map lies, by the even-odd rule; nothing where no boundary holds it. */
export function areaAt({ areas }: Places, latitude: number, longitude: number): Area | undefined {
  return areas.find(({ boundary }) => boundary && isInside(boundary, latitude, longitude))
}

function isInside(ring: readonly (readonly [number, number])[], latitude: number, longitude: number): boolean {
  let inside = false
  for (const [index, [x, y]] of ring.entries()) {
    const [px, py] = ring.at(index - 1) ?? [x, y]
    const crosses = y > latitude !== py > latitude && longitude < ((px - x) * (latitude - y)) / (py - y) + x
    if (crosses) inside = !inside
  }
  return inside
}

/**
 * How fast someone must look. Happening now lifts every matter in which people can be hurt to urgent, whatever was
 * chosen when the words sound like danger; otherwise the category decides, and such words make it high at least. The
 * citizen never sees or chooses this word.
 */
export function urgencyOf(category: Category, happeningNow: boolean, danger: boolean): Urgency {
  const hurts = category.emergency !== 'no' && category.emergency !== 'money-guard'
  if (happeningNow && (hurts || danger)) return 'urgent'
  return danger && category.priority !== 'urgent' ? 'high' : category.priority
}

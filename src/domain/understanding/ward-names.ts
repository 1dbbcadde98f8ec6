import type { Area } from '../places.js'
import { fold } from '../text/clean.js'

/** A ward or commune that is not ours, from `locales/areas-outside.json`. */
export type OutsideArea = Pick<Area, 'id' | 'name' | 'aliases'>

/** `locales/elsewhere.json`. Beside a ward's name these say that another is meant, or which of two. */
export interface Elsewhere {
  /** "phường 5 Trà Vinh", "Bình Phú, Càng Long". */
  readonly twins: readonly string[]
  /** Cities and provinces that nobody here means by another name. */
  readonly far: readonly string[]
  /** Former districts round about, under whose names people still look for a place. */
  readonly near: readonly string[]
  /** Former districts with those of their communes that are in our wards today: "Sơn Phú, Giồng Trôm". */
  readonly districts: Readonly<Record<string, readonly string[]>>
}

export type Meaning =
  | { readonly kind: 'ours'; readonly id: string; readonly strong: boolean }
  | { readonly kind: 'outside'; readonly name: string }
  | { readonly kind: 'twin' | 'far' }

export interface PlaceTables {
  readonly areas: readonly Area[]
  readonly outside: readonly OutsideArea[]
  readonly elsewhere: Elsewhere
}

type Named = readonly [phrase: string, meaning: Meaning]

/** Every name of a place, with what it means. */
export function* placeNames({ areas, outside, elsewhere }: PlaceTables): Generator<Named> {
  for (const area of areas) yield* ourNames(area, elsewhere)
  const own = new Set(areas.flatMap(({ name, aliases }) => [name, ...aliases].map(fold)))
  for (const area of outside) yield* outsideNames(area, own)
  for (const twin of elsewhere.twins) yield [twin, { kind: 'twin' }]
  for (const far of elsewhere.far) yield [far, { kind: 'far' }]
  for (const name of elsewhere.near) yield [name, { kind: 'outside', name: withCapitals(name) }]
}

function* ourNames({ id, name, aliases, weak_aliases }: Area, { districts }: Elsewhere): Generator<Named> {
  const weak = new Set(weak_aliases.map(fold))
  for (const alias of new Set([name, ...aliases])) {
    const meaning = { kind: 'ours', id, strong: !weak.has(fold(alias)) } as const
    yield [alias, meaning]
    for (const variant of meaning.strong ? misspelt(alias) : []) yield [variant, meaning]
    for (const [district, communes] of Object.entries(districts)) {
      if (communes.includes(alias.toLowerCase())) yield [`${alias} ~ ${district}`, meaning]
    }
  }
  for (const alias of weak_aliases) yield [alias, { kind: 'ours', id, strong: false }]
}

function* outsideNames({ name, aliases }: OutsideArea, own: ReadonlySet<string>): Generator<Named> {
  for (const alias of new Set([name, ...aliases])) {
    if (!own.has(fold(alias))) yield [alias, { kind: 'outside', name }]
    const bare = alias.replace(/^(xã|phường|thị trấn) /i, '')
    // A commune's name without "xã" is a place as well, unless it is a word of every day or one of ours.
    if (bare !== alias && !own.has(fold(bare)) && bare.split(' ').length >= 2) yield [bare, { kind: 'outside', name }]
  }
}

/** How southern speech and quick thumbs write the end and the beginning of a syllable. */
const SLIPS: readonly (readonly [RegExp, string])[] = [
  [/ng$/, 'g'],
  [/ng$/, 'n'],
  [/nh$/, 'n'],
  [/nh$/, 'ng'],
  [/n$/, 'ng'],
  [/c$/, 't'],
  [/^đ/, 'd'],
]

/** The name with one slip in one of its words; never of a name that is one word. */
function misspelt(alias: string): string[] {
  const words = alias.toLowerCase().split(' ')
  if (words.filter((word) => !/^(phường|xã|cũ|\d+)$/.test(word)).length < 2) return []
  return words.flatMap((word, at) =>
    SLIPS.flatMap(([from, to]) =>
      from.test(word) && word !== 'phường' ? [words.with(at, word.replace(from, to)).join(' ')] : [],
    ),
  )
}

export function withCapitals(name: string): string {
  return name.replace(' ~ ', ', ').replace(/(?<=^| )\p{Ll}/gu, (letter) => letter.toLocaleUpperCase('vi'))
}

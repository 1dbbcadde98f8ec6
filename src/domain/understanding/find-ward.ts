import type { Area } from '../places.js'
import { fold } from '../text/clean.js'
import { createPhrases, type Hit } from './phrases.js'
import type { Tokens } from './tokens.js'

/** A ward or commune that is not ours, from `locales/areas-outside.json`. */
export type OutsideArea = Pick<Area, 'id' | 'name' | 'aliases'>

/** `ask`: the text names no place, a weak one, or more than one. `outside`: somebody else's, and whose if that is known. */
export type WardGuess =
  | { readonly kind: 'ward'; readonly id: string; readonly because: string }
  | { readonly kind: 'outside'; readonly name: string; readonly because: string }
  | { readonly kind: 'ask'; readonly because: string | null }

/** Names elsewhere: provinces, cities and former districts. Beside a ward's name they say that another is meant. */
interface Elsewhere {
  /** "phường 5 Trà Vinh", "Bình Phú, Càng Long". */
  readonly twins: readonly string[]
  /** Cities and provinces that nobody here means by another name. */
  readonly far: readonly string[]
}

export type { Elsewhere }

type Meaning =
  | { readonly kind: 'ours'; readonly id: string; readonly strong: boolean }
  | { readonly kind: 'outside'; readonly name: string }
  | { readonly kind: 'twin' | 'far' }

interface Tables {
  readonly areas: readonly Area[]
  readonly outside: readonly OutsideArea[]
  readonly elsewhere: Elsewhere
}

/** How many words may stand between a ward's name and the city it belongs to. */
const NEAR = 5

/** The ward a text speaks of, by its names of today and before. It never guesses between two. */
export function createWardFinder({ areas, outside, elsewhere }: Tables) {
  const find = createPhrases<Meaning>(phrasesOf(areas, outside, elsewhere), new Set())
  return (tokens: Tokens): WardGuess => {
    const hits = longest(find(tokens)).filter((hit) => !isStreet(hit, tokens))
    const far = hits.filter(({ meaning }) => meaning.kind === 'twin' || meaning.kind === 'far')
    const twinOf = (hit: Hit<Meaning>) =>
      hasTwin(hit) ? far.find((other) => other.first > hit.last && other.first - hit.last <= NEAR) : undefined
    const twin = hits.find((hit) => hit.meaning.kind === 'ours' && twinOf(hit))
    const ours = hits.filter((hit) => hit.meaning.kind === 'ours' && !twinOf(hit))
    // Today all of it is tỉnh Vĩnh Long, so that this name beside a number does not say which.
    if (twin && twinOf(twin)?.phrase === 'tỉnh vĩnh long') return { kind: 'ask', because: twin.phrase }
    const place = twin ?? far.find((hit) => hit.meaning.kind === 'far' && isPlaceOf(hit, tokens))
    return judge(
      ours,
      hits.filter((hit) => hit.meaning.kind === 'outside'),
      place,
    )
  }
}

/** "đường Đồng Khởi" is a street, whichever commune has its name. */
const STREETS = ['duong', 'lo', 'hem', 'cau', 'pha', 'truong', 'keo', 'quan', 'tiem', 'cong ty']

function isStreet({ meaning, first }: Hit<Meaning>, { all }: Tokens): boolean {
  return meaning.kind !== 'ours' && STREETS.includes(all[first - 1]?.folded ?? '')
}

/** Sent to Sài Gòn, or come from there, says nothing of where it happens. */
const AT = ['o', 'tai', 'ben', 'duoi', 'tren', 'huyen', 'tinh', 'tp', 'pho', 'xa', 'phuong', 'khu', 'thanh']

function isPlaceOf({ first }: Hit<Meaning>, { all }: Tokens): boolean {
  return first === 0 || AT.includes(all[first - 1]?.folded ?? '')
}

function judge(
  ours: readonly Hit<Meaning>[],
  others: readonly Hit<Meaning>[],
  far: Hit<Meaning> | undefined,
): WardGuess {
  const strong = ours.flatMap(({ meaning, phrase }) =>
    meaning.kind === 'ours' && meaning.strong ? [{ id: meaning.id, phrase }] : [],
  )
  const ids = new Set(strong.map(({ id }) => id))
  const [ward] = strong
  if (ward && ids.size === 1 && others.length === 0) return { kind: 'ward', id: ward.id, because: ward.phrase }
  if (ids.size > 1 || (ids.size > 0 && others.length > 0)) return { kind: 'ask', because: ward?.phrase ?? null }
  // A weak name of ours that is, unaccented, also somebody else's.
  if (ours.some((hit) => others.some(({ first }) => first === hit.first)))
    return { kind: 'ask', because: ours[0]?.phrase ?? null }
  const [other] = others
  if (other?.meaning.kind === 'outside') return { kind: 'outside', name: other.meaning.name, because: other.phrase }
  if (far) return { kind: 'outside', name: withCapitals(far.phrase), because: far.phrase }
  return { kind: 'ask', because: ours[0]?.phrase ?? null }
}

function* phrasesOf(areas: readonly Area[], outside: readonly OutsideArea[], elsewhere: Elsewhere) {
  const own = new Set(areas.flatMap(({ name, aliases }) => [name, ...aliases].map(fold)))
  for (const { id, name, aliases, weak_aliases } of areas) {
    const weak = new Set(weak_aliases.map(fold))
    for (const alias of new Set([name, ...aliases])) {
      yield [alias, { kind: 'ours', id, strong: !weak.has(fold(alias)) }] as const
    }
    for (const alias of weak_aliases) yield [alias, { kind: 'ours', id, strong: false }] as const
  }
  for (const { name, aliases } of outside) {
    for (const alias of new Set([name, ...aliases])) {
      if (!own.has(fold(alias))) yield [alias, { kind: 'outside', name }] as const
      const bare = alias.replace(/^(xã|phường|thị trấn) /i, '')
      // A commune's name without "xã" is a place as well, unless it is a word of every day or one of ours.
      if (bare !== alias && !own.has(fold(bare)) && bare.split(' ').length >= 2) {
        yield [bare, { kind: 'outside', name }] as const
      }
    }
  }
  for (const twin of elsewhere.twins) yield [twin, { kind: 'twin' }] as const
  for (const far of elsewhere.far) yield [far, { kind: 'far' }] as const
}

/** "Nhuận Phú Tân" is not Phú Tân. Names that stand in the same words all stay: then one asks. */
function longest(hits: readonly Hit<Meaning>[]): Hit<Meaning>[] {
  let widest: Hit<Meaning> | undefined
  return hits
    .toSorted((a, b) => a.first - b.first || b.last - a.last)
    .filter((hit) => {
      const isInside = widest !== undefined && hit.last <= widest.last
      if (isInside) return hit.first === widest?.first && hit.last === widest.last
      widest = hit
      return true
    })
}

/** Numbered wards, and communes of which another district has one of the same name. */
function hasTwin({ phrase }: Hit<Meaning>): boolean {
  return /\d|bình phú|sơn đông/i.test(phrase)
}

function withCapitals(name: string): string {
  return name.replace(/(?<=^| )\p{Ll}/gu, (letter) => letter.toLocaleUpperCase('vi'))
}

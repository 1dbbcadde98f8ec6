import { createPhrases, type Hit } from './phrases.js'
import { SURNAMES } from './surnames.js'
import type { Tokens } from './tokens.js'
import { type Meaning, type PlaceTables, placeNames, withCapitals } from './ward-names.js'

/** `ask`: the text names no place, a weak one, or more than one. `outside`: somebody else's, and whose if that is known. */
export type WardGuess =
  | { readonly kind: 'ward'; readonly id: string; readonly because: string }
  | { readonly kind: 'outside'; readonly name: string; readonly because: string }
  | { readonly kind: 'ask'; readonly because: string | null }

type Place = Hit<Meaning>

/** Nobody names more places; a text made of nothing else must not take long. */
const MOST = 200
/** How many words may stand between a ward's name and the city it belongs to. */
const NEAR = 5

/** The ward a text speaks of, by its names of today and before. It never guesses between two. */
export function createWardFinder(tables: PlaceTables) {
  const find = createPhrases<Meaning>(placeNames(tables), new Set(), { names: true })
  return (tokens: Tokens): WardGuess => {
    const named = longest(find(tokens).slice(0, MOST)).filter((hit) => !isStreet(hit, tokens))
    return whose(withoutHome(named, tokens), tokens)
  }
}

function whose(hits: readonly Place[], tokens: Tokens): WardGuess {
  const of = (...kinds: Meaning['kind'][]) => hits.filter(({ meaning }) => kinds.includes(meaning.kind))
  const far = of('twin', 'far')
  const twinOf = (hit: Place) => far.find((other) => isTwinOf(hit, other, tokens))
  const twin = of('ours').find(twinOf)
  const either = of('ours').find((hit) => isEither(hit, tokens))
  if (either) return { kind: 'ask', because: either.phrase }
  // Today all of it is tỉnh Vĩnh Long, so that this name beside a number does not say which.
  if (twin && twinOf(twin)?.phrase === 'tỉnh vĩnh long') return { kind: 'ask', because: twin.phrase }
  const ours = of('ours').filter((hit) => !twinOf(hit))
  const others = of('outside').filter((hit) => !isPerson(hit, tokens) && !ours.some((one) => isTorn(hit, one)))
  const place = twin ?? of('far').find((hit) => isPlaceOf(hit, tokens))
  const meant = ours.filter((hit) => !isSomebody(hit, tokens))
  return judge(meant, others, place)
}

/** "đường Đồng Khởi" and "62 Đồng Khởi" are a street and "ấp An Thuận" a hamlet, whichever commune has its name. */
const STREETS = ['duong', 'lo', 'hem', 'cau', 'pha', 'truong', 'keo', 'quan', 'tiem', 'ty', 'ap']

function isStreet({ meaning, first }: Place, { all }: Tokens): boolean {
  const [before, last] = [all[first - 2]?.folded ?? '', all[first - 1]?.folded ?? '']
  if (meaning.kind === 'ours') return false
  if (STREETS.includes(last) || (before === 'khu' && last === 'pho')) return true
  return meaning.kind === 'outside' && /^\d/.test(last)
}

/** "anh Bình Phú", "tiệm vàng Phú Nhuận", "zalo Hữu Định Sport": a name that was borrowed says nothing of where. */
const BORROWERS =
  /(?:^| )(?:anh|chi|ong|thang|chu|khach san|tiem vang|tiem banh|hu tieu|tra sua|xe khach|nha xe|shop|zalo|facebook|fb|trang)$/

function isSomebody({ first, last }: Place, { all }: Tokens): boolean {
  const before = (words: number) =>
    all
      .slice(Math.max(0, first - words), first)
      .map(({ folded }) => folded)
      .join(' ')
  const [near, wide] = [before(2), before(5)]
  if (BRANDS.includes(all[last + 1]?.folded ?? '')) return true
  if (ELSEWHERE_SAID.test(wide)) return true
  const isNamed = !/^phuong$|^xa$/.test(all[first]?.folded ?? '')
  // "quận Phú Nhuận" is a city's; who says "đường Bình Phú" mostly means it.
  return isNamed && (/(?:^| )quan$/.test(near) || BORROWERS.test(near) || PAGES.test(before(3)))
}

const BRANDS = [
  'store',
  'shop',
  'beauty',
  'online',
  'review',
  'sport',
  'sneaker',
  'mart',
  'spa',
  'fc',
  'coffee',
  'group',
]
/** Pages and groups, with a word or two between: "zalo bà con Phú Hưng". */
const PAGES = /(?:^| )(?:zalo|facebook|fb|page|acc|nick)(?: (?!o|ben|tai|tren|duoi)\w+){0,2}$/
/** Where somebody calls from, or was born. */
const ELSEWHERE_SAID = /(?:^| )(?:goi(?: \w+)? tu|(?:sinh|sanh)(?: ra)? (?:o|tai))$/

/** "Cao Minh Đức" is not the commune. */
function isPerson({ first }: Place, { all }: Tokens): boolean {
  const [second, before] = [all[first - 2]?.folded ?? '', all[first - 1]?.folded ?? '']
  return SURNAMES.has(before) || ['ten', 'van', 'thi'].includes(before) || second === 'ten'
}

const I = '(?:toi|em|con|chau|minh|tao|chi|anh|ba ma|vo chong|gia dinh)'
/** "nhà tôi ở", "quê em": where the writer lives, which is not where it happens when another place follows. */
const HOME = new RegExp(
  `(?:^| )(?:${I} (?:o|ngu|song|que|que o|nha o|dang o)|nha ${I}|nha ${I} o|nha o|que ${I}|que ${I} o|que o)$`,
)
/** "lên", "qua", "bên": a way to the other place, or that it is there. */
const THERE = /(?:^| )(?:qua|len|xuong|sang|toi|den|ra|ve|ngang|ghe|ben|o|tai|tro|lam|thue)$/
/** "ở phường 7 hay ở An Hội" does not say which. */
const OR = /^(?:hay|hoac) /
/** "phường tám hoặc bảy": a second number, or another name, makes it a question. */
function isEither({ last }: Place, { all }: Tokens): boolean {
  const [word, next] = [all[last + 1]?.folded ?? '', all[last + 2]?.folded ?? '']
  return ['hoac', 'hay'].includes(word) && (/^\d/.test(next) || NUMBERS.includes(next))
}
const NUMBERS = ['mot', 'hai', 'ba', 'bon', 'tu', 'nam', 'sau', 'bay', 'tam']

/** Where the writer lives and another place follows, the other place is meant. */
function withoutHome(hits: readonly Place[], { all }: Tokens): readonly Place[] {
  const before = ({ first }: Place, words: number) =>
    all
      .slice(Math.max(0, first - words), first)
      .map(({ folded }) => folded)
      .join(' ')
  const homes = hits.filter((hit) => HOME.test(before(hit, 4)))
  const elsewhere = hits.filter((hit) => !homes.includes(hit) && THERE.test(before(hit, 1)) && !OR.test(before(hit, 2)))
  const isLeft = (home: Place) => elsewhere.some(({ first }) => first > home.last)
  return hits.filter((hit) => !homes.includes(hit) || !isLeft(hit))
}

/** Sent to Sài Gòn, or come from there, says nothing of where it happens. */
const AT = ['o', 'tai', 'phia', 'ben', 'duoi', 'tren', 'huyen', 'tinh', 'tp', 'pho', 'xa', 'phuong', 'khu', 'thanh']

function isPlaceOf({ first }: Place, { all }: Tokens): boolean {
  const before = all.slice(Math.max(0, first - 3), first).map(({ folded }) => folded)
  return first === 0 || AT.includes(before.at(-1) ?? '') || before.includes('o') || before.includes('tai')
}

function judge(ours: readonly Place[], others: readonly Place[], far: Place | undefined): WardGuess {
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

/** "Nhuận Phú Tân" is not Phú Tân. Names that stand in the same words all stay: then one asks. */
function longest(hits: readonly Place[]): Place[] {
  let widest: Place | undefined
  return hits
    .toSorted((a, b) => a.first - b.first || b.last - a.last)
    .filter((hit) => {
      const isInside = widest !== undefined && hit.last <= widest.last
      if (isInside) return hit.first === widest?.first && hit.last === widest.last
      widest = hit
      return true
    })
}

/** "Sơn Đông khói": not Đồng Khởi, but what begins in the middle of one of our names or ends there. */
function isTorn(other: Place, ours: Place): boolean {
  const inside = (at: number) => at >= ours.first && at <= ours.last
  return inside(other.first) !== inside(other.last)
}

/** What may stand between a ward and the city it belongs to: "phường 5 của thành phố Trà Vinh". */
const LINKS = ['thanh', 'pho', 'tp', 'huyen', 'thi', 'xa', 'tinh', 'quan', 'cua', 'ben', 'o', 'duoi', 'tren', 'cu']

/** Numbered wards and communes of which another district has one of the same name; any name right before a far city. */
function isTwinOf(ours: Place, { meaning, first }: Place, { all }: Tokens): boolean {
  const between = all.slice(ours.last + 1, first)
  if (first <= ours.last || between.length > NEAR || !between.every(({ folded }) => LINKS.includes(folded)))
    return false
  return meaning.kind === 'far' || /\d|bình phú|sơn đông/i.test(ours.phrase)
}

import { type Emit, foundFeatures, isNumbered, itemFeatures, stepFeatures } from './own-features.js'
import { type Item, itemsOf } from './own-items.js'
import type { Tokens } from './tokens.js'

/** Something by which the writer could be known. Positions in the text. */
export interface OwnData {
  readonly from: number
  readonly to: number
}

type Own = 0 | 1

/** How much more speaks for "own" than against it, over the features that are emitted. */
type Score = (emits: (emit: Emit) => void) => number

/** What in a text is the writer's own (name, house, telephone, card, plate, account), and not that of whom it speaks of. */
export function createOwnDataFinder(score: Score) {
  return (text: string, tokens: Tokens): OwnData[] => {
    const items = itemsOf(text, tokens)
    const parts = partsOf(items, whoseNumbers(items, whoseWords(items, score), score))
    return parts.filter(({ from, to }) => !isDate(text, from, to))
  }
}

/** Further behind, a way does not catch up. */
const BEHIND = 12

const HOUSE = /(?:số|so|hẻm|hem|căn|can|phòng|phong|đường|duong|(?:nhà|nha)(?: (?:tôi|toi|tui|em|con|mình|minh))?) *$/iu

/** "tối 22/11" is a day; "nhà 22/11" is a house. */
function isDate(text: string, from: number, to: number): boolean {
  return /^\d{1,2}\/\d{1,2}$/.test(text.slice(from, to)) && !HOUSE.test(text.slice(0, from))
}

/** Names and houses: the likeliest row of marks, since their words stand together (Viterbi over two marks). */
function whoseWords(items: readonly Item[], score: Score): Own[] {
  const from: [Own, Own][] = []
  let [none, own] = [0, Number.NEGATIVE_INFINITY]
  for (let at = 0; at < items.length; at += 1) {
    // A number is judged later; until then it is nobody's.
    if (isNumbered(items[at] as Item)) {
      from.push([own > none ? 1 : 0, 0])
      ;[none, own] = [Math.max(none, own), Number.NEGATIVE_INFINITY]
      continue
    }
    const alone = score((emit) => itemFeatures(items, at, emit))
    const behind = own > none - BEHIND ? alone + score((emit) => stepFeatures(items, at, emit)) : alone
    const ways = ([0, 1] as const).map((mark) => [none + surety(alone, mark), own + surety(behind, mark)] as const)
    const [[ofNone, ofNoneOwn], [ofOwn, ofOwnOwn]] = ways as [readonly [number, number], readonly [number, number]]
    from.push([ofNoneOwn > ofNone ? 1 : 0, ofOwnOwn > ofOwn ? 1 : 0])
    ;[none, own] = [Math.max(ofNone, ofNoneOwn), Math.max(ofOwn, ofOwnOwn)]
  }
  return backwards(from, own > none ? 1 : 0)
}

function backwards(from: readonly (readonly [Own, Own])[], last: Own): Own[] {
  const marks: Own[] = []
  let mark = last
  for (const ways of from.toReversed()) {
    marks.push(mark)
    mark = ways[mark]
  }
  return marks.reverse()
}

/** The logarithm of how likely a mark is at this score. */
function surety(z: number, mark: Own): number {
  return mark === 1 ? -Math.log1p(Math.exp(-z)) : -Math.log1p(Math.exp(z))
}

/** Then the numbers: a name that was found before one says much of whose it is. */
function whoseNumbers(items: readonly Item[], marks: readonly Own[], score: Score) {
  return items.map((item, at): Own => {
    if (!isNumbered(item)) return marks[at] ?? 0
    const z = score((emit) => {
      itemFeatures(items, at, emit)
      foundFeatures(items, at, marks, emit)
    })
    return z > 0 ? 1 : 0
  })
}

/** Words that belong together are one part; a number always is one by itself. */
function partsOf(items: readonly Item[], marks: readonly Own[]): OwnData[] {
  const parts: { from: number; to: number }[] = []
  let others = false
  for (const [at, item] of items.entries()) {
    others = marks[at] === 1 && (marks[at - 1] === 1 ? others && !isNumbered(item) : isSomebody(items, at))
    if (marks[at] !== 1 || others || isLeftOver(items, marks, at)) continue
    const [last, before] = [parts.at(-1), items[at - 1]]
    if (last && before && marks[at - 1] === 1 && goesOn(before, item)) last.to = item.to
    else parts.push({ from: item.from, to: item.to })
  }
  return parts
}

const KIN = 'chong|vo|me|ma|cha|ba|anh|chi|em|con|chau|ban|chu|ong|ba|co|thay|di|bac|hang xom'
const WHICH = 'gai|trai|ruot|dau|re|ho|noi|ngoai|than|quan|tro|no|nha|giao|lon|ut'
/** "con gái tôi tên", "chủ quán là", "nó tên": whoever is named next is not the writer. */
const SOMEBODY = new RegExp(
  `(?:^| )(?:(?:${KIN})(?: (?:${WHICH}))*(?: cua)? (?:toi|em|con|chau|minh)|chu (?:quan|no|tro|nha|de|shop|xe)|lua dao|lua(?: tien)?(?: toi| em)?|ke \\w+|nguoi (?:do|kia|nay)|thang|no|han)(?: (?:ten|la))+$`,
)

/** Whether the words before a part of several words say that it names somebody else. */
function isSomebody(items: readonly Item[], at: number): boolean {
  if (items[at]?.kind !== 'word') return false
  const before = items.slice(Math.max(0, at - 6), at)
  const start = before.findLastIndex(({ gap }) => gap === 'sentence')
  return SOMEBODY.test(
    before
      .slice(Math.max(0, start))
      .map(({ folded }) => folded)
      .join(' '),
  )
}

/** "tổ 1 ấp 3 tổ chức": a word that begins an address ends none. */
function isLeftOver(items: readonly Item[], marks: readonly Own[], at: number): boolean {
  return ADDRESS.includes(items[at]?.folded ?? '') && marks[at + 1] !== 1
}

/** Words with which an address goes on behind a comma. */
const ADDRESS = ['duong', 'hem', 'ap', 'to', 'kp', 'khu']

function goesOn(before: Item, item: Item): boolean {
  if (isNumbered(before) || isNumbered(item) || item.gap === 'sentence' || item.gap === 'colon') return false
  return item.gap !== 'comma' || item.kind === 'number' || !item.capital || ADDRESS.includes(item.folded)
}

/** The text with the given parts covered, each by one word; nothing outside them changes. */
export function masked(text: string, parts: readonly OwnData[], cover: string): string {
  let [out, at] = ['', 0]
  for (const { from, to } of [...parts].sort((a, b) => a.from - b.from)) {
    if (from < at) continue
    out += text.slice(at, from) + cover
    at = to
  }
  return out + text.slice(at)
}

import { fold } from '../text/clean.js'

export type OwnKind = 'phone' | 'id-card' | 'plate' | 'account' | 'name' | 'address'

/** Something by which the writer could be known. Positions in the text as it was given. */
export interface OwnData {
  readonly kind: OwnKind
  readonly from: number
  readonly to: number
}

interface Shape {
  readonly kind: Exclude<OwnKind, 'name' | 'address'>
  readonly pattern: RegExp
}

/** Digits as people type them: dots, spaces and dashes between them, the letter o for zero. */
const D = '[0-9oO]'
const GAP = '[ .\\-]?'
const digits = (n: string) => `${D}(?:${GAP}${D})${n}`

/** Longest first: an account number holds what looks like a telephone number. */
const SHAPES: readonly Shape[] = [
  {
    kind: 'plate',
    pattern:
      /(?<![\p{L}\d])\d{2}[ -]?[A-Za-z]\d?[ -]?\d{3}[ .]?\d{2}(?!\d)|(?<![\p{L}\d])\d{2}[ -]?[A-Za-z][A-Za-z0-9][ -]?\d{4,5}(?!\d)/gu,
  },
  { kind: 'account', pattern: new RegExp(`(?<![\\p{L}\\d])${digits('{12,18}')}(?![\\p{L}\\d])`, 'gu') },
  { kind: 'id-card', pattern: new RegExp(`(?<![\\p{L}\\d])${digits('{11}')}(?![\\p{L}\\d])`, 'gu') },
  { kind: 'phone', pattern: new RegExp(`(?<![\\p{L}\\d])(?:\\+84|84|[0oO])(?:${GAP}${D}){9,10}(?![\\p{L}\\d])`, 'gu') },
  { kind: 'id-card', pattern: /(?<![\p{L}\d])\d{9}(?![\p{L}\d])/gu },
  { kind: 'account', pattern: /(?<![\p{L}\d])\d{6,19}(?![\p{L}\d])/gu },
]

const ME = '(?:toi|tui|em|e|con|chau|minh|mk|tao|anh day|chi day|bac day|nha em|nha toi|nha tui|nha con)'
const SELF = new RegExp(`(?<![a-z])${ME}(?![a-z])`)
/** Somebody else: who called, who is reported, whose account money went to. */
const OTHER =
  /(?<![a-z])(no|han|ong|ba|ong ta|ba ta|ong do|ba do|anh ta|co ta|thang|tui no|tui nay|bon no|nguoi do|nguoi nay|nguoi la|nguoi ten|chu no|chu quan|chu tro|goi den|goi cho|goi vo|so la|dau so|chuyen vo|chuyen vao|chuyen qua|chuyen cho|nap vo|nap vao|dong vo|dong vao|vo so|vao so|gui vo|gui vao|chay xe|leo len|chiec|oto|o to|xe hoi|xe tai|xe ban|lien he|lh|inbox|goi ngay|hotline|nhan vo|nhan vao|ghi so|alo co|cua no|cua han|sdt no|stk no|bs no|zalo no|xe no|bx|di xe)(?![a-z])/
const CALL_ME =
  /can (?:gi|thi|them|hoi)[^.!?\n]{0,20}(?:lien he|goi|alo|nhan)[^.!?\n]{0,8}$|(?:goi|alo|lien he|lh|nhan|bao|ib|zalo|phone|dt|sdt|so)[^.!?\n]{0,14}(?:toi|tui|em|e|con|chau|minh)(?![a-z])[^.!?\n]{0,12}$/
const MINE = new RegExp(
  `(?:cua|sdt|dt|so|zalo|stk|tk|tai khoan|cccd|cmnd|can cuoc|chung minh|xe|dien ban|bs|bien so|dien thoai)[ :]*(?:so |la |cua |cu )*${ME}(?![a-z])[^.!?\\n]{0,22}$`,
)

/** How far before a number its owner is named. */
const BEFORE = 46

/** What in a text is the writer's own, and not that of the person it speaks of. */
export function findOwnData(text: string): OwnData[] {
  const lower = flat(text)
  const names = findNames(text, lower)
  const found: OwnData[] = [...names]
  for (const { kind, pattern } of SHAPES) {
    for (const { 0: match, index } of text.matchAll(pattern)) {
      const span = { kind, from: index, to: index + match.length }
      if (found.some((other) => other.from < span.to && span.from < other.to)) continue
      found.push(span)
    }
  }
  const own = found.filter((span) => span.kind === 'name' || isOwn(span, lower, names.length > 0))
  return [...own, ...findAddresses(text, lower, names)].sort((a, b) => a.from - b.from)
}

/** The same length as the text, so that positions hold: marks off letter by letter, but "tới" and "tối" are not "tôi". */
function flat(text: string): string {
  let letters = ''
  for (let at = 0; at < text.length; at += 1) letters += letterOf(text.charAt(at))
  return letters.replace(/toi/g, (same, at: number) => (/^t[ôo]i$/i.test(text.slice(at, at + 3)) ? same : 'den'))
}

const LETTERS = new Map<string, string>()

/** Remembered, because folding is slow and letters are few. */
function letterOf(char: string): string {
  const known = LETTERS.get(char)
  if (known !== undefined) return known
  const letter = /[.!?;\n]/.test(char) ? '.' : fold(char).charAt(0) || ' '
  if (LETTERS.size < 1000) LETTERS.set(char, letter)
  return letter
}

function isOwn({ kind, from, to }: OwnData, lower: string, introduced: boolean): boolean {
  const before = lower.slice(Math.max(0, from - BEFORE), from)
  const sentence = before.slice(before.lastIndexOf('. ') + 1)
  if (MINE.test(sentence) || CALL_ME.test(sentence)) return true
  const other = OTHER.exec(lastWords(sentence, 5))
  if (kind === 'plate') return isOwnPlate(lower, from, to) && !other
  if (kind === 'id-card') return !other && (introduced || CARD.test(sentence))
  if (kind === 'account') return /(?:trong|tru|cua) (?:[a-z]+ ){0,3}(?:tai khoan|tk|stk)/.test(sentence) && !other
  if (other) return false
  return introduced || SELF.test(lastWords(sentence, 6))
}

/** A card is named before its number, and nobody else's owner between them. */
const CARD = /(?:cccd|cmnd|can cuoc|chung minh)(?: (?!cua)[a-z]+){0,3}[ :]*$/

/** My vehicle, or one that was taken from me; a plate alone is the evidence, not the writer. */
function isOwnPlate(lower: string, from: number, to: number): boolean {
  const before = lower.slice(Math.max(0, from - 90), from)
  return (
    new RegExp(`xe (?:[a-z]+ ){0,3}${ME}(?![a-z])[^.]{0,30}$`).test(before) ||
    (/(?<![a-z])(?:bi|bj) (?:[a-z]+ ){0,8}xe(?![a-z])[^.]{0,30}$/.test(before) && SELF.test(before)) ||
    /ca vet(?: xe)? *$/.test(before) ||
    /^[^.]{0,20}cua (?:toi|tui|em|con)(?![a-z])/.test(lower.slice(to, to + 40))
  )
}

function lastWords(text: string, n: number): string {
  return text.trim().split(/\s+/).slice(-n).join(' ')
}

const INTRODUCES = new RegExp(`(?<![a-z])(?:${ME}|ho va ten|ho ten)(?: day)?(?: ten)?(?: la| ten la|:)? *(?=\\S)`, 'g')
const NAMED = /(?:ten|ten la|ho ten|ho va ten|: ) *$| la *$/
const SURNAME =
  /^(?:nguyen|tran|le|pham|huynh|hoang|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|truong|doan|dinh|lam|mai|to|cao|chau|ta|luong|trinh|dao|thai|quach|be|ut|bay|tu|sau)(?![a-z])/
const NAME_WORD = /^\p{Lu}[\p{L}\p{M}]*\.?$/u

/** "Tôi tên …", "em là …": words that begin with a capital, or that begin with a surname where nobody writes capitals. */
function findNames(text: string, lower: string): OwnData[] {
  const found: OwnData[] = []
  for (const { 0: cue, index } of lower.matchAll(INTRODUCES)) {
    // A form that begins with it is filled in by its writer; later on it may be anybody's.
    if (!NAMED.test(cue) || (/^ho /.test(cue) && index > 3)) continue
    const from = index + cue.length
    const to = nameEnd(text, lower, from, /ten/.test(cue))
    if (to > from) found.push({ kind: 'name', from, to })
  }
  return found
}

function nameEnd(text: string, lower: string, from: number, named: boolean): number {
  let end = from
  const words = [...text.slice(from, from + 40).matchAll(/[^\s,.;:!?]+/gu)].slice(0, 4)
  const known = SURNAME.test(lower.slice(from))
  const lowerCase = !/^\p{Lu}/u.test(text.slice(from))
  for (const [index, { 0: word, index: at }] of words.entries()) {
    const between = text.slice(end, from + at)
    if (index > 0 && between !== ' ') break
    const isLower = /^\p{Ll}/u.test(word)
    if (!NAME_WORD.test(word) && !(lowerCase && named && known && index < 3 && isLower)) break
    end = from + at + word.length
  }
  // A lone capital after "tôi là" may begin any word; a name has a surname or is announced as one.
  return named || known ? end : from
}

const HOUSE =
  /(?<![a-z])(?:so nha|nha so|so|to)[ :]*\d+[a-z]?(?:[/ ]\d+)?(?:[, ]+(?:hem|to|ap|kp|khu pho)[ .]*\d+(?:\/\d+)?)*(?:[, ]+(?:duong|hem|ap) +(?:[a-z]+ ?){1,3})?/g
const HOME = new RegExp(`nha ${ME}(?![a-z])|${ME} (?:o|ngu|song|tro|thue)(?![a-z])|dia chi|nha (?:so)?$`)

/** A house, a hamlet group or a street number, where the writer says that it is home. */
function findAddresses(text: string, lower: string, names: readonly OwnData[]): OwnData[] {
  const found: OwnData[] = []
  for (const { 0: match, index } of lower.matchAll(HOUSE)) {
    const trimmed = withoutPlainWords(text.slice(index, index + match.length))
    if (!/\d/.test(trimmed) || /^so \d{6,}/.test(trimmed)) continue
    const before = lower.slice(Math.max(0, index - 30), index)
    const afterName = names.some(({ to }) => index >= to && index - to < 60 && !/[.!?\n]/.test(text.slice(to, index)))
    const isHome = HOME.test(before) || afterName
    if (isHome && /(?:hem|duong|to|ap|kp|khu pho|so nha|nha so)/.test(lower.slice(index, index + trimmed.length))) {
      found.push({ kind: 'address', from: index, to: index + trimmed.length })
    }
  }
  return found
}

/** After "đường" or "ấp" only a name is part of the address: what is written small goes on with the story. */
function withoutPlainWords(address: string): string {
  const words = address.split(' ')
  let end = words.length
  while (end > 1 && !/\d/.test(words[end - 1] ?? '') && !/^\p{Lu}/u.test(words[end - 1] ?? '')) end -= 1
  return words.slice(0, end).join(' ').trimEnd()
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

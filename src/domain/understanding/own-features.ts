import { hash, mix, slot } from './hash.js'
import { GAPS, type Item, type ItemKind } from './own-items.js'

/** Numbers of features, each with the weight one. */
export const OWN_FEATURES = 32_768
const featureOf = (name: number) => slot(name, OWN_FEATURES)

const KINDS: readonly ItemKind[] = ['phone', 'card', 'plate', 'account', 'number', 'word', 'mail']

/** A phone, card, plate or account number: whose it is, is judged by itself, after the words around it. */
export function isNumbered({ kind }: Item): boolean {
  return kind !== 'word' && kind !== 'number'
}

const salts = (names: string) => names.split(' ').map((name) => hash(`own ${name}`))
const [ITEM, NUMBERED, ONE, TWO, SORT, NEXT, BAG, AFTER, WHO, PAIR, STEP, FOUND] = salts(
  'item numbered one two sort next bag after who pair step found',
) as [number, number, number, number, number, number, number, number, number, number, number, number]

const [WORDS_BEFORE, WORDS_AFTER] = [14, 7]

/** What stands at and around one item. */
export function itemFeatures(items: readonly Item[], at: number, emit: Emit): void {
  const item = items[at] as Item
  const numbered = isNumbered(item)
  const base = numbered ? NUMBERED : ITEM
  const add: Add = (salt, one, two, three) => {
    let name = mix(base ^ salt, one)
    if (two !== undefined) name = mix(name, two)
    if (three !== undefined) name = mix(name, three)
    emit(featureOf(name))
  }
  const word = (step: number) => items[at + step]?.hash ?? (step < 0 ? 11 : 12)
  const sort = (step: number) => items[at + step]?.sort ?? 99
  const [kind, gap, own] = [KINDS.indexOf(item.kind), GAPS.indexOf(item.gap), sort(0)]
  add(ONE, 0)
  add(ONE, 1, kind)
  add(SORT, own, sort(-1), sort(1))
  add(SORT, 100 + own, gap)
  add(SORT, 200 + own, sort(1), sort(2))
  add(SORT, 300 + own, mix(sort(-1), sort(-2)), gap)
  add(NEXT, GAPS.indexOf(items[at + 1]?.gap ?? 'sentence'), own)
  add(NEXT, 100 + Math.min(3, items.length - at), own)
  for (const step of [-1, -2, -3, 1, 2]) {
    add(TWO, step, word(step))
    if (item.kind !== 'word') add(TWO, step, word(step), kind + 1)
  }
  add(PAIR, word(-2), word(-1))
  add(PAIR, word(-3), word(-2), word(-1))
  add(PAIR, own, word(-1), 1)
  add(PAIR, mix(own, gap), word(-1), 2)
  if (!numbered) {
    add(ONE, 2, word(0))
    add(ONE, 3, Number(item.capital), Number(item.gap === 'sentence'))
    add(PAIR, word(-1), word(0), 3)
    add(PAIR, word(0), word(1), 4)
    add(PAIR, Number(item.capital), word(-1), 5)
    add(PAIR, mix(Number(item.capital), word(-2)), word(-1), 6)
    add(NEXT, 200 + Math.min(3, at), own)
  }
  bags(items, at, add)
}

/** Takes one feature after the other. */
export type Emit = (feature: number) => void

type Add = (salt: number, one: number, two?: number, three?: number) => void

/** Words that stand somewhere before and after, and who was spoken of last. */
function bags(items: readonly Item[], at: number, add: Add): void {
  const item = items[at] as Item
  const numbered = isNumbered(item)
  const kind = KINDS.indexOf(item.kind)
  let [self, other] = [99, 99]
  for (let step = 1; step <= WORDS_BEFORE && at >= step; step += 1) {
    const before = items[at - step] as Item
    if (step <= 9 && (numbered || step > 3)) add(BAG, before.hash)
    if (numbered && step > 1) add(BAG, before.hash, (items[at - step + 1] as Item).hash)
    if (self === 99 && before.who === 'self') self = step
    if (other === 99 && before.who === 'other') other = step
    if (numbered && step > 1 && items[at - step + 1]?.gap === 'sentence') break
  }
  for (let step = 1; step <= WORDS_AFTER && at + step < items.length; step += 1) {
    const after = items[at + step] as Item
    if (numbered && after.gap === 'sentence') break
    if (numbered || step > 2) add(AFTER, after.hash)
    if (numbered) add(AFTER, after.hash, items[at + step + 1]?.hash ?? 12)
  }
  const nearer = self < other ? 1 : other < self ? 2 : 0
  add(WHO, 1, Math.min(6, self), kind)
  add(WHO, 2, Math.min(6, other), kind)
  add(WHO, 3, nearer, kind)
  add(WHO, 4, nearer)
  // "con gái tôi tên …" is not "tôi tên …".
  if (self < 6) add(WHO, mix(7, Math.min(3, self)), items[at - self - 1]?.hash ?? 11)
  const next = [1, 2, 3, 4].find((step) => items[at + step]?.who === 'self') ?? 9
  add(WHO, 5, next)
  add(WHO, 6, next, kind)
}

/** What follows from the item before being the writer's own. */
export function stepFeatures(items: readonly Item[], at: number, emit: Emit): void {
  const [item, before] = [items[at] as Item, items[at - 1]]
  const [kind, gap] = [KINDS.indexOf(item.kind), GAPS.indexOf(item.gap)]
  const add = (one: number, two = 0, three = 0) => emit(featureOf(mix(mix(mix(STEP, one), two), three)))
  add(1)
  add(2, kind, Number(item.capital))
  add(3, gap)
  add(4, item.hash)
  add(5, mix(before ? KINDS.indexOf(before.kind) : 9, kind), gap)
  add(6, before?.hash ?? 11)
}

/** For a number: whether and how near the writer's name or house was found before it, and whether one follows. */
export function foundFeatures(items: readonly Item[], at: number, own: readonly (0 | 1)[], emit: Emit): void {
  const kind = KINDS.indexOf((items[at] as Item).kind)
  const isOwn = (index: number) => own[index] === 1 && !isNumbered(items[index] as Item)
  let before = at - 1
  while (before >= 0 && !isOwn(before)) before -= 1
  let after = at + 1
  while (after < items.length && !isOwn(after)) after += 1
  const found = 2 * Number(before >= 0) + Number(after < items.length)
  const distance = before >= 0 ? Math.min(8, (at - before) >> 1) : 9
  const add = (one: number, two = 0) => emit(featureOf(mix(mix(FOUND, one), two)))
  add(found)
  add(found, kind + 1)
  add(10 + distance)
}

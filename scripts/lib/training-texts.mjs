// The invented texts the models learn from, and the many ways in which the same may be written.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomFrom } from './learn.mjs'
import { ROOT } from './prepare.mjs'

const FOLDER = join(ROOT, 'test', 'understanding', 'training')

/** Texts with their kind (`texts-*.json`), and tips with all that is expected of them (`tips-*.json`). */
export function readTraining() {
  const read = (prefix) =>
    readdirSync(FOLDER)
      .filter((name) => name.startsWith(prefix))
      .sort()
      .flatMap((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')).tips)
  return { texts: read('texts-'), tips: read('tips-') }
}

/** What a labelled tip teaches of its kind; nothing where the label does not say which. */
export function kindOf({ expected: { category, action, scope } }) {
  if (action === 'spam') return 'spam'
  if (category === null) return scope
  return category === 'unclassified' ? 'chatter' : category
}

/** As it stands, without marks, with half of them, with words left out, and a piece of it. */
export function manners(texts) {
  const random = randomFrom(1)
  const half = (words) => words.map((word) => (random() < 0.5 ? bare(word) : word))
  return texts.flatMap(({ text, category }) => {
    const words = text.normalize('NFC').split(' ')
    const said = [text, half(words.filter(() => random() > 0.2)).join(' ')]
    if (bare(text) !== text.normalize('NFC')) said.push(bare(text), half(words).join(' '))
    if (words.length > 12) said.push(piece(words, random).join(' '))
    return said.map((one) => ({ text: one, category }))
  })
}

function piece(words, random) {
  const length = Math.max(6, Math.floor(words.length * 0.6))
  const from = Math.floor(random() * (words.length - length + 1))
  return words.slice(from, from + length)
}

function bare(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D')
}

const SPLICED = 2_500

/** Tips for whose data it is: as they stand, without marks, and new ones put together from their sentences. */
export function ownDataTips(tips) {
  const given = tips.map(({ text, expected }) => ({
    text: text.normalize('NFC'),
    own: expected.reporter_pii.map((part) => part.normalize('NFC')),
  }))
  const unmarked = given
    .filter(({ text }) => bare(text) !== text)
    .map(({ text, own }) => ({ text: bare(text), own: own.map(bare) }))
  return [...given, ...unmarked, ...spliced(given)]
}

function spliced(tips) {
  const random = randomFrom(11)
  const pieces = tips.flatMap(({ text, own }) =>
    text.split(/(?<=[.!?\n])\s+|(?<=,)\s+/).map((said) => ({ said, own: own.filter((part) => said.includes(part)) })),
  )
  const own = pieces.filter((piece) => piece.own.length > 0)
  const others = pieces.filter((piece) => piece.own.length === 0 && /\d{3}/.test(piece.said))
  const plain = pieces.filter((piece) => piece.own.length === 0 && !/\d{3}/.test(piece.said))
  const pick = (list) => list[Math.floor(random() * list.length)]
  const one = () => {
    const draw = random()
    return pick(draw < 0.3 ? own : draw < 0.5 ? others : plain)
  }
  const end = () => {
    const draw = random()
    return draw < 0.4 ? '.' : draw < 0.5 ? ',' : ''
  }
  return Array.from({ length: SPLICED }, () => {
    const parts = Array.from({ length: 2 + Math.floor(random() * 4) }, one)
    return {
      text: parts.map(({ said }) => said.replace(/[,.]$/, '') + end()).join(' '),
      own: parts.flatMap((part) => part.own),
    }
  })
}

import type { Translator } from '../../app/ports.js'
import type { Choice, Reply, Words } from '../../domain/conversation/types.js'
import type { Button } from './api-types.js'

/** One message of ours, as `sendMessage` takes it: plain text with entities, so that no word can be taken for markup. */
export interface Drawn {
  readonly text: string
  readonly entities: readonly Entity[]
  readonly buttons: readonly (readonly Button[])[]
}

/** Offsets count UTF-16 units, as JavaScript's own do. */
interface Entity {
  readonly type: 'bold' | 'code'
  readonly offset: number
  readonly length: number
}

interface Paragraph {
  readonly text: string
  readonly entities: readonly Entity[]
}

export interface Drawing {
  readonly translator: Translator
  readonly language: string
  /** Names the turn these buttons belong to, so that a press on an old one is known. */
  readonly mark: string
  /** Further buttons, below those of the question. */
  readonly more?: readonly (readonly Button[])[]
}

/** Of a message, after entities are parsed. */
const MESSAGE_LENGTH = 4096
/** Two buttons stand beside each other on a small phone as long as neither is longer than this. */
const SHORT = 18
/** What waits in a field elsewhere is shown here only so far that its writer knows it again. */
const PREFILL_SHOWN = 300

/** Takes what waits (see `Reply.prefill`) as the answer; no choice has this id. */
export const USE_WORDS = '='

/** All replies of a turn in as few messages as they fit into, the buttons of the last one under the last. */
export function draw(replies: readonly Reply[], drawing: Drawing): Drawn[] {
  const paragraphs = replies.flatMap((reply) => paragraphsOf(reply, drawing))
  const texts = pack(paragraphs.flatMap(fitting))
  const asked = replies.at(-1)
  const buttons = [...(asked ? buttonsOf(asked, drawing) : []), ...(drawing.more ?? [])]
  return texts.map((text, index) => ({ ...text, buttons: index === texts.length - 1 ? buttons : [] }))
}

function paragraphsOf(reply: Reply, drawing: Drawing): Paragraph[] {
  const words = wordsIn(drawing)
  const [head = '', ...rest] = words(reply).split('\n\n')
  const { call = [], card = [], code, prefill } = reply
  return [
    call.length > 0 || rest.length > 0 ? bold(head) : plain(head),
    ...(call.length > 0 ? [numbers(call.map(({ number, label }) => [number, words(label)]))] : []),
    ...rest.map(plain),
    ...card.map(({ label, value }) => labelled(words(label), words(value))),
    ...(code === undefined ? [] : [monospaced(code)]),
    ...(prefill === undefined ? [] : [labelled(words({ key: 'message.unsent' }), shortened(prefill))]),
  ]
}

function shortened(text: string): string {
  const letters = [...text]
  return letters.length > PREFILL_SHOWN ? `${letters.slice(0, PREFILL_SHOWN).join('')}…` : text
}

function plain(text: string): Paragraph {
  return { text: text.normalize('NFC'), entities: [] }
}

function bold(head: string): Paragraph {
  const text = head.normalize('NFC')
  return { text, entities: [{ type: 'bold', offset: 0, length: text.length }] }
}

function monospaced(text: string): Paragraph {
  return { text, entities: [{ type: 'code', offset: 0, length: text.length }] }
}

function labelled(label: string, value: string): Paragraph {
  const head = label.normalize('NFC')
  return { text: `${head}\n${value.normalize('NFC')}`, entities: [{ type: 'bold', offset: 0, length: head.length }] }
}

/** A line for each, the number to tap on first. */
function numbers(lines: readonly (readonly [string, string])[]): Paragraph {
  let text = ''
  const entities = lines.map(([number, label]) => {
    const offset = text.length + (text === '' ? 0 : 1)
    text = `${text}${text === '' ? '' : '\n'}${number}  ${label.normalize('NFC')}`
    return { type: 'bold' as const, offset, length: number.length }
  })
  return { text, entities }
}

/** A paragraph that no message can hold is cut at a space, as near to the end as there is one. */
function fitting(paragraph: Paragraph): Paragraph[] {
  const { text } = paragraph
  if (text.length <= MESSAGE_LENGTH) return [paragraph]
  const space = text.lastIndexOf(' ', MESSAGE_LENGTH)
  // Without a space in reach the cut still may not fall inside a character of two units.
  const cut =
    space > MESSAGE_LENGTH / 2
      ? space
      : MESSAGE_LENGTH - Number(/[\ud800-\udbff]/.test(text.charAt(MESSAGE_LENGTH - 1)))
  const first = { text: text.slice(0, cut), entities: paragraph.entities.filter(({ length }) => length <= cut) }
  return [first, ...fitting(plain(text.slice(cut).trimStart()))]
}

function pack(paragraphs: readonly Paragraph[]): Paragraph[] {
  const packed: Paragraph[] = []
  for (const next of paragraphs) {
    const last = packed.at(-1)
    if (last && last.text.length + next.text.length + 2 <= MESSAGE_LENGTH) packed.splice(-1, 1, join(last, next))
    else packed.push(next)
  }
  return packed
}

function join(one: Paragraph, other: Paragraph): Paragraph {
  const offset = one.text.length + 2
  const moved = other.entities.map((entity) => ({ ...entity, offset: entity.offset + offset }))
  return { text: `${one.text}\n\n${other.text}`, entities: [...one.entities, ...moved] }
}

function buttonsOf({ choices = [], code, prefill, input }: Reply, drawing: Drawing): Button[][] {
  const words = wordsIn(drawing)
  const pressed = (id: string, text: string): Button => ({ text, callback_data: dataOf(drawing.mark, id) })
  const own = (choice: Choice) => pressed(choice.id, labelOf(choice, words))
  const takesWords = prefill !== undefined && input !== undefined
  return [
    ...(code === undefined ? [] : [[{ text: words({ key: 'telegram.copyCode' }), copy_text: { text: code } }]]),
    ...(takesWords ? [[pressed(USE_WORDS, words({ key: 'telegram.useWords' }))]] : []),
    ...inRows(choices.filter(({ id }) => !WAYS_OUT.includes(id)).map(own)),
    ...inRows(choices.filter(({ id }) => WAYS_OUT.includes(id)).map(own)),
  ]
}

const WAYS_OUT: readonly string[] = ['back', 'cancel']

/** Words for what a button on a phone cannot hold; the message above says the rest. */
const SHORTER: Readonly<Record<string, string>> = { 'send-restricted': 'telegram.sendRestricted' }

function labelOf({ id, label }: Choice, words: (words: Words) => string): string {
  const shorter = SHORTER[id]
  return words(shorter ? { key: shorter } : label).normalize('NFC')
}

function inRows(buttons: readonly Button[]): Button[][] {
  const rows: Button[][] = []
  for (const button of buttons) {
    const row = rows.at(-1)
    const fits = row?.length === 1 && [...row, button].every(({ text }) => [...text].length <= SHORT)
    if (row && fits) row.push(button)
    else rows.push([button])
  }
  return rows
}

/** At most 64 bytes: ids are ASCII and short. */
export function dataOf(mark: string, id: string): string {
  return `${mark}:${id}`
}

export function readData(data: string): { readonly mark: string; readonly id: string } {
  const [mark = '', ...id] = data.split(':')
  return { mark, id: id.join(':') }
}

function wordsIn({ translator, language }: Drawing) {
  return (words: Words) => ('key' in words ? translator.say(language, words) : words.text)
}

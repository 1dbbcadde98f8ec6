import type { MessageEntity } from '@grammyjs/types'
import { badRequest } from './refusal.js'

export interface Formatted {
  readonly text: string
  readonly entities: MessageEntity[]
}

interface OpenTag {
  readonly name: string
  readonly offset: number
  readonly attributes: ReadonlyMap<string, string>
}

type Plain = MessageEntity.CommonMessageEntity['type']
const TAGS: Readonly<Record<string, Plain | 'text_link' | 'pre' | 'custom_emoji'>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
}
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }
const CHARACTER = /&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([0-9a-f]{1,6}));?/iy
const START = /<([^\s>]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/y
const END = /<\/([^\s>]*)\s*>/y
const ATTRIBUTE = /([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g

/**
 * Telegram's HTML mode, with the refusals of its own parser (`do_parse_html` in the source of tdlib). Byte offsets
 * count UTF-8, entity offsets UTF-16.
 */
export function parseHtml(source: string): Formatted {
  const state: ParseState = { source, at: 0, text: '', open: [], entities: [] }
  while (state.at < source.length) {
    if (source[state.at] !== '<') readCharacter(state)
    else if (source[state.at + 1] === '/') readEnd(state)
    else readStart(state)
  }
  const unclosed = state.open.at(-1)
  if (unclosed) throw refuse(`Can't find end tag corresponding to start tag ${unclosed.name}`)
  state.entities.sort((a, b) => a.offset - b.offset || b.length - a.length)
  return { text: state.text, entities: state.entities }
}

interface ParseState {
  readonly source: string
  at: number
  text: string
  readonly open: OpenTag[]
  readonly entities: MessageEntity[]
}

function refuse(text: string): Error {
  return badRequest(`can't parse entities: ${text}`)
}

function matchHere(state: ParseState, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = state.at
  return pattern.exec(state.source)
}

function readCharacter(state: ParseState): void {
  const found = state.source[state.at] === '&' ? matchHere(state, CHARACTER) : null
  const decoded = found && decode(found)
  state.text += decoded || state.source[state.at]
  state.at += decoded ? (found?.[0].length ?? 1) : 1
}

function decode([, name, decimal, hex]: RegExpExecArray): string | undefined {
  if (name) return NAMED[name]
  const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

function byteOffset({ source, at }: ParseState): number {
  return Buffer.byteLength(source.slice(0, at))
}

function readStart(state: ParseState): void {
  const byte = byteOffset(state)
  const found = matchHere(state, START)
  const name = (/^<([^\s>]*)/.exec(state.source.slice(state.at))?.[1] ?? '').toLowerCase()
  if (!found && !/[\s>]/.test(state.source.slice(state.at))) throw refuse(`Unclosed start tag at byte offset ${byte}`)
  if (!Object.hasOwn(TAGS, name)) throw refuse(`Unsupported start tag "${name}" at byte offset ${byte}`)
  if (!found) throw refuse(`Unclosed start tag "${name}" at byte offset ${byte}`)
  const attributes = readAttributes(found[2] ?? '')
  if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
    throw refuse(`Tag "span" must have class "tg-spoiler" at byte offset ${byte}`)
  }
  state.open.push({ name, offset: state.text.length, attributes })
  state.at += found[0].length
}

function readAttributes(source: string): Map<string, string> {
  const found = [...source.matchAll(ATTRIBUTE)]
  return new Map(found.map(([, name, double, single, bare]) => [name ?? '', double ?? single ?? bare ?? '']))
}

function readEnd(state: ParseState): void {
  const byte = byteOffset(state)
  const tag = state.open.pop()
  if (!tag) throw refuse(`Unexpected end tag at byte offset ${byte}`)
  const found = matchHere(state, END)
  if (!found) throw refuse(`Unclosed end tag at byte offset ${byte}`)
  const name = (found[1] ?? '').toLowerCase()
  if (name && name !== tag.name) {
    throw refuse(`Unmatched end tag at byte offset ${byte}, expected "</${tag.name}>", found "</${name}>"`)
  }
  state.at += found[0].length
  const length = state.text.length - tag.offset
  const entity = length > 0 ? entityOf(tag, length) : undefined
  if (entity) state.entities.push(entity)
}

function entityOf(tag: OpenTag, length: number): MessageEntity | undefined {
  const place = { offset: tag.offset, length }
  const type = TAGS[tag.name] ?? 'code'
  if (type === 'text_link') return linkOf(tag, place)
  if (type === 'custom_emoji') return { type, ...place, custom_emoji_id: tag.attributes.get('emoji-id') ?? '' }
  if (type === 'blockquote' && tag.attributes.has('expandable')) return { type: 'expandable_blockquote', ...place }
  return { type, ...place }
}

/** A link without a usable address is shown as plain text, not refused. */
function linkOf(tag: OpenTag, place: { offset: number; length: number }): MessageEntity | undefined {
  const url = tag.attributes.get('href') ?? ''
  return /^(https?:\/\/[^\s/]+|tg:\/\/|tel:|mailto:)/i.test(url) ? { type: 'text_link', ...place, url } : undefined
}

import type { MessageEntity } from '@grammyjs/types'
import { type Formatted, parseHtml } from './html.js'
import type { Params } from './params.js'
import { badRequest } from './refusal.js'

const TEXT_LIMIT = 4096
const CAPTION_LIMIT = 1024

/**
 * The text of a message: 1-4096 characters after entity parsing. Counted in UTF-16 units, the strictest of the ways
 * in which clients count, so what passes here passes with Telegram.
 */
export function readText(params: Params): Formatted {
  if (!params.has('text')) throw badRequest('message text is empty')
  const formatted = readFormatted(params, 'text', 'entities')
  if (formatted.text === '') throw badRequest('text must be non-empty')
  if (formatted.text.length > TEXT_LIMIT) throw badRequest('message is too long')
  return formatted
}

export function readCaption(params: Params): Formatted {
  const formatted = readFormatted(params, 'caption', 'caption_entities')
  if (formatted.text.length > CAPTION_LIMIT) throw badRequest('message caption is too long')
  return formatted
}

/** HTML, or plain text with entities. The Markdown modes are not known here and refused like any unknown one. */
function readFormatted(params: Params, field: string, entitiesField: string): Formatted {
  const source = params.text(field)
  const mode = params.text('parse_mode').toLowerCase()
  if (mode === 'html') return trim(parseHtml(source))
  if (mode !== '' && mode !== 'none') throw badRequest('unsupported parse_mode')
  return trim({ text: source, entities: (params.listIfAny(entitiesField) ?? []) as MessageEntity[] })
}

/** Telegram drops white space at both ends and moves the entities along. */
function trim({ text, entities }: Formatted): Formatted {
  const start = text.length - text.trimStart().length
  const trimmed = text.trim()
  const moved = entities.map((entity) => clip(entity, start, trimmed.length))
  return { text: trimmed, entities: moved.filter((entity) => entity.length > 0) }
}

function clip(entity: MessageEntity, start: number, size: number): MessageEntity {
  const from = Math.max(entity.offset - start, 0)
  const to = Math.min(entity.offset + entity.length - start, size)
  return { ...entity, offset: from, length: to - from }
}

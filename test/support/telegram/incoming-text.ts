import type { MessageEntity } from '@grammyjs/types'

const COMMAND = /(?<![\p{L}\p{N}_/<>])\/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\p{L}\p{N}_/<>])/gu

/**
 * Commands are marked for the bot wherever they stand in a text, as `find_bot_commands` of tdlib does: neither the
 * date 30/4 nor /xóa with its accent is one.
 */
export function commandsIn(text: string): { entities?: MessageEntity[] } {
  const found = [...text.matchAll(COMMAND)]
  const entities = found.map(({ index, 0: { length } }) => ({ type: 'bot_command' as const, offset: index, length }))
  return entities.length > 0 ? { entities } : {}
}

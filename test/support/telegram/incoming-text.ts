import type { MessageEntity } from '@grammyjs/types'

/** Commands are marked for the bot wherever they stand in a text. */
export function commandsIn(text: string): { entities?: MessageEntity[] } {
  const found = [...text.matchAll(/(?<![\w/])\/\w{1,64}(?:@\w{5,32})?/g)]
  const entities = found.map(({ index, 0: { length } }) => ({ type: 'bot_command' as const, offset: index, length }))
  return entities.length > 0 ? { entities } : {}
}

import { grammyBot } from './grammy-bot.js'
import { telegrafBot } from './telegraf-bot.js'
import type { MakeBot } from './test-bot.js'

/** Two clients that share no code of ours, so that the server cannot fit just one of them. */
export const clients: readonly (readonly [name: string, make: MakeBot])[] = [
  ['telegraf', telegrafBot],
  ['grammY', grammyBot],
]

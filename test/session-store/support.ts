import { randomBytes } from 'node:crypto'
import { Bot, type Context, type StorageAdapter } from 'grammy'
import { Telegraf, type Context as TelegrafContext } from 'telegraf'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { createSessionStore, encryptSessions } from '../../src/session-store/index.js'
import { type Client, connect } from '../../src/store/redis.js'
import { createSessionBox } from '../../src/vault/session-box.js'
import { startRedis, type TestRedis } from '../support/redis.js'

/** A server and a connection for one test file, empty before each test. */
export function useRedis() {
  let server: TestRedis
  let redis: Client
  beforeAll(async () => {
    server = await startRedis({ durable: false })
    redis = connect(server.url)
  })
  beforeEach(async () => {
    await redis.flushall()
    await redis.config('RESETSTAT')
  })
  afterAll(async () => {
    redis.disconnect()
    await server.stop()
  })
  return { redis: () => redis, url: () => server.url, server: () => server }
}

/** How often Redis ran a command since the test began. */
export async function calls(redis: Client, command: string): Promise<number> {
  const stats = await redis.info('commandstats')
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0)
}

export const PREFIX = 'tin:'
export const box = createSessionBox(randomBytes(32))

/** Both kinds of sessions: what holds for one as storage of a bot holds for the other. `keyOf`: where it is in Redis. */
export interface Kind {
  readonly kind: 'plain' | 'encrypted'
  store<T>(redis: Client): StorageAdapter<T>
  keyOf(key: string): string
}

export const KINDS: readonly Kind[] = [
  {
    kind: 'plain',
    store: <T>(redis: Client) => createSessionStore<T>({ redis, prefix: PREFIX }),
    keyOf: (key) => PREFIX + key,
  },
  {
    kind: 'encrypted',
    store: <T>(redis: Client) => encryptSessions<T>(createSessionStore<string>({ redis, prefix: PREFIX }), box),
    keyOf: (key) => PREFIX + box.nameOf(key),
  },
]

const ME = {
  id: 1,
  is_bot: true as const,
  first_name: 'Hòm thư',
  username: 'hom_thu_bot',
  can_join_groups: false,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  can_manage_bots: false,
  supports_join_request_queries: false,
}

export function grammyBot<C extends Context>(): Bot<C> {
  return new Bot<C>('1:test', { botInfo: ME })
}

export function telegrafBot<C extends TelegrafContext>(): Telegraf<C> {
  const bot = new Telegraf<C>('1:test')
  bot.botInfo = ME
  return bot
}

let updates = 0

/** A message in a private chat, as Telegram sends it; both libraries take it. */
export function message(text = 'tin', chat = 7) {
  updates += 1
  return {
    update_id: updates,
    message: {
      message_id: updates,
      date: 1_790_000_000,
      chat: { id: chat, type: 'private' as const, first_name: 'A' },
      from: { id: chat, is_bot: false, first_name: 'A' },
      text,
    },
  }
}

export async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of all) found.push(one)
  return found
}

import { type Context, type SessionFlavor, session } from 'grammy'
import type { Context as TelegrafContext } from 'telegraf'
import { session as telegrafSession } from 'telegraf/session'
import { describe, expect, it } from 'vitest'
import { asTelegrafStore } from '../../src/session-store/index.js'
import { type Client, connect } from '../../src/store/redis.js'
import { grammyBot, KINDS, message, telegrafBot, useRedis } from './support.js'

interface Draft {
  n: number
  words: string[]
}
interface DraftContext extends TelegrafContext {
  session: Draft
}
const newDraft = (): Draft => ({ n: 0, words: [] })

process.env.EXPERIMENTAL_SESSION_CHECKS = '1'
const { redis, url } = useRedis()

describe.each(KINDS)('a grammY bot and a telegraf bot on the $kind store', ({ store }) => {
  const withGrammy = (client: Client) => {
    const bot = grammyBot<Context & SessionFlavor<Draft>>()
    bot.use(session({ initial: newDraft, storage: store<Draft>(client) }))
    bot.use((ctx) => {
      ctx.session.n += 1
      ctx.session.words.push(ctx.message?.text ?? '')
    })
    return bot
  }
  const withTelegraf = (client: Client, handler: (ctx: DraftContext) => unknown = countWords) => {
    const bot = telegrafBot<DraftContext>()
    const getSessionKey = (ctx: TelegrafContext) => (ctx.chat ? String(ctx.chat.id) : undefined)
    const ours = asTelegrafStore(store<Draft>(client))
    bot.use(telegrafSession<Draft, DraftContext>({ store: ours, getSessionKey, defaultSession: newDraft }))
    bot.use(async (ctx) => {
      await handler(ctx)
    })
    bot.catch((error) => {
      throw error
    })
    return bot
  }
  function countWords(ctx: DraftContext) {
    ctx.session.n += 1
    ctx.session.words.push(ctx.text ?? '')
  }

  it('take turns on one chat, and the counter never skips', async () => {
    const other = connect(url())
    const bots = [withGrammy(redis()), withTelegraf(other)]
    for (let turn = 0; turn < 40; turn += 1) {
      await bots[turn % 2]?.handleUpdate(message(`chữ ${turn}`, -1001234567890))
      expect(await store<Draft>(redis()).read('-1001234567890')).toMatchObject({ n: turn + 1 })
    }
    const words = Array.from({ length: 40 }, (_, turn) => `chữ ${turn}`)
    expect(await store<Draft>(redis()).read('-1001234567890')).toEqual({ n: 40, words })
    other.disconnect()
  })

  it('agree on what is deleted', async () => {
    await withGrammy(redis()).handleUpdate(message())
    const clear = withTelegraf(redis(), (ctx) => {
      ctx.session = undefined as never
    })
    await clear.handleUpdate(message())
    expect(await redis().dbsize()).toBe(0)
    await withGrammy(redis()).handleUpdate(message('sau'))
    expect(await store<Draft>(redis()).read('7')).toEqual({ n: 1, words: ['sau'] })
  })

  it('differ where the libraries do: telegraf writes nothing untouched, and writes what a failed handler left', async () => {
    await withTelegraf(redis(), () => undefined).handleUpdate(message())
    expect(await redis().dbsize()).toBe(0)
    const failing = withTelegraf(redis(), (ctx) => {
      ctx.session.n = 9
      throw new Error('handler')
    })
    await expect(failing.handleUpdate(message())).rejects.toThrow('handler')
    expect(await store<Draft>(redis()).read('7')).toMatchObject({ n: 9 })
  })
})

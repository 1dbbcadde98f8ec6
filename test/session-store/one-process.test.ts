import { randomUUID } from 'node:crypto'
import { setImmediate as immediately } from 'node:timers/promises'
import { type Context, type SessionFlavor, session } from 'grammy'
import type { Context as TelegrafContext } from 'telegraf'
import { session as telegrafSession } from 'telegraf/session'
import { describe, expect, it } from 'vitest'
import { asTelegrafStore, type TelegrafStore } from '../../src/session-store/index.js'
import { createCitizenSessions } from '../../src/store/sessions.js'
import { grammyBot, KINDS, message, telegrafBot, useRedis } from './support.js'

interface Count {
  n: number
}
interface CountContext extends TelegrafContext {
  session: Count
}
type Next = () => Promise<void>
const zero = (): Count => ({ n: 0 })

process.env.EXPERIMENTAL_SESSION_CHECKS = '1'
const { redis } = useRedis()

const oneAtATime = (ctx: { chat?: { id: number } | undefined }, next: Next) =>
  createCitizenSessions(redis(), randomUUID).exclusively(String(ctx.chat?.id), next)
const asItComes: typeof oneAtATime = (_, next) => next()

const inOneStep = (ctx: { session: Count }) => {
  ctx.session.n += 1
}
const acrossAnAwait = async (ctx: { session: Count }) => {
  const { n } = ctx.session
  await redis().ping()
  ctx.session = { n: n + 1 }
}

describe.each(KINDS)('updates of one chat that overlap in one process, on the $kind store', ({ store }) => {
  const stored = async () => (await store<Count>(redis()).read('7'))?.n
  const bridge = () => asTelegrafStore(store<Count>(redis()))

  const telegraf = (handler: (ctx: CountContext) => unknown, before = asItComes, sessions = bridge()) => {
    const bot = telegrafBot<CountContext>()
    const getSessionKey = (ctx: TelegrafContext) => String(ctx.chat?.id)
    bot.use(before, telegrafSession<Count, CountContext>({ store: sessions, getSessionKey, defaultSession: zero }))
    bot.use(async (ctx) => {
      await handler(ctx)
    })
    return bot
  }
  const grammy = (handler: (ctx: { session: Count }) => unknown, before = asItComes) => {
    const bot = grammyBot<Context & SessionFlavor<Count>>()
    bot.use(before, session({ initial: zero, storage: store<Count>(redis()) }))
    bot.use(async (ctx) => {
      await handler(ctx)
    })
    return bot
  }
  const takes = async (bot: { handleUpdate(update: ReturnType<typeof message>): Promise<void> }, count: number) => {
    await Promise.all(Array.from({ length: count }, () => bot.handleUpdate(message())))
    return stored()
  }

  it('telegraf keeps 50 of 50 that read and write in one step', async () => {
    expect(await takes(telegraf(inOneStep), 50)).toBe(50)
  })

  it('telegraf keeps 1 of 50 that hold a value across an await, as the readme warns', async () => {
    expect(await takes(telegraf(acrossAnAwait), 50)).toBe(1)
  })

  it('grammY keeps 1 of 50 without a sequentializer, as the readme warns', async () => {
    expect(await takes(grammy(inOneStep), 50)).toBe(1)
  })

  it('both keep all of them under one lock around the whole handler', async () => {
    expect(await takes(telegraf(acrossAnAwait, oneAtATime), 20)).toBe(20)
    expect(await takes(grammy(acrossAnAwait, oneAtATime), 20)).toBe(40)
  })

  /** Each update comes at the very moment when telegraf has let go of its copy and asked the store to write. */
  async function oneAfterTheOther(sessions: TelegrafStore<Count>): Promise<number | undefined> {
    const all: Promise<void>[] = []
    const store: TelegrafStore<Count> = {
      ...sessions,
      set(name, value) {
        const writing = sessions.set(name, value)
        if (all.length < 20) all.push(bot.handleUpdate(message()))
        return writing
      },
    }
    const bot = telegraf(inOneStep, asItComes, store)
    all.push(bot.handleUpdate(message()))
    for (const update of all) await update
    return stored()
  }

  it('telegraf keeps 20 of 20 that come just as the one before is written', async () => {
    expect(await oneAfterTheOther(bridge())).toBe(20)
  })

  it('which is owed to handing SET over at once: a store that awaits first loses some', async () => {
    const late = bridge()
    const set: typeof late.set = async (name, value) => {
      await immediately()
      await late.set(name, value)
    }
    expect(await oneAfterTheOther({ ...late, set })).toBeLessThan(20)
  })
})

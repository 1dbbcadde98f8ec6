import { type Context, type LazySessionFlavor, lazySession, type SessionFlavor, session } from 'grammy'
import { describe, expect, it } from 'vitest'
import { calls, grammyBot, KINDS, message, useRedis } from './support.js'

interface Draft {
  n: number
  places: { ward: string; note?: string }[]
}
const newDraft = (): Draft => ({ n: 0, places: [] })

const { redis } = useRedis()

describe.each(KINDS)("grammY's session on the $kind store", ({ store }) => {
  const count = (prefix?: string) => {
    const bot = grammyBot<Context & SessionFlavor<Draft>>()
    bot.use(session({ initial: newDraft, storage: store<Draft>(redis()), ...(prefix ? { prefix } : {}) }))
    bot.use((ctx) => {
      ctx.session.n += 1
      ctx.session.places.push({ ward: 'Phường Sơn Đông', note: ctx.message?.text ?? '' })
    })
    return bot
  }

  it('carries nested Vietnamese data from one bot to the next', async () => {
    await count().handleUpdate(message('cờ bạc'))
    await count().handleUpdate(message('cờ bạc'.normalize('NFD')))
    const places = ['cờ bạc', 'cờ bạc'.normalize('NFD')].map((note) => ({ ward: 'Phường Sơn Đông', note }))
    expect(await store<Draft>(redis()).read('7')).toEqual({ n: 2, places })
  })

  it('keeps chats apart, and bots by their prefix', async () => {
    for (const chat of [7, -1001234567890, 7]) await count().handleUpdate(message('tin', chat))
    await count('khác:').handleUpdate(message('tin', 7))
    const found = store<Draft>(redis())
    const ns = await Promise.all(['7', '-1001234567890', 'khác:7', '8'].map(async (key) => (await found.read(key))?.n))
    expect(ns).toEqual([2, 1, 1, undefined])
  })

  it('writes what `initial` gave, also when no handler touches it', async () => {
    const bot = grammyBot<Context & SessionFlavor<Draft>>()
    bot.use(session({ initial: newDraft, storage: store<Draft>(redis()) }))
    await bot.handleUpdate(message())
    expect(await store<Draft>(redis()).read('7')).toEqual(newDraft())
  })

  it.each([0, 5, '', 'chữ', false, true])('keeps the primitive %j as it is', async (value) => {
    const seen: unknown[] = []
    const bot = grammyBot<Context & SessionFlavor<typeof value>>()
    bot.use(session({ initial: () => 'first', storage: store<typeof value>(redis()) }))
    bot.use((ctx) => {
      seen.push(ctx.session)
      ctx.session = value
    })
    await bot.handleUpdate(message())
    await bot.handleUpdate(message())
    expect(seen).toEqual(['first', value])
  })

  it.each([null, undefined])('deletes a session that is set to %s, and begins anew', async (nothing) => {
    const bot = grammyBot<Context & SessionFlavor<Draft>>()
    bot.use(session({ initial: newDraft, storage: store<Draft>(redis()) }))
    bot.use((ctx) => {
      if (ctx.message?.text === 'xóa') ctx.session = nothing
      else ctx.session.n += 1
    })
    for (const text of ['tin', 'tin', 'xóa']) await bot.handleUpdate(message(text))
    expect(await redis().dbsize()).toBe(0)
    await bot.handleUpdate(message())
    expect(await store<Draft>(redis()).read('7')).toEqual({ n: 1, places: [] })
  })

  it('writes nothing of a handler that throws', async () => {
    await count().handleUpdate(message())
    const bot = grammyBot<Context & SessionFlavor<Draft>>()
    bot.use(session({ initial: newDraft, storage: store<Draft>(redis()) }))
    bot.use((ctx) => {
      ctx.session.n = 99
      throw new Error('handler')
    })
    await expect(bot.handleUpdate(message())).rejects.toThrow('handler')
    expect((await store<Draft>(redis()).read('7'))?.n).toBe(1)
  })

  it('touches nothing for an update that belongs to no chat', async () => {
    const bot = grammyBot<Context & SessionFlavor<Draft>>()
    bot.use(session({ initial: newDraft, storage: store<Draft>(redis()) }))
    const poll = { id: '1', question: '?', options: [], total_voter_count: 0 }
    await bot.handleUpdate({ update_id: 1, poll } as never)
    expect(await redis().dbsize()).toBe(0)
  })
})

describe.each(KINDS)("grammY's lazySession on the $kind store", ({ store }) => {
  type LazyContext = Context & LazySessionFlavor<Draft>
  const lazy = (handler: (ctx: LazyContext) => unknown) => {
    const bot = grammyBot<LazyContext>()
    bot.use(lazySession({ initial: newDraft, storage: store<Draft>(redis()) }))
    bot.use(async (ctx) => {
      await handler(ctx)
    })
    return bot
  }
  const traffic = async () => [await calls(redis(), 'get'), await calls(redis(), 'set'), await calls(redis(), 'del')]

  it('asks Redis nothing when no handler touches the session', async () => {
    await lazy(() => undefined).handleUpdate(message())
    expect(await traffic()).toEqual([0, 0, 0])
  })

  it('writes without reading when a handler only writes', async () => {
    const bot = lazy((ctx) => {
      ctx.session = { n: 4, places: [] }
    })
    await bot.handleUpdate(message())
    expect(await traffic()).toEqual([0, 1, 0])
    expect((await store<Draft>(redis()).read('7'))?.n).toBe(4)
  })

  it('reads once and writes once when a handler reads', async () => {
    const bot = lazy(async (ctx) => {
      const draft = await ctx.session
      draft.n += 1
      await ctx.session
    })
    await bot.handleUpdate(message())
    await bot.handleUpdate(message())
    expect(await traffic()).toEqual([2, 2, 0])
    expect((await store<Draft>(redis()).read('7'))?.n).toBe(2)
  })

  it('deletes without reading when a handler sets null', async () => {
    await store<Draft>(redis()).write('7', newDraft())
    const bot = lazy((ctx) => {
      ctx.session = null
    })
    await bot.handleUpdate(message())
    expect(await calls(redis(), 'get')).toBe(0)
    expect(await redis().dbsize()).toBe(0)
  })
})

describe.each(KINDS)("grammY's multi sessions on the $kind store", ({ store }) => {
  interface Parts {
    draft: Draft
    language: string
  }
  const multi = () => {
    const bot = grammyBot<Context & SessionFlavor<Parts>>()
    bot.use(
      session<Parts, Context & SessionFlavor<Parts>>({
        type: 'multi',
        draft: { initial: newDraft, storage: store<Draft>(redis()), prefix: 'draft:' },
        language: {
          initial: () => 'vi',
          storage: store<string>(redis()),
          prefix: 'language:',
          getSessionKey: (ctx) => ctx.from?.id.toString(),
        },
      }),
    )
    return bot
  }
  const stored = async () => [
    await store<Draft>(redis()).read('draft:7'),
    await store<string>(redis()).read('language:7'),
  ]

  it('keeps each part under its own key', async () => {
    const bot = multi()
    bot.use((ctx) => {
      ctx.session.draft.n += 1
      ctx.session.language = 'en'
    })
    await bot.handleUpdate(message())
    await bot.handleUpdate(message())
    expect(await stored()).toEqual([{ n: 2, places: [] }, 'en'])
  })

  it('deletes one part and keeps the other', async () => {
    const bot = multi()
    bot.hears('xóa', (ctx) => {
      ctx.session.draft = null as never
    })
    await bot.handleUpdate(message())
    await bot.handleUpdate(message('xóa'))
    expect(await stored()).toEqual([undefined, 'vi'])
  })
})

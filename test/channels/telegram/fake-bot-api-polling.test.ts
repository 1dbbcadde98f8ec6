import type { Update } from '@grammyjs/types'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BotApi, startBotApi } from '../../support/telegram/server.js'
import { clients } from './clients.js'
import { eventually, type TestBot } from './test-bot.js'

let api: BotApi
let bot: TestBot

beforeEach(async () => {
  api = await startBotApi()
})

afterEach(async () => {
  await bot.stop()
  await api.close()
})

const getUpdates = (payload: object) => bot.call('getUpdates', payload) as Promise<Update[]>

describe.each(clients)('how the fake Bot API is polled, with %s', (_name, makeBot) => {
  beforeEach(() => {
    bot = makeBot(api)
  })

  it('gives unconfirmed updates again, as after a crash, until an offset confirms them', async () => {
    const person = api.person()
    for (const words of ['một', 'hai', 'ba']) await person.say(words)
    const first = await getUpdates({ limit: 2 })
    const again = await getUpdates({})
    expect(first.map(({ message }) => message?.text)).toEqual(['một', 'hai'])
    expect(again.map(({ message }) => message?.text)).toEqual(['một', 'hai', 'ba'])
    const rest = await getUpdates({ offset: (first[1]?.update_id ?? 0) + 1 })
    expect(rest.map(({ message }) => message?.text)).toEqual(['ba'])
    expect(api.pending()).toBe(1)
    await getUpdates({ offset: -1 })
    expect(api.pending()).toBe(1)
  })

  it('waits for an update and gives it as soon as it comes', async () => {
    const waiting = getUpdates({ timeout: 30 })
    await eventually(() => expect(api.count('getUpdates')).toBe(1))
    await api.person().say('đây')
    expect((await waiting).map(({ message }) => message?.text)).toEqual(['đây'])
  })

  it('gives an album in one answer', async () => {
    const waiting = getUpdates({ timeout: 30 })
    await eventually(() => expect(api.count('getUpdates')).toBe(1))
    await api.person().sendAlbum([
      { kind: 'photo', content: 100 },
      { kind: 'video', content: 100 },
    ])
    expect(await waiting).toHaveLength(2)
  })

  it('answers with nothing when the time is up', async () => {
    expect(await getUpdates({ timeout: 1 })).toEqual([])
  })

  it('ends the first of two pollers with 409', async () => {
    const first = bot.refused('getUpdates', { timeout: 30 })
    await eventually(() => expect(api.count('getUpdates')).toBe(1))
    const second = getUpdates({ timeout: 30 })
    expect(await first).toMatchObject({
      code: 409,
      description: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    })
    await api.person().say('cho người thứ hai')
    expect(await second).toHaveLength(1)
  })

  it('gives only the kinds that were asked for, and remembers them', async () => {
    const person = api.person()
    await getUpdates({ allowed_updates: ['callback_query'] })
    await person.say('không ai nghe')
    await getUpdates({})
    await person.say('vẫn không')
    expect(api.pending()).toBe(0)
    await getUpdates({ allowed_updates: [] })
    await person.say('nghe rồi')
    expect(api.pending()).toBe(1)
  })

  it('sends an update again on demand, although it was confirmed', async () => {
    await bot.poll()
    const person = api.person()
    await person.say('hai lần')
    await eventually(() => expect(bot.handled).toHaveLength(1))
    await eventually(() => expect(api.pending()).toBe(0))
    api.redeliver(bot.handled[0] ?? 0)
    await eventually(() => expect(bot.handled).toHaveLength(2))
    expect(bot.handled[1]).toBe(bot.handled[0])
    await person.say('ba')
    await eventually(() => expect(bot.handled).toHaveLength(3))
  })

  it('drops what the bot did not fetch for a day, and presses after 150 seconds', async () => {
    const person = api.person()
    const markup = { inline_keyboard: [[{ text: 'x', callback_data: 'x' }]] }
    await person.say('cũ')
    await bot.call('sendMessage', { chat_id: person.id, text: 'nút', reply_markup: markup })
    await person.press('x')
    expect(await getUpdates({})).toHaveLength(2)
    api.clock.advance(151_000)
    expect(await getUpdates({})).toHaveLength(1)
    api.clock.advance(86_400_000)
    expect(await getUpdates({})).toEqual([])
  })
})

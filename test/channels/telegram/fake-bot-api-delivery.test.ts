import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Update } from '@grammyjs/types'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BotApi, startBotApi } from '../../support/telegram/server.js'
import { clients } from './clients.js'
import { eventually, type TestBot } from './test-bot.js'

interface Delivered {
  readonly update: Update
  readonly headers: IncomingHttpHeaders
  readonly response: ServerResponse
}

let api: BotApi
let bot: TestBot
const ends: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  api = await startBotApi({ webhookScale: 0.005 })
})

afterEach(async () => {
  await bot.stop()
  for (const end of ends.splice(0)) await end()
  await api.close()
})

/** A bot that is only a web server, which answers what the test says. */
async function bareWebhook(
  answer: (delivered: Delivered, count: number) => void,
): Promise<{ url: string; got: Delivered[] }> {
  const got: Delivered[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const delivered = { update: JSON.parse(Buffer.concat(chunks).toString()), headers: request.headers, response }
    got.push(delivered)
    answer(delivered, got.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, got }
}

function end({ response }: Delivered, status = 200, headers: Record<string, string> = {}, body = ''): void {
  response.writeHead(status, headers).end(body)
}

const getUpdates = (payload: object) => bot.call('getUpdates', payload) as Promise<Update[]>

describe.each(clients)('how the fake Bot API delivers, with %s', (_name, makeBot) => {
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

  it('refuses to be polled while a webhook is set', async () => {
    const { url } = await bareWebhook((delivered) => end(delivered))
    await bot.call('setWebhook', { url })
    expect(await bot.refused('getUpdates', {})).toMatchObject({
      code: 409,
      description:
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    })
    await bot.call('deleteWebhook')
    expect(await getUpdates({})).toEqual([])
  })

  it('tells a second setWebhook within a second to wait', async () => {
    const { url } = await bareWebhook((delivered) => end(delivered))
    await bot.call('setWebhook', { url })
    expect(await bot.refused('setWebhook', { url })).toMatchObject({ code: 429, retryAfter: 1 })
    api.clock.advance(1000)
    await bot.call('setWebhook', { url })
  })

  it('delivers to the webhook of the library with its secret and hears the reply', async () => {
    const url = await bot.listen('bi-mat_138')
    await bot.call('setWebhook', { url, secret_token: 'bi-mat_138' })
    const person = api.person()
    await person.say('qua webhook')
    await person.heard('bạn nói: qua webhook')
    await eventually(() => expect(api.pending()).toBe(0))
  })

  it('keeps an update that the library refuses because of another secret', async () => {
    const url = await bot.listen('bi-mat_138')
    await bot.call('setWebhook', { url, secret_token: 'sai' })
    await api.person().say('không tới')
    await eventually(async () => {
      expect(await bot.call('getWebhookInfo')).toMatchObject({
        url,
        pending_update_count: 1,
        last_error_message: expect.stringMatching(/^Wrong response from the webhook: 40[13]/),
      })
    })
    expect(bot.handled).toEqual([])
  })
})

describe.each(clients)('how the fake Bot API repeats a delivery, with %s', (_name, makeBot) => {
  beforeEach(() => {
    bot = makeBot(api)
  })

  it('repeats until the bot answers 2xx, at once and then later and later', async () => {
    const at: number[] = []
    const { url, got } = await bareWebhook((delivered, count) => {
      at.push(performance.now())
      end(delivered, count < 6 ? 500 : 204)
    })
    await bot.call('setWebhook', { url })
    await api.person().say('lỗi năm lần')
    await eventually(() => expect(api.pending()).toBe(0))
    expect(new Set(got.map(({ update }) => update.update_id)).size).toBe(1)
    expect(got).toHaveLength(6)
    // Telegram's 2, 4, 8 and 16 s at the scale of this server; never earlier.
    const waits = at.slice(2).map((time, n) => time - (at[n + 1] ?? 0))
    for (const [n, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(10 * 2 ** n - 2)
  })

  it('obeys Retry-After', async () => {
    const at: number[] = []
    const { url } = await bareWebhook((delivered, count) => {
      at.push(performance.now())
      if (count === 1) end(delivered, 503, { 'retry-after': '40' })
      else end(delivered)
    })
    await bot.call('setWebhook', { url })
    await api.person().say('đợi')
    await eventually(() => expect(api.pending()).toBe(0))
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(198)
  })

  it('counts a silent webhook as failed', async () => {
    await api.close()
    api = await startBotApi({ webhookIdleMs: 250 })
    bot = makeBot(api)
    const { url, got } = await bareWebhook((delivered, count) => {
      if (count > 1) end(delivered)
    })
    await bot.call('setWebhook', { url })
    await api.person().say('im lặng')
    await eventually(() => expect(api.pending()).toBe(0))
    expect(got).toHaveLength(2)
    expect(await bot.call('getWebhookInfo')).toMatchObject({ last_error_message: 'Read timeout expired' })
  })

  it('sends one chat in order, one at a time, and other chats meanwhile', async () => {
    const held: Delivered[] = []
    const { url, got } = await bareWebhook((delivered) => {
      if (delivered.update.message?.text === 'chậm') held.push(delivered)
      else end(delivered)
    })
    await bot.call('setWebhook', { url })
    const [slow, quick] = [api.person(), api.person()]
    await slow.say('chậm')
    await slow.say('sau')
    await quick.say('nhanh')
    await eventually(() => expect(api.pending()).toBe(2))
    expect(got.map(({ update }) => update.message?.text)).toEqual(['chậm', 'nhanh'])
    for (const delivered of held) end(delivered)
    await eventually(() => expect(api.pending()).toBe(0))
    expect(got.at(-1)?.update.message?.text).toBe('sau')
  })

  it('carries out a method in the answer, but none that asks for something', async () => {
    const { url } = await bareWebhook((delivered, count) => {
      const method = count === 1 ? 'deleteWebhook' : 'sendMessage'
      const reply = { method, chat_id: delivered.update.message?.chat.id, text: 'từ câu trả lời' }
      end(delivered, 200, { 'content-type': 'application/json' }, JSON.stringify(reply))
    })
    await bot.call('setWebhook', { url })
    const person = api.person()
    await person.say('một')
    await person.say('hai')
    await person.heard('từ câu trả lời')
    expect(await bot.call('getWebhookInfo')).toMatchObject({ url })
  })

  it('hands what is pending to whatever webhook is set next', async () => {
    const broken = await bareWebhook((delivered) => end(delivered, 500))
    await bot.call('setWebhook', { url: broken.url })
    await api.person().say('giữ lại')
    await eventually(() => expect(broken.got.length).toBeGreaterThan(1))
    const sound = await bareWebhook((delivered) => end(delivered))
    api.clock.advance(1000)
    await bot.call('setWebhook', { url: sound.url, secret_token: 'moi' })
    await eventually(() => expect(api.pending()).toBe(0))
    expect(sound.got[0]?.headers['x-telegram-bot-api-secret-token']).toBe('moi')
  })
})

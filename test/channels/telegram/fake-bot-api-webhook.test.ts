import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BotApi, startBotApi } from '../../support/telegram/server.js'
import { bareWebhook, closeWebhooks, type Delivered, end } from './bare-webhook.js'
import { clients } from './clients.js'
import { eventually, type TestBot } from './test-bot.js'

let api: BotApi
let bot: TestBot

beforeEach(async () => {
  api = await startBotApi({ webhookScale: 0.005 })
})

afterEach(async () => {
  await bot.stop()
  await closeWebhooks()
  await api.close()
})

describe.each(clients)('how the fake Bot API serves a webhook, with %s', (_name, makeBot) => {
  beforeEach(() => {
    bot = makeBot(api)
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
    expect(await bot.call('getUpdates')).toEqual([])
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

  it('lets a press overtake a message of the same person', async () => {
    const person = api.person({ started: true })
    const reply_markup = { inline_keyboard: [[{ text: 'x', callback_data: 'x' }]] }
    await bot.call('sendMessage', { chat_id: person.id, text: 'nút', reply_markup })
    const held: Delivered[] = []
    const { url, got } = await bareWebhook((delivered) => {
      if (delivered.update.message) held.push(delivered)
      else end(delivered)
    })
    await bot.call('setWebhook', { url })
    await person.say('trước')
    await person.press('x')
    await eventually(() => expect(api.pending()).toBe(1))
    expect(got.map(({ update }) => update.callback_query?.data)).toContain('x')
    for (const delivered of held) end(delivered)
    await eventually(() => expect(api.pending()).toBe(0))
  })

  it('delivers what waited while the network was away, and refuses every call meanwhile', async () => {
    const { url, got } = await bareWebhook((delivered) => end(delivered))
    await bot.call('setWebhook', { url })
    api.goOffline()
    await api.person().say('lúc mất mạng')
    await expect(bot.call('getMe')).rejects.toThrow()
    expect(got).toEqual([])
    api.goOnline()
    await eventually(() => expect(api.pending()).toBe(0))
    await expect(bot.call('getMe')).resolves.toMatchObject({ is_bot: true })
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

import { Bot } from 'grammy'
import sharp from 'sharp'
import { Telegraf } from 'telegraf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FakePerson } from '../../support/telegram/person.js'
import { type BotApi, startBotApi } from '../../support/telegram/server.js'
import { clients } from './clients.js'
import { button, refusals, type Scene, text } from './refusal-table.js'
import type { TestBot } from './test-bot.js'

describe.each(clients)('what the fake Bot API refuses, with %s', (_name, makeBot) => {
  let api: BotApi
  let bot: TestBot
  let scene: Scene
  let person: FakePerson

  beforeAll(async () => {
    api = await startBotApi()
    bot = makeBot(api)
    person = api.person()
    const theirs = await person.say('của người')
    const ours = (await bot.call('sendMessage', text(person.id, 'của bot'))) as { message_id: number }
    const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    const picture = (await bot.call('sendPhoto', { chat_id: person.id, photo: bot.upload(bytes, 'a.png') })) as {
      message_id: number
      photo: { file_id: string }[]
    }
    scene = {
      bot,
      chat: person.id,
      ours: ours.message_id,
      theirs: theirs.message_id,
      picture: picture.message_id,
      pictureId: picture.photo[0]?.file_id ?? '',
    }
  })

  afterAll(async () => {
    await bot.stop()
    await api.close()
  })

  it.each(refusals)('refuses $what', async ({ method, payload, description, code }) => {
    const before = person.messages().length
    const refusal = await bot.refused(method, payload(scene))
    const prefix = code === 400 ? 'Bad Request: ' : ''
    expect(refusal).toEqual({ code, description: prefix + description, retryAfter: undefined })
    expect(person.messages()).toHaveLength(before)
  })

  it('takes exactly 4096 characters that entities are no part of, and 64 bytes behind a button', async () => {
    const reply_markup = button({ callback_data: `${'ệ'.repeat(21)}a` })
    await bot.call('sendMessage', text(scene.chat, `<b>${'ệ'.repeat(4096)}</b>`, { parse_mode: 'HTML', reply_markup }))
    expect(person.messages().at(-1)?.text).toHaveLength(4096)
  })

  it('refuses whoever cannot be written to, each with its own words', async () => {
    const stranger = api.person()
    const gone = api.person({ started: true })
    await gone.leaveTelegram()
    const refusals = [
      await bot.refused('sendMessage', text(stranger.id, 'a')),
      await bot.refused('sendMessage', text(gone.id, 'a')),
    ]
    expect(refusals).toMatchObject([
      { code: 403, description: "Forbidden: bot can't initiate conversation with a user" },
      { code: 403, description: 'Forbidden: user is deactivated' },
    ])
  })

  it('refuses a file over 20 MB to fetch, and one of 20 MB not', async () => {
    const big = await person.sendDocument(20 * 1024 * 1024 + 1, { name: 'to.zip' })
    const fits = await person.sendDocument(20 * 1024 * 1024, { name: 'vua.zip' })
    const refusal = await bot.refused('getFile', { file_id: big.document?.file_id })
    expect(refusal).toMatchObject({ code: 400, description: 'Bad Request: file is too big' })
    await expect(bot.call('getFile', { file_id: fits.document?.file_id })).resolves.toMatchObject({
      file_size: 20_971_520,
    })
  })

  it('refuses a second answer to a press, and a late one', async () => {
    await bot.call('sendMessage', text(scene.chat, 'nút', { reply_markup: button({ callback_data: 'a' }) }))
    const first = await person.press('x')
    await bot.call('answerCallbackQuery', { callback_query_id: first })
    const late = await person.press('x')
    api.clock.advance(16_000)
    for (const id of [first, late]) {
      const refusal = await bot.refused('answerCallbackQuery', { callback_query_id: id })
      expect(refusal.description).toContain('query is too old')
    }
  })

  it('deletes until 48 hours have passed, and no longer', async () => {
    const old = (await bot.call('sendMessage', text(scene.chat, 'cũ'))) as { message_id: number }
    api.clock.advance(47 * 3_600_000)
    const young = (await bot.call('sendMessage', text(scene.chat, 'mới'))) as { message_id: number }
    api.clock.advance(2 * 3_600_000)
    const refusal = await bot.refused('deleteMessage', { chat_id: scene.chat, message_id: old.message_id })
    expect(refusal.description).toBe("Bad Request: message can't be deleted for everyone")
    await bot.call('deleteMessages', { chat_id: scene.chat, message_ids: [young.message_id, 1] })
    expect(person.messages().map(({ text: words }) => words)).not.toContain('mới')
  })

  it('knows no message any more when the person has cleared the chat', async () => {
    const someone = api.person({ started: true })
    const sent = (await bot.call('sendMessage', text(someone.id, 'a'))) as { message_id: number }
    await someone.clearChat()
    const refusal = await bot.refused('editMessageText', text(someone.id, 'b', { message_id: sent.message_id }))
    expect(refusal.description).toBe('Bad Request: message to edit not found')
  })

  it('refuses a forward of what is protected', async () => {
    const sent = (await bot.call('sendMessage', text(scene.chat, 'kín', { protect_content: true }))) as {
      message_id: number
    }
    const refusal = await bot.refused('forwardMessage', {
      chat_id: scene.chat,
      from_chat_id: scene.chat,
      message_id: sent.message_id,
    })
    expect(refusal.description).toBe("Bad Request: message has protected content and can't be forwarded")
  })
})

describe('tokens', () => {
  it('refuses a wrong token and one that is no token, in the words of each library', async () => {
    const api = await startBotApi()
    const telegraf = new Telegraf('123:wrong', { telegram: { apiRoot: api.root } })
    const grammy = new Bot('123:wrong', { client: { apiRoot: api.root } })
    await expect(telegraf.telegram.getMe()).rejects.toMatchObject({
      response: { error_code: 401, description: 'Unauthorized' },
    })
    await expect(grammy.api.getMe()).rejects.toMatchObject({ error_code: 401, description: 'Unauthorized' })
    const nonsense = new Bot('nonsense', { client: { apiRoot: api.root } })
    await expect(nonsense.api.getMe()).rejects.toMatchObject({ error_code: 404, description: 'Not Found' })
    await api.close()
  })

  it('does not let a person follow a deep link that Telegram would not make', async () => {
    const api = await startBotApi()
    await expect(api.person().start('a'.repeat(65))).rejects.toThrow('1-64 characters')
    await api.person().start('a'.repeat(64))
    await api.close()
  })
})

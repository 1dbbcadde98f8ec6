import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type BotApi, startBotApi } from '../../support/telegram/server.js'
import { clients, type TestBot } from './clients.js'

let api: BotApi
let bot: TestBot

beforeEach(async () => {
  api = await startBotApi()
})

afterEach(async () => {
  await bot.stop()
  await api.close()
})

describe.each(clients)('the fake Bot API, with %s', (_name, makeBot) => {
  beforeEach(() => {
    bot = makeBot(api)
  })

  describe('by polling', () => {
    beforeEach(() => bot.poll())

    it('carries a text there and the reply back', async () => {
      const person = api.person()
      const said = await person.say('đèn đường hỏng')
      const reply = await person.heard('bạn nói: đèn đường hỏng')
      expect(reply.id).toBeGreaterThan(said.message_id)
    })

    it('hands the payload of a deep link to the start command', async () => {
      const person = api.person()
      await person.start('phuong-an-hoi_5')
      await person.heard('xin chào phuong-an-hoi_5')
    })

    it('turns a pressed button into a callback query that can be answered and its message edited', async () => {
      const person = api.person()
      await person.say('/menu')
      const menu = await person.heard('chọn')
      expect(menu.buttons).toEqual([[{ label: 'Có', data: 'yes' }]])
      const query = await person.press('Có')
      const edited = await person.heard('đã chọn Có')
      expect(edited).toMatchObject({ id: menu.id, edited: true, buttons: [] })
      expect(person.callbackAnswers()).toEqual([{ id: query, text: 'đã nhận', alert: false }])
    })

    it('lets the bot fetch exactly the bytes of a photo and of a document', async () => {
      const person = api.person()
      const photo = Buffer.alloc(300_000, 'ảnh')
      await person.sendPhoto(photo, { caption: 'cái này' })
      await vi.waitFor(() => expect(bot.fetched).toHaveLength(1))
      const text = Buffer.from('một trang giấy')
      await person.sendDocument(text, { name: 'giay.pdf', mime: 'application/pdf' })
      await vi.waitFor(() => expect(bot.fetched).toHaveLength(2))
      expect(bot.fetched[0]?.equals(photo)).toBe(true)
      expect(bot.fetched[1]?.equals(text)).toBe(true)
      expect(api.downloads.map(({ path }) => path.split('/')[0])).toEqual(['photos', 'documents'])
    })
  })

  it('delivers to a webhook with its secret and hears the reply', async () => {
    const url = await bot.listen('bi-mat_138')
    await bot.call('setWebhook', { url, secret_token: 'bi-mat_138' })
    const person = api.person()
    await person.say('qua webhook')
    await person.heard('bạn nói: qua webhook')
    await vi.waitFor(() => expect(api.pending()).toBe(0))
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBotApi } from '../../../src/channels/telegram/bot-api.js'
import { createTelegramMessenger } from '../../../src/channels/telegram/messenger.js'
import { aTelegramEar, TOKEN } from '../../support/telegram-ear.js'

let telegram: Awaited<ReturnType<typeof aTelegramEar>>
beforeAll(async () => {
  telegram = await aTelegramEar()
})
afterAll(() => telegram.close())

async function sends(url: string) {
  const messenger = createTelegramMessenger(createBotApi({ token: TOKEN, apiRoot: telegram.url }))
  expect(await messenger.send('42', { text: 'Khẩn.', link: { label: 'Mở', url } })).toEqual({ kind: 'sent' })
  return telegram.sent.at(-1)
}

describe('a link in a message', () => {
  it.each(['https://truc.example.vn/vu/a', 'http://192.168.1.5:8081/'])(
    'is a button where it may be one: %s',
    async (url) => {
      const message = await sends(url)
      expect(message?.text).toBe('Khẩn.')
      expect(message?.reply_markup?.inline_keyboard).toEqual([[{ text: 'Mở', url }]])
    },
  )

  it.each(['http://localhost:8081/vu/a', 'http://truc/'])(
    'stands in the text where Telegram takes no button: %s',
    async (url) => {
      const message = await sends(url)
      expect(message?.text).toBe(`Khẩn.\n${url}`)
      expect(message?.reply_markup).toBeUndefined()
    },
  )
})

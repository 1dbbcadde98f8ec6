import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBotApi } from '../../../src/channels/telegram/bot-api.js'
import { createTelegramMessenger } from '../../../src/channels/telegram/messenger.js'
import { type BotApi, startBotApi } from '../../support/telegram/server.js'

let api: BotApi
beforeAll(async () => {
  api = await startBotApi()
})
afterAll(() => api.close())

async function sends(url: string) {
  const person = api.person({ started: true })
  const messenger = createTelegramMessenger(createBotApi({ token: api.token, apiRoot: api.root }))
  const message = { text: 'Khẩn.', link: { label: 'Mở', url } }
  expect(await messenger.send(String(person.id), message)).toEqual({ kind: 'sent' })
  return person.messages().at(-1)
}

describe('a link in a message', () => {
  it.each(['https://truc.example.vn/vu/a', 'http://192.168.1.5:8081/'])(
    'is a button where it may be one: %s',
    async (url) => {
      const message = await sends(url)
      expect(message?.text).toBe('Khẩn.')
      expect(message?.buttons).toEqual([[{ label: 'Mở', url }]])
    },
  )

  it.each(['http://localhost:8081/vu/a', 'http://truc/'])(
    'stands in the text where Telegram takes no button: %s',
    async (url) => {
      const message = await sends(url)
      expect(message?.text).toBe(`Khẩn.\n${url}`)
      expect(message?.buttons).toEqual([])
    },
  )
})

describe('a message that we begin', () => {
  it.each([
    ['a chat that blocked the bot', 'unreachable'],
    ['a server that fails', 'unknown'],
    ['a server that is busy', 'retry'],
    ['a token that is wrong', 'refused'],
  ] as const)('to %s is %s', async (what, kind) => {
    const person = api.person({ started: true })
    const token = what.includes('token') ? `${api.token.slice(0, -3)}xyz` : api.token
    if (what.includes('blocked')) await person.block()
    if (what.includes('fails')) api.faults.next('sendMessage', { status: 500 })
    if (what.includes('busy')) api.faults.next('sendMessage', { retryAfter: 7 })
    const messenger = createTelegramMessenger(createBotApi({ token, apiRoot: api.root }))
    expect(await messenger.send(String(person.id), { text: 'Có tin mới.' })).toMatchObject({ kind })
  })
})

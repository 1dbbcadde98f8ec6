import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { telegrafBot } from './telegraf-bot.js'
import { eventually, type TestBot } from './test-bot.js'

const TOKEN = '138138:outside-opinion'

let server: TelegramServer
let bot: TestBot

beforeEach(async () => {
  server = new TelegramServer({ port: await freePort(), host: '127.0.0.1' })
  await server.start()
  bot = telegrafBot({ root: server.config.apiURL, token: TOKEN })
})

afterEach(async () => {
  await bot.stop()
  await server.stop()
})

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

interface FromBot {
  readonly text: string
  readonly reply_markup?: { readonly inline_keyboard: unknown }
}

function said(): FromBot[] {
  return server.storage.botMessages.map(({ message }) => message as FromBot)
}

/**
 * The same bot against a server that we did not write. telegram-test-api 4.2.1 covers little: it answers polls at
 * once, sends no secret to a webhook, and message ids of pressed messages must be put in by hand. What it does cover
 * must look the same to the bot as with our own fake.
 */
describe('a server by somebody else, driven by telegraf', () => {
  it('carries text, the start command and an inline keyboard by polling', async () => {
    await bot.poll()
    const client = server.getClient(TOKEN)
    await client.sendMessage(client.makeMessage('đèn đường hỏng'))
    await eventually(() => expect(said().map(({ text }) => text)).toEqual(['bạn nói: đèn đường hỏng']))
    await client.sendCommand(client.makeCommand('/start'))
    await eventually(() => expect(said()[1]?.text).toBe('xin chào '))
    await client.sendCommand(client.makeCommand('/menu'))
    await eventually(() => expect(said()[2]?.reply_markup?.inline_keyboard).toMatchObject([[{ text: 'Có' }]]))
    const message_id = server.storage.botMessages[2]?.messageId
    await client.sendCallback(client.makeCallbackQuery('yes', { message: { message_id } }) as never)
    await eventually(() => expect(said()[2]?.text).toBe('đã chọn Có'))
  })

  it('carries text by a webhook without a secret', async () => {
    await bot.call('setWebhook', { url: await bot.listen() })
    const client = server.getClient(TOKEN)
    // Its server dies of a webhook that goes away before it has answered.
    const answered = server.waitUserMessage()
    await client.sendMessage(client.makeMessage('qua webhook'))
    await eventually(() => expect(said().map(({ text }) => text)).toEqual(['bạn nói: qua webhook']))
    await answered
  })
})

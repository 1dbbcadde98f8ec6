import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startLoad } from '../../support/telegram/load.js'
import { type BotApi, startBotApi } from '../../support/telegram/server.js'
import { clients } from './clients.js'
import { telegrafBot } from './telegraf-bot.js'
import { eventually, type TestBot } from './test-bot.js'

let api: BotApi
let bot: TestBot

afterEach(async () => {
  await bot.stop()
  await api.close()
})

describe.each(clients)('faults of the fake Bot API, with %s', (_name, makeBot) => {
  beforeEach(async () => {
    api = await startBotApi()
    bot = makeBot(api)
  })

  it('tells the client to wait, in the body and so often as was ordered', async () => {
    const person = api.person({ started: true })
    const message = { chat_id: person.id, text: 'a' }
    api.faults.next('sendMessage', { retryAfter: 7 }, 2)
    for (let time = 0; time < 2; time += 1) {
      expect(await bot.refused('sendMessage', message)).toEqual({
        code: 429,
        description: 'Too Many Requests: retry after 7',
        retryAfter: 7,
      })
    }
    await bot.call('sendMessage', message)
    expect(person.messages()).toHaveLength(1)
    expect(api.faults.left('sendMessage')).toBe(0)
  })

  it('does nothing when the connection is reset before, everything when it is reset after', async () => {
    const person = api.person({ started: true })
    api.faults.next('sendMessage', 'reset-before')
    api.faults.next('sendMessage', 'reset-after')
    await expect(bot.call('sendMessage', { chat_id: person.id, text: 'trước' })).rejects.toThrow()
    await expect(bot.call('sendMessage', { chat_id: person.id, text: 'sau' })).rejects.toThrow()
    expect(person.messages().map(({ text }) => text)).toEqual(['sau'])
    expect(api.calls.map(({ payload }) => payload.text)).toEqual(['trước', 'sau'])
  })

  it('answers with a page of a proxy, having done nothing', async () => {
    const person = api.person({ started: true })
    api.faults.next('*', { status: 502 })
    await expect(bot.call('sendMessage', { chat_id: person.id, text: 'a' })).rejects.toThrow()
    expect(person.messages()).toHaveLength(0)
  })

  it('keeps the client waiting until released, before or after the deed', async () => {
    const person = api.person({ started: true })
    api.faults.next('sendMessage', 'hang')
    const first = bot.call('sendMessage', { chat_id: person.id, text: 'một' })
    await eventually(() => expect(api.calls).toHaveLength(1))
    expect(person.messages()).toHaveLength(0)
    api.faults.release()
    await first
    api.faults.next('sendMessage', 'hang-after')
    const second = bot.call('sendMessage', { chat_id: person.id, text: 'hai' })
    await person.heard('hai')
    api.faults.release()
    await expect(second).resolves.toMatchObject({ text: 'hai' })
  })

  it('lets a hang end by itself', async () => {
    const person = api.person({ started: true })
    api.faults.next('sendMessage', { hang: 'before', ms: 50 })
    await bot.call('sendMessage', { chat_id: person.id, text: 'rồi cũng tới' })
    await person.heard('rồi cũng tới')
  })

  it('breaks off a download in the middle, and gives the whole file the next time', async () => {
    const person = api.person()
    const bytes = Buffer.alloc(200_000, 7)
    const { document } = await person.sendDocument(bytes, { name: 'a.bin' })
    const fetchIt = async () => {
      const file = (await bot.call('getFile', { file_id: document?.file_id })) as { file_path: string }
      const response = await fetch(`${api.root}/file/bot${api.token}/${file.file_path}`)
      return Buffer.from(await response.arrayBuffer())
    }
    api.faults.next('file', 'cut')
    await expect(fetchIt()).rejects.toThrow()
    api.faults.next('file', 'reset-before')
    await expect(fetchIt()).rejects.toThrow()
    expect((await fetchIt()).equals(bytes)).toBe(true)
  })

  it('forgets a download link after an hour, and never knew the others', async () => {
    const { document } = await api.person().sendDocument(10)
    const file = (await bot.call('getFile', { file_id: document?.file_id })) as { file_path: string }
    const address = `${api.root}/file/bot${api.token}/`
    expect((await fetch(address + file.file_path)).status).toBe(200)
    expect((await fetch(`${address}documents/file_999.bin`)).status).toBe(404)
    api.clock.advance(3_600_001)
    expect((await fetch(address + file.file_path)).status).toBe(404)
  })

  it.each(['reset-before', 'reset-after', 'cut', { status: 502 }, { retryAfter: 1 }] as const)(
    'delivers again after %o on the way to the webhook',
    async (fault) => {
      const url = await bot.listen()
      await bot.call('setWebhook', { url })
      api.faults.next('webhook-delivery', fault)
      const person = api.person()
      await person.say('vẫn tới')
      await person.heard('bạn nói: vẫn tới')
      await eventually(() => expect(api.pending()).toBe(0))
      // Only the lost answer makes the bot see it twice.
      expect(bot.handled).toHaveLength(fault === 'reset-after' ? 2 : 1)
    },
  )
})

describe.each(clients)('a long run of the fake Bot API, with %s', (_name, makeBot) => {
  it('feeds the bot from many chats and keeps only the newest of each', async () => {
    api = await startBotApi({ keepHistory: false })
    bot = makeBot(api)
    await bot.poll()
    const load = startLoad(api, { perSecond: 400, chats: 20, total: 300 })
    await load.done
    await eventually(() => expect(bot.handled).toHaveLength(300))
    await eventually(() => expect(api.count('sendMessage')).toBe(300))
    expect(load.people).toHaveLength(20)
    expect(Math.max(...[...api.chats.values()].map(({ messages }) => messages.size))).toBeLessThanOrEqual(4)
    expect(api.calls.length).toBeLessThanOrEqual(100)
  })
})

describe('the wire of the fake Bot API', () => {
  beforeEach(async () => {
    api = await startBotApi()
    bot = telegrafBot(api)
  })

  const address = (method: string) => `${api.root}/bot${api.token}/${method}`

  it('takes GET, form, JSON and multipart, a method in any case, and fields it does not know', async () => {
    const person = api.person({ started: true })
    const fields = { chat_id: String(person.id), text: 'cùng một tin', hide: 'false' }
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) }
    const answers = [
      await fetch(`${address('SENDMESSAGE')}?${new URLSearchParams(fields)}`),
      await fetch(address('sendmessage'), { method: 'POST', body: new URLSearchParams(fields) }),
      await fetch(address('sendMessage'), json),
      await fetch(address('SendMessage'), { method: 'POST', body: form }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(person.messages().map(({ text }) => text)).toEqual(Array(4).fill('cùng một tin'))
    expect(api.calls.map(({ payload }) => payload.chat_id)).toEqual(Array(4).fill(person.id))
  })

  it('does not know other methods', async () => {
    const response = await fetch(address('sendFlowers'), { method: 'POST' })
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ ok: false, error_code: 404, description: 'Not Found: method not found' })
  })

  it('refuses a body that is no JSON', async () => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(address('sendMessage'), { method: 'POST', headers, body: '{"chat_id":' })
    expect(await response.json()).toMatchObject({ ok: false, error_code: 400 })
  })

  // By fetch, because node-fetch 2.7, on which both libraries stand, waits for the other half until its own time-out.
  it('breaks off in the middle of an answer, with the deed done', async () => {
    const person = api.person({ started: true })
    api.faults.next('*', 'cut')
    const response = await fetch(`${address('sendMessage')}?chat_id=${person.id}&text=a`)
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('terminated')
    expect(person.messages()).toHaveLength(1)
  })

  it('puts the wait into the Retry-After header too', async () => {
    api.faults.next('getMe', { retryAfter: 9 })
    const response = await fetch(address('getMe'))
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('9')
  })

  it('keeps commands, descriptions and the pinned message for who asks', async () => {
    const person = api.person({ started: true })
    const commands = [{ command: 'xoa', description: 'Xóa cuộc trò chuyện' }]
    await bot.call('setMyCommands', { commands, language_code: 'vi', scope: { type: 'all_private_chats' } })
    expect(await bot.call('getMyCommands', { language_code: 'vi', scope: { type: 'all_private_chats' } })).toEqual(
      commands,
    )
    expect(await bot.call('getMyCommands', {})).toEqual([])
    await bot.call('deleteMyCommands', { language_code: 'vi', scope: { type: 'all_private_chats' } })
    await bot.call('setMyDescription', { description: 'Báo tin ẩn danh' })
    expect(await bot.call('getMyDescription', { language_code: 'en' })).toEqual({ description: 'Báo tin ẩn danh' })
    const sent = (await bot.call('sendMessage', { chat_id: person.id, text: 'ghim' })) as { message_id: number }
    await bot.call('pinChatMessage', { chat_id: person.id, message_id: sent.message_id })
    expect(await bot.call('getChat', { chat_id: person.id })).toMatchObject({ pinned_message: { text: 'ghim' } })
    await bot.call('setChatMenuButton', { menu_button: { type: 'commands' } })
    await bot.call('sendChatAction', { chat_id: person.id, action: 'typing' })
    expect(person.chat.actions).toEqual(['typing'])
  })

  it('copies and forwards, and shows the keyboard under the text field', async () => {
    const person = api.person({ started: true })
    const reply_markup = { keyboard: [[{ text: 'Gửi vị trí', request_location: true }]] }
    const sent = (await bot.call('sendMessage', { chat_id: person.id, text: 'gốc', reply_markup })) as {
      message_id: number
    }
    expect(person.keyboard()).toEqual([['Gửi vị trí']])
    const origin = { chat_id: person.id, from_chat_id: person.id, message_id: sent.message_id }
    await bot.call('copyMessage', { ...origin, reply_markup: { remove_keyboard: true } })
    await bot.call('forwardMessage', origin)
    expect(person.messages().map(({ text, raw }) => [text, raw.forward_origin?.type])).toEqual([
      ['gốc', undefined],
      ['gốc', undefined],
      ['gốc', 'user'],
    ])
    expect(person.keyboard()).toEqual([])
  })
})

import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBotApi } from '../../../src/channels/telegram/bot-api.js'
import { unb64 } from '../../../src/vault/bytes.js'
import { createChatSessions } from '../../../src/vault/chat-session.js'
import { type BotApi, startBotApi } from '../../support/telegram/server.js'
import { aTelegram } from '../../support/telegram/telegram-world.js'
import { useWorld } from '../../support/use-world.js'

const world = useWorld()
const chatSessions = (chat: string) =>
  createChatSessions(unb64(world().first.secrets.BOT_SIGNING_KEY), `telegram/${api.token.split(':')[0]}`)(chat)
let api: BotApi
let proxy: Server
const through: string[] = []

beforeAll(async () => {
  api = await startBotApi()
  proxy = createServer().on('connect', (request, client, head) => {
    through.push(request.url ?? '')
    const [host = '', port] = (request.url ?? '').split(':')
    const server = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      server.write(head)
      server.pipe(client).pipe(server)
    })
    for (const socket of [client, server]) socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  proxy.closeAllConnections()
  proxy.close()
  await api.close()
})

describe('the way to Telegram', () => {
  it('leads through the proxy, calls and downloads alike', async () => {
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const client = createBotApi({ token: api.token, apiRoot: api.root, proxy: address })
    expect((await client.call('getMe', {})).is_bot).toBe(true)
    expect(through).toEqual([new URL(api.root).host])
    const person = api.person()
    const { document } = await person.sendDocument(Buffer.from('abc'.repeat(1000)), { name: 'x.bin' })
    let bytes = 0
    for await (const chunk of await client.download(document?.file_id ?? '')) bytes += chunk.length
    expect(bytes).toBe(3000)
  })

  it('fails in words when the proxy is not there, without naming it', async () => {
    const client = createBotApi({ token: api.token, apiRoot: api.root, proxy: 'socks5h://127.0.0.1:1' })
    const error = await client.call('getMe', {}).catch((thrown: Error) => thrown)
    expect(String(error)).toBe('BotApiFailure: getMe: unknown')
  })

  it('gives up a call that gets no answer, and can be tried again', async () => {
    const client = createBotApi({ token: api.token, apiRoot: api.root })
    api.faults.next('getMe', { hang: 'before', ms: 30_000 })
    await expect(client.call('getMe', {}, { timeoutMs: 200.4 })).rejects.toMatchObject({ kind: 'unknown' })
    expect((await client.call('getMe', {}, { timeoutMs: 4999.8 })).is_bot).toBe(true)
  })

  it('a download that breaks off is an error, not a short file', async () => {
    const client = createBotApi({ token: api.token, apiRoot: api.root })
    const { document } = await api.person().sendDocument(Buffer.alloc(300_000, 1), { name: 'x.bin' })
    api.faults.next('file', 'cut')
    const read = async () => {
      for await (const _ of await client.download(document?.file_id ?? ''));
    }
    await expect(read()).rejects.toThrow()
  })
})

describe('a bot that starts', () => {
  it('waits for Telegram, then sets its menu in every language, and asks for what it can handle', async () => {
    api.faults.next('getMe', { status: 502 })
    const telegram = await aTelegram(world(), api, 'polling', { pollSeconds: 1 })
    const commands = () => api.calls.filter(({ method }) => method === 'setMyCommands')
    await expect.poll(() => commands().length, { timeout: 15_000 }).toBe(3)
    expect(commands().map(({ payload }) => payload.language_code)).toEqual([undefined, 'vi', 'en'])
    const poll = api.calls.find(({ method }) => method === 'getUpdates')
    expect(poll?.payload.allowed_updates).toEqual(['message', 'edited_message', 'callback_query', 'my_chat_member'])
    await telegram.stop()
  })

  it('hears everybody else while more than a hundred updates wait behind one chat that is stuck, and that chat after a restart', async () => {
    const pace = { pollSeconds: 1, patienceMs: 2_000 }
    const telegram = await aTelegram(world(), api, 'polling', pace)
    const stuck = api.person()
    await stuck.start()
    await stuck.heard(/Hòm thư 138/)
    // Whoever writes 150 messages at once, each of them long in hand, fills what Telegram gives at a time.
    const lock = `hom-thu:session:${chatSessions(String(stuck.id)).id}:chat`
    await world().volatile.set(lock, 'somebody else', 'PX', 60_000)
    for (let n = 0; n < 150; n += 1) await stuck.say(`tin thứ ${n}`)
    const other = api.person()
    await other.start()
    await other.heard(/Hòm thư 138/)
    expect(await world().volatile.hlen('hom-thu:telegram:parked')).toBeGreaterThan(0)
    await telegram.stop()
    await world().volatile.del(lock)
    const again = await aTelegram(world(), api, 'polling', pace)
    await expect.poll(() => world().volatile.hlen('hom-thu:telegram:parked'), { timeout: 30_000 }).toBe(0)
    await expect.poll(() => api.pending(), { timeout: 30_000 }).toBe(0)
    await again.stop()
  }, 120_000)

  it('beside another one asks only when that one stops, and nothing is lost or answered twice', async () => {
    const pace = { pollSeconds: 1 }
    const [one, two] = [await aTelegram(world(), api, 'polling', pace), await aTelegram(world(), api, 'polling', pace)]
    const person = api.person()
    await person.start()
    await person.heard(/Hòm thư 138/)
    await one.stop()
    await person.say('/bao')
    await person.heard(/báo về việc gì/)
    await two.stop()
    expect(person.messages().filter(({ text }) => /báo về việc gì/.test(text))).toHaveLength(1)
    expect(api.pending()).toBe(0)
  })
})

import { once } from 'node:events'
import { createServer } from 'node:net'
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

/** A SOCKS5 proxy that is there and finds no way (RFC 1928: method 0, then reply 4, host unreachable). */
async function noWayOut() {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]))
      socket.once('data', () => socket.write(Buffer.from([5, 4, 0, 1, 0, 0, 0, 0, 0, 0])))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

describe('a message that cannot have left', () => {
  const outcome = (apiRoot: string, proxy?: string) =>
    createTelegramMessenger(createBotApi({ token: api.token, apiRoot, proxy })).send('1', { text: 'Khẩn.' })

  it('because nobody listens there is to be sent again, and was no try', async () => {
    expect(await outcome(`http://127.0.0.1:${await closedPort()}`)).toEqual({ kind: 'retry', afterMs: 10_000 })
  })

  it('because the name leads nowhere likewise', async () => {
    expect(await outcome('https://api.telegram.invalid')).toMatchObject({ kind: 'retry' })
  })

  it.each(['http', 'socks5'])('because the proxy is down likewise: %s', async (scheme) => {
    expect(await outcome(api.root, `${scheme}://127.0.0.1:${await closedPort()}`)).toMatchObject({ kind: 'retry' })
  })

  it('because the proxy finds no way likewise', async () => {
    const proxy = await noWayOut()
    const { port } = proxy.address() as { port: number }
    expect(await outcome(api.root, `socks5://127.0.0.1:${port}`)).toMatchObject({ kind: 'retry' })
    proxy.close()
  })

  it.each(['reset-before', { status: 200, body: 'no json' }] as const)(
    'is told from one that was under way: %j',
    async (fault) => {
      api.faults.next('sendMessage', fault)
      const person = api.person({ started: true })
      const messenger = createTelegramMessenger(createBotApi({ token: api.token, apiRoot: api.root }))
      expect(await messenger.send(String(person.id), { text: 'Khẩn.' })).toEqual({ kind: 'unknown' })
    },
  )
})

describe('a message that we begin', () => {
  it.each([
    ['a chat that blocked the bot', 'unreachable'],
    ['a chat that Telegram does not find', 'suspect'],
    ['a server that fails', 'unknown'],
    ['a server that is busy', 'retry'],
    ['a token that is wrong', 'refused'],
  ] as const)('to %s is %s', async (what, kind) => {
    const person = api.person({ started: true })
    const chat = what.includes('find') ? '6138999' : String(person.id)
    const token = what.includes('token') ? `${api.token.slice(0, -3)}xyz` : api.token
    if (what.includes('blocked')) await person.block()
    if (what.includes('fails')) api.faults.next('sendMessage', { status: 500 })
    if (what.includes('busy')) api.faults.next('sendMessage', { retryAfter: 7 })
    const messenger = createTelegramMessenger(createBotApi({ token, apiRoot: api.root }))
    expect(await messenger.send(chat, { text: 'Có tin mới.' })).toMatchObject({ kind })
  })
})

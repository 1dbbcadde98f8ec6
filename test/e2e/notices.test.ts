import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNotices } from '../../src/delivery/notices.js'
import { silent } from '../../src/log.js'
import { connect } from '../../src/store/redis.js'
import { unixUrl } from '../../src/supervisor/redis-url.js'
import { readSecrets } from '../../src/supervisor/secrets.js'
import { createAddressSealer } from '../../src/vault/address.js'
import { freePort, type Product, startProduct } from '../support/product.js'

const TOKEN = '123456789:AAExampleExampleExampleExampleExample'
const CHAT = '7654321098'

/** As much of the Bot API as a notice needs. */
let telegram: Server
const sent: { path: string; body: Record<string, unknown> }[] = []
let product: Product

beforeAll(async () => {
  telegram = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const [path, method] = [request.url ?? '', request.url?.split('/').at(-1)]
    if (method === 'sendMessage') sent.push({ path, body: JSON.parse(Buffer.concat(pieces).toString()) })
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ok: true, result: method === 'getUpdates' ? [] : { message_id: 1 } }))
  })
  const port = await freePort()
  await new Promise<void>((resolve) => telegram.listen(port, '127.0.0.1', resolve))
  product = await startProduct({ TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: `http://127.0.0.1:${port}` })
})
afterAll(async () => {
  await product.stop()
  await product.forget()
  telegram.closeAllConnections()
  telegram.close()
})

describe('the worker, as npm start runs it', () => {
  it('opens what a console hands over and says in every language that there is news, and no more', async () => {
    const { admin, bot, console } = await readSecrets(product.dataDir)
    const socket = /unix:([^?]+)/.exec(admin.REDIS_VOLATILE_URL ?? '')?.[1] ?? ''
    const account = unixUrl(socket, { name: 'console', password: console.REDIS_PASSWORD ?? '' })
    const notices = createNotices({ connect: () => connect(account), delayMs: () => 0, log: silent })
    await notices.post(createAddressSealer(bot.ADDRESS_KEY ?? '').seal({ channel: 'telegram', chat: CHAT }))
    await expect.poll(() => sent, { timeout: 20_000 }).toHaveLength(1)
    await notices.close()
    const text =
      'Hòm thư có tin mới cho bà con. Mở phiếu để xem.\n' +
      'There is something new for you in the mailbox. Open your receipt to see it.'
    expect(sent[0]).toMatchObject({ path: `/bot${TOKEN}/sendMessage`, body: { chat_id: CHAT, text } })
    // Every line that there will be is there once it has ended.
    await product.stop()
    expect(product.output()).not.toContain(CHAT)
    expect(product.output()).not.toContain(TOKEN)
  })
})

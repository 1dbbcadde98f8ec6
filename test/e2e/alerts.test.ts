import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkOfficer } from '../../src/app/link-officer.js'
import { linkingOn } from '../../src/bin/duty.js'
import { DurableGate } from '../../src/store/durability.js'
import { type Client, connect } from '../../src/store/redis.js'
import { unixUrl } from '../../src/supervisor/redis-url.js'
import { readSecrets } from '../../src/supervisor/secrets.js'
import { unb64 } from '../../src/vault/bytes.js'
import { choose, citizenPage, openBrowser, submit, write } from '../support/browser.js'
import { type Product, startProduct } from '../support/product.js'
import { aTelegramEar, TOKEN } from '../support/telegram-ear.js'
import { signInFirstLead } from '../support/whole-loop.js'

const CHAT = '7654321098765'

let product: Product
let browser: Browser
let telegram: Awaited<ReturnType<typeof aTelegramEar>>
let redis: Client
let volatile: Client

beforeAll(async () => {
  telegram = await aTelegramEar()
  ;[product, browser] = await Promise.all([
    startProduct({
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: telegram.url,
      CONSOLE_URL: 'https://truc.example.vn',
      WORKER_PROCESSES: '2',
    }),
    openBrowser(),
  ])
  const { admin, bot } = await readSecrets(product.dataDir)
  const account = { name: 'bot', password: bot.REDIS_PASSWORD ?? '' }
  const at = (url = '') => unixUrl(/unix:([^?]+)/.exec(url)?.[1] ?? '', account)
  ;[redis, volatile] = [connect(at(admin.REDIS_URL)), connect(at(admin.REDIS_VOLATILE_URL))]
})
afterAll(async () => {
  for (const client of [redis, volatile]) client.disconnect()
  await browser.close()
  await product.stop()
  await product.forget()
  telegram.close()
})

/** With the bot's own rights in both Redis servers. */
async function linksAsBot(code: string) {
  const { bot } = await readSecrets(product.dataDir)
  const deps = linkingOn({
    redis,
    volatile,
    gate: new DurableGate(redis, false),
    addressKey: bot.ADDRESS_KEY ?? '',
    nameKey: unb64(bot.BOT_SIGNING_KEY ?? ''),
    clock: { now: () => new Date() },
  })
  return linkOfficer(deps, code, { channel: 'telegram', chat: CHAT })
}

async function reportsUrgently(text: string): Promise<void> {
  const { page } = await citizenPage(browser, product.site)
  for (const id of ['report', 'drugs']) await choose(page, id)
  await write(page, text)
  await choose(page, 'yes')
  await choose(page, 'p-an-hoi')
  for (const id of ['saw', 'send']) await choose(page, id)
}

describe('an officer with a linked chat', () => {
  it('is told of an urgent report once, by two workers with no more rights than they have', async () => {
    const lead = await signInFirstLead(browser, product)
    await lead.page.goto(`${product.console}/bao-tin`)
    await submit(lead.page, 'form[action="/bao-tin/ma"] button')
    const code = (await lead.page.innerText('p.code.big')).trim()
    expect(await linksAsBot(code)).toBe('linked')
    await reportsUrgently('Có người đang bán chất lạ trước cổng trường, ngay lúc này.')
    const { sent } = telegram
    await expect.poll(() => sent.length, { timeout: 20_000 }).toBe(1)
    expect(sent[0]).toMatchObject({ chat_id: CHAT, text: expect.stringMatching(/^Khẩn: có tin báo mới, \S{9}\.$/) })
    const address = sent[0]?.reply_markup?.inline_keyboard[0]?.[0]?.url ?? ''
    expect(address).toMatch(/^https:\/\/truc\.example\.vn\/vu\/[0-9a-z]{26}$/)
    await lead.page.goto(product.console + new URL(address).pathname)
    expect(await lead.page.innerText('main')).toContain('trước cổng trường')
    await lead.page.goto(`${product.console}/bao-tin`)
    expect(await lead.page.innerText('main')).toContain('Đã nối từ ngày')
    await lead.page.goto(`${product.console}/nhat-ky`)
    expect(await lead.page.innerText('main')).toContain('nối Telegram để nhận báo tin')
    // Both workers have looked several times by now.
    expect(sent).toHaveLength(1)
    for (const secret of [CHAT, code, TOKEN, new URL(address).pathname]) expect(product.output()).not.toContain(secret)
  })
})

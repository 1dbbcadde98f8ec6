import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choose, citizenPage, openBrowser, submit, write } from '../support/browser.js'
import { type Product, startProduct } from '../support/product.js'
import type { FakePerson } from '../support/telegram/person.js'
import { type BotApi, startBotApi } from '../support/telegram/server.js'
import { signInFirstLead } from '../support/whole-loop.js'

let product: Product
let browser: Browser
let api: BotApi
let officer: FakePerson

beforeAll(async () => {
  api = await startBotApi()
  officer = api.person()
  ;[product, browser] = await Promise.all([
    startProduct({
      TELEGRAM_BOT_TOKEN: api.token,
      TELEGRAM_API_ROOT: api.root,
      CONSOLE_URL: 'https://truc.example.vn',
      WORKER_PROCESSES: '2',
    }),
    openBrowser(),
  ])
})
afterAll(async () => {
  await browser.close()
  await product.stop()
  await product.forget()
  await api.close()
})

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
    await officer.say('/lienket AAAA-AAAA-AA')
    await officer.heard(/mã/i)
    await officer.say(`/lienket ${code}`)
    await officer.heard(/nối/)
    await reportsUrgently('Có người đang bán chất lạ trước cổng trường, ngay lúc này.')
    const alerts = () => officer.messages().filter(({ text }) => text.startsWith('Khẩn'))
    await expect.poll(() => alerts().length, { timeout: 20_000 }).toBe(1)
    expect(alerts()[0]?.text).toMatch(/^Khẩn: có tin báo mới, \S{9}\.$/)
    const address = alerts()[0]?.buttons[0]?.[0]?.url ?? ''
    expect(address).toMatch(/^https:\/\/truc\.example\.vn\/vu\/[0-9a-z]{26}$/)
    await lead.page.goto(product.console + new URL(address).pathname)
    expect(await lead.page.innerText('main')).toContain('trước cổng trường')
    await lead.page.goto(`${product.console}/bao-tin`)
    expect(await lead.page.innerText('main')).toContain('Đã nối từ ngày')
    await lead.page.goto(`${product.console}/nhat-ky`)
    expect(await lead.page.innerText('main')).toContain('nối Telegram để nhận báo tin')
    // Both workers have looked several times by now.
    expect(alerts()).toHaveLength(1)
    for (const secret of [String(officer.id), code, api.token, new URL(address).pathname])
      expect(product.output()).not.toContain(secret)
  })
})

import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from '../../../support/browser.js'
import { aFlood, aSite, type Site, TIGHT, Visitor } from '../../../support/web-site.js'

let site: Site
let address: string
let browser: Browser

beforeAll(async () => {
  site = await aSite({ flood: aFlood({ limits: TIGHT }) })
  address = await site.app.listen({ host: '127.0.0.1', port: 0 })
  browser = await openBrowser()
  // Everybody here comes from one address, and its places are taken.
  for (let n = 0; n < 3; n += 1) {
    const newcomer = new Visitor(site)
    await newcomer.open()
    await newcomer.post({ choice: 'report' })
  }
})
afterAll(async () => {
  await browser.close()
  await site.app.close()
})

interface Look {
  readonly javaScriptEnabled: boolean
  readonly width?: number
  readonly colorScheme?: 'light' | 'dark'
}

const waiting = (look: Look) => visit(address, look)

async function visit(start: string, options: Look) {
  const { width = 360, ...rest } = options
  const context = await browser.newContext({ ...rest, viewport: { width, height: 740 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(start)
  return page
}

const begin = (page: Page) => page.click('button[value="report"]', { noWaitAfter: true })

describe('a newcomer from a flooded source', () => {
  it('with JavaScript is let in by itself, after a proof of work', async () => {
    const page = await waiting({ javaScriptEnabled: true })
    await begin(page)
    await page.getByRole('heading', { name: 'Bà con muốn báo về việc gì?' }).waitFor({ timeout: 25_000 })
    await page.context().close()
  })

  it('without JavaScript is let in by the button, also when pressed at once', async () => {
    const page = await waiting({ javaScriptEnabled: false })
    await begin(page)
    await page.getByRole('heading', { name: 'Đang có nhiều người vào cùng lúc' }).waitFor()
    await page.getByRole('button', { name: 'Đi tiếp' }).click({ noWaitAfter: true })
    await page.getByRole('heading', { name: 'Bà con muốn báo về việc gì?' }).waitFor({ timeout: 25_000 })
    await page.context().close()
  })

  it.each([
    { width: 360, colorScheme: 'light' },
    { width: 360, colorScheme: 'dark' },
    { width: 1440, colorScheme: 'light' },
    { width: 1440, colorScheme: 'dark' },
  ] as const)('waits on a page that fits $width pixels, $colorScheme, and that everybody can use', async (look) => {
    const page = await waiting({ javaScriptEnabled: false, ...look })
    await begin(page)
    await page.getByRole('heading', { name: 'Đang có nhiều người vào cùng lúc' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width)
    const html = await page.content()
    await page.context().close()
    expect(await violations(html, look)).toEqual([])
  })
})

describe('a visitor who is too fast', () => {
  it.each(['light', 'dark'] as const)(
    'finds their words on a page that everybody can use, and sends them from there, %s',
    async (colorScheme) => {
      const time = { now: Date.now() }
      const quick = await aSite({ flood: aFlood({ limits: TIGHT, now: () => time.now }) })
      const start = await quick.app.listen({ host: '127.0.0.1', port: 0 })
      const look = { width: 360, colorScheme }
      const page = await visit(start, { javaScriptEnabled: false, ...look })
      for (const choice of ['report', 'drugs']) await page.click(`button[value="${choice}"]`)
      const words = 'Tối nào cũng có người lạ tụ tập gần chợ cũ.'
      await page.fill('textarea', words)
      const [cookie] = await page.context().cookies()
      const headers = { cookie: `${cookie?.name}=${cookie?.value}` }
      for (let status = 200; status === 200; ) status = (await fetch(start, { headers })).status
      await page.click('button.send')
      await page.getByRole('heading', { name: 'Xin chậm lại một chút' }).waitFor()
      expect(await page.inputValue('textarea')).toBe(words)
      expect(await violations(await page.content(), look, start)).toEqual([])
      time.now += 60_000
      await page.getByRole('button', { name: 'Đi tiếp' }).click()
      await page.getByRole('heading', { name: 'Xin chậm lại một chút' }).waitFor({ state: 'detached' })
      await page.getByText(words).first().waitFor()
      await page.context().close()
      await quick.app.close()
    },
  )
})

/** axe needs scripts, and a script would send the waiting page's form: so it looks at a copy of what was drawn. */
async function violations(
  html: string,
  { width, colorScheme }: Required<Omit<Look, 'javaScriptEnabled'>>,
  of = address,
) {
  const context = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width, height: 740 } })
  const page = await context.newPage()
  await page.route('**/*', async (route) => {
    if (route.request().url() === `${of}/ban-sao`) return route.fulfill({ contentType: 'text/html', body: html })
    return route.request().resourceType() === 'script' ? route.abort() : route.continue()
  })
  await page.goto(`${of}/ban-sao`)
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  await context.close()
  return found.map(({ id }) => id)
}

import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newReceipt } from '../../../src/vault/receipt.js'
import { aCaseView, aClosedCaseView } from '../../support/fake-conversation.js'
import { aSite, type Site } from '../../support/web-site.js'

let site: Site
let address: string
let browser: Browser
const [receipt, closedReceipt] = [newReceipt(), newReceipt()]

beforeAll(async () => {
  site = await aSite()
  address = await site.app.listen({ host: '127.0.0.1', port: 0 })
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
})

afterAll(async () => {
  await browser.close()
  await site.app.close()
})

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext({ reducedMotion: 'reduce', ...options })).newPage()
  await page.goto(address)
  return page
}

const choose = (id: string) => (page: Page) => page.click(`button[name="choice"][value="${id}"]`)
const command = (name: string) => (page: Page) => page.click(`button[name="command"][value="${name}"]`)
const write = (text: string) => async (page: Page) => {
  await page.fill('[name="text"]', text)
  await page.click('button.send')
}
const LONG_WORD = `${'một-từ-rất-dài-không-có-chỗ-ngắt-'.repeat(8)}hết`

const SCREENS: readonly [string, (page: Page) => Promise<unknown>][] = [
  ['menu', async () => undefined],
  ['category', choose('report')],
  ['what, after an emergency', choose('robbery-violence')],
  ['what, too long', write('Tối nào cũng tụ tập. '.repeat(300))],
  ['now', write(`Tối nào cũng tụ tập. ${LONG_WORD}`)],
  ['where, after an emergency', choose('yes')],
  ['ward', write('hẻm 12 gần chợ cũ')],
  ['first hand', choose('unknown')],
  ['review', choose('saw')],
  ['edit', choose('edit')],
  ['what, again', choose('edit-what')],
  ['forget', command('forget')],
  ['what, still there', choose('forget-no')],
  ['review, again', choose('back')],
  ['evidence', choose('evidence')],
  ['evidence, none chosen', (page) => page.click('button.send')],
  ['review, once more', choose('back')],
  ['receipt', choose('send')],
  ['thanks', choose('saved')],
  [
    'unfinished, in the menu',
    async (page) => {
      for (const lead of [choose('report'), choose('gambling'), write('Có sòng bài.'), choose('cancel')])
        await lead(page)
    },
  ],
  ['unfinished, gone', choose('discard')],
  ['emergency', choose('emergency')],
  ['receipt asked', choose('receipt')],
  ['receipt wrong', write('7KQM-3XWD')],
  ['case', write(receipt)],
  ['answer', choose('answer')],
  ['case, answered', write('Thường là tối thứ bảy.')],
  ['withdraw', choose('withdraw')],
  ['case, to be withdrawn', choose('withdraw-yes')],
  ['add', choose('add')],
  [
    'forgotten',
    async (page) => {
      await command('forget')(page)
      await choose('forget-yes')(page)
    },
  ],
  [
    'dispute',
    async (page) => {
      await choose('receipt')(page)
      await write(closedReceipt)(page)
      await choose('dispute')(page)
    },
  ],
  ['no such page', (page) => page.goto(`${address}/khong-co`)],
]

/** Each width, scheme and language in `npm test`; `npm run test:journeys` adds the other pairs. */
const LOOKS = [
  { width: 320, colorScheme: 'light', language: 'en', axe: false },
  { width: 360, colorScheme: 'dark', language: 'vi', axe: true },
  { width: 768, colorScheme: 'dark', language: 'vi', axe: false },
  { width: 1440, colorScheme: 'light', language: 'en', axe: true },
] as const
const MORE = [
  { width: 360, colorScheme: 'light', language: 'en', axe: true },
  { width: 1440, colorScheme: 'dark', language: 'vi', axe: true },
] as const

describe.each([...LOOKS, ...(process.env.JOURNEYS === 'all' ? MORE : [])])(
  'at $width px, $colorScheme, $language',
  ({ width, colorScheme, language, axe }) => {
    it('every screen fits, has targets for thumbs and is accessible', { timeout: 120_000 }, async () => {
      site.conversation.cases.set(receipt, aCaseView())
      site.conversation.cases.set(closedReceipt, aClosedCaseView())
      const page = await open({ viewport: { width, height: 740 }, colorScheme, bypassCSP: true })
      if (language !== 'vi') await page.click(`button[name="language"][value="${language}"]`)
      for (const [name, lead] of SCREENS) {
        await lead(page)
        expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(width)
        expect(await smallTargets(page), name).toEqual([])
        if (axe) expect(await violations(page), name).toEqual([])
      }
      await page.context().close()
    })
  },
)

async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page }).analyze()
  return result.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

/** Buttons, fields and links lower or narrower than 44 px. */
function smallTargets(page: Page): Promise<string[]> {
  return page
    .locator('button:not([aria-hidden]), a:not(.skip), summary, input:not([type="hidden"]), textarea')
    .evaluateAll((elements) => {
      const sizes = elements.map((element) => ({ element, box: element.getBoundingClientRect() }))
      return sizes.filter(({ box }) => box.width < 44 || box.height < 44).map(({ element }) => element.outerHTML)
    })
}

describe('without scripts', () => {
  it('Enter sends the text, and the newest question is in sight', async () => {
    const page = await open({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false })
    for (const lead of [choose('report'), choose('gambling'), write('Có sòng bài.'), choose('no')]) await lead(page)
    await page.fill('[name="text"]', 'gần chợ')
    await page.press('[name="text"]', 'Enter')
    const heading = page.getByRole('heading', { name: 'Chỗ đó nay thuộc phường nào?' })
    await heading.waitFor()
    const top = (await heading.boundingBox())?.y ?? -1
    expect(top).toBeGreaterThan(50)
    expect(top).toBeLessThan(400)
    expect(page.url()).toBe(`${address}/#hien-tai`)
    await page.context().close()
  })

  it('says why nothing moves on when cookies are off', async () => {
    const page = await open({ javaScriptEnabled: false })
    expect(await page.locator('.lost').isVisible()).toBe(false)
    await choose('report')(page)
    await page.context().clearCookies()
    await page.goto('about:blank')
    await page.goto(`${address}/#hien-tai`)
    expect(await page.locator('.lost').isVisible()).toBe(true)
    await page.context().close()
  })
})

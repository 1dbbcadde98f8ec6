import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser, submit } from '../support/browser.js'
import { DUTY, INVITED, LEAD, NEWCOMER, OTHER, unlockedFor } from './fake-api.js'
import { aConsole, aReport, contentOf, type TestConsole } from './support.js'

let browser: Browser
let console: TestConsole
let address: string
/** What the browser complained about: a refused style, a script error, a request to somebody else. */
let complaints: string[]

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  complaints = []
  console = await aConsole()
  address = await console.app.listen({ host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  await console.app.close()
})

async function open(path: string, officerId: string | null, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'vi-VN', reducedMotion: 'reduce', ...options })
  if (officerId) {
    const stage = path === '/thiet-lap' ? 'enrolling' : 'full'
    const value = await console.sessions.create(unlockedFor(officerId), { language: 'vi', stage })
    await context.addCookies([{ name: 'officer', value, url: address }])
  }
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (line) => {
    if (!line.text().startsWith('Failed to load resource')) complaints.push(line.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) complaints.push(request.url())
  })
  await page.goto(address + path)
  return page
}

const LONG_WORD = 'một-từ-rất-dài-không-có-chỗ-ngắt-'.repeat(8)

function fillStore(): string {
  const { api } = console
  aReport(api, { urgency: 'urgent', receivedAt: '2026-11-25T06:36:00.000Z', overdue: true })
  aReport(api, { state: { name: 'claimed', by: OTHER }, openQuestion: 3, restricted: true, area: null })
  aReport(api, { state: { name: 'closed', outcome: 'duplicate' } })
  const pending = { id: NEWCOMER, login: 'hoa', name: 'Phạm Thị Hoa', role: 'duty', state: 'pending' } as const
  api.people.push(
    { ...pending, trusted: true },
    { ...pending, id: '0000000000000009', state: 'active', trusted: false },
  )
  const held = { state: { name: 'claimed', by: LEAD }, unread: 1, firstLookAt: '2026-11-25T06:40:00.000Z' }
  const content = contentOf(`Tối nào cũng tụ tập. ${LONG_WORD} `.repeat(14).slice(0, 4000))
  const { status } = aReport(api, held as Parameters<typeof aReport>[1], { content, signed: false, evidenceCount: 2 })
  return `/vu/${status.id}`
}

const SCREENS = ['/dang-nhap', '/thiet-lap', `/ghi-danh/${INVITED}`, '/', 'case', '/can-bo', '/nhat-ky', '/nowhere']
const LOOKS = [
  { width: 360, colorScheme: 'dark' },
  { width: 1440, colorScheme: 'light' },
] as const

describe('screens', () => {
  it.each(SCREENS.flatMap((screen) => LOOKS.map((look) => ({ screen, ...look }))))(
    '$screen fits $width pixels, $colorScheme, and everybody can use it',
    async ({ screen, width, colorScheme }) => {
      const path = fillStore()
      const officer = screen.startsWith('/dang') || screen.startsWith('/ghi') ? null : LEAD
      const viewport = { width, height: 800 }
      const page = await open(screen === 'case' ? path : screen, officer, { viewport, colorScheme })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
      expect(complaints).toEqual([])
    },
  )
})

const again = (page: Page) =>
  page.evaluate(() => document.getElementById('hang')?.dispatchEvent(new CustomEvent('console:again')))
const rows = (page: Page) => page.locator('#hang .row').count()

describe('the queue while it is open', () => {
  it('shows a new report within ten seconds and leaves focus, scrolling and folds alone', async () => {
    aReport(console.api)
    aReport(console.api, { state: { name: 'closed', outcome: 'duplicate' } })
    const page = await open('/', DUTY)
    await page.locator('#da-dong summary').click()
    await page.locator('#cho-nhan a').focus()
    const { status } = aReport(console.api, { urgency: 'urgent' })
    console.api.cases.delete(status.id)
    const before = [...console.api.cases]
    console.api.cases.clear()
    for (const [id, report] of [[status.id, { ...before[0]?.[1], status }] as const, ...before]) {
      console.api.cases.set(id, report as (typeof before)[number][1])
    }
    await page.waitForSelector(`#vu-${status.id}`, { timeout: 10_000 })
    expect(await page.evaluate(() => document.activeElement?.id)).toBe(`mo-${before[0]?.[0]}`)
    expect(await page.locator('#da-dong').getAttribute('open')).not.toBeNull()
    expect(await page.title()).toMatch(/^\(2\)/)
    expect(console.sessions.touches.filter(Boolean)).toHaveLength(1)
    expect(complaints).toEqual([])
  })

  it('keeps rows still under a pressed button, so that the press opens what it was meant for', async () => {
    const { status } = aReport(console.api)
    const page = await open('/', DUTY)
    await page.hover(`#mo-${status.id}`)
    await page.mouse.down()
    aReport(console.api)
    const asked = page.waitForResponse(/hang-doi/)
    await again(page)
    await asked
    await page.waitForTimeout(200)
    expect(await rows(page)).toBe(1)
    await page.mouse.up()
    await page.waitForURL(`**/vu/${status.id}`)
  })

  it('says that it may be old while the server does not answer, and stops saying so', async () => {
    const page = await open('/', DUTY)
    console.api.down = true
    await again(page)
    await page.locator('#cu').waitFor({ state: 'visible' })
    expect(await page.locator('#hang .empty').count()).toBe(1)
    console.api.down = false
    await again(page)
    await page.locator('#cu').waitFor({ state: 'hidden' })
  })

  it('goes to sign-in when the session has ended', async () => {
    const page = await open('/', DUTY)
    console.sessions.kept.clear()
    await again(page)
    await page.waitForURL('**/dang-nhap?da=signed-out')
    expect(await page.textContent('main')).toContain('Phiên làm việc đã hết')
  })

  it('reloads itself where scripts are off', async () => {
    const page = await open('/', DUTY, { javaScriptEnabled: false })
    const { status } = aReport(console.api)
    await page.waitForSelector(`#vu-${status.id}`, { timeout: 13_000 })
    expect(console.sessions.touches).toEqual([true, false])
  })
})

describe('a case in the browser', () => {
  it('is claimed from the queue and answered, each with one press', async () => {
    const { status } = aReport(console.api)
    const page = await open('/', DUTY)
    await submit(page, `#nhan-${status.id}`)
    await page.click('summary:has-text("Trả lời người báo")')
    await page.fill('#reply-text', 'Cảm ơn bà con.')
    await submit(page, 'button:has-text("Gửi trả lời")')
    expect(await page.textContent('[role="status"]')).toContain('Đã gửi trả lời')
    expect(console.api.acted).toEqual([{ type: 'claim' }, { type: 'reply', text: 'Cảm ơn bà con.' }])
  })

  it('sends a form once however often it is pressed', async () => {
    const { status } = aReport(console.api)
    const page = await open(`/vu/${status.id}`, DUTY)
    const act = console.api.act.bind(console.api)
    console.api.act = async (...of) => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      return act(...of)
    }
    await page.locator('button:has-text("Nhận tin báo này")').dblclick()
    await page.waitForURL('**?da=claim')
    expect(console.api.acted).toHaveLength(1)
  })

  it('asks before a page with unsent text goes away', async () => {
    const { status } = aReport(console.api)
    const page = await open(`/vu/${status.id}`, DUTY)
    await page.click('summary:has-text("Ghi chú nội bộ")')
    await page.fill('#note-text', 'một câu')
    const asked = page.waitForEvent('dialog')
    const going = page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.accept()
    await going
  })
})

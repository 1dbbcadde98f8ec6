import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { ConsoleDeps } from '../../src/console/ports.js'
import { openBrowser } from '../support/browser.js'
import { unlockedFor } from './fake-api.js'
import { aConsole, type TestConsole } from './support.js'

export interface Desk {
  readonly console: TestConsole
  readonly address: string
  /** What browsers complained about: a refused style, a script error, a request to somebody else. */
  readonly complaints: string[]
  open(path: string, officerId: string | null, options?: BrowserContextOptions): Promise<Page>
  /** Another tab, or another browser, with the same session. */
  openIn(context: BrowserContext, path: string): Promise<Page>
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>
}

/** A console on fakes and a real Chromium, fresh for every test of a file. */
export function useDesk(overrides: Partial<ConsoleDeps> = {}): () => Desk {
  let browser: Browser
  let desk: Desk | undefined
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    const console = await aConsole(overrides)
    desk = aDesk(browser, console, await console.app.listen({ host: '127.0.0.1', port: 0 }))
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await desk?.console.app.close()
  })
  return () => {
    if (!desk) throw new Error('no desk yet')
    return desk
  }
}

function aDesk(browser: Browser, console: TestConsole, address: string): Desk {
  const complaints: string[] = []
  const newContext = (options: BrowserContextOptions = {}) =>
    browser.newContext({ locale: 'vi-VN', reducedMotion: 'reduce', ...options })
  const openIn = async (context: BrowserContext, path: string) => {
    const page = await context.newPage()
    listen(page, address, complaints)
    await page.goto(address + path)
    return page
  }
  const open: Desk['open'] = async (path, officerId, options) => {
    const context = await newContext(options)
    if (officerId) {
      const stage = path === '/thiet-lap' ? 'enrolling' : 'full'
      const value = await console.sessions.create(unlockedFor(officerId), { language: 'vi', stage })
      await context.addCookies([{ name: 'officer', value, url: address }])
    }
    return openIn(context, path)
  }
  return { console, address, complaints, open, openIn, newContext }
}

function listen(page: Page, address: string, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (line) => {
    if (!line.text().startsWith('Failed to load resource')) complaints.push(line.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) complaints.push(request.url())
  })
}

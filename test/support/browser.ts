import { type Browser, chromium, type Page } from 'playwright-core'

/** Chromium without its own errands, so that a closed network is not asked for anything. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A citizen's browser: a phone with scripts off, which asks our site and nobody else. */
export async function citizenPage(browser: Browser, site: string): Promise<{ page: Page; strangers: string[] }> {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  const strangers: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(site)) strangers.push(request.url())
  })
  await page.goto(site)
  return { page, strangers }
}

export const choose = (page: Page, id: string) => submit(page, `button[name="choice"][value="${id}"]`)

export async function write(page: Page, text: string): Promise<void> {
  await page.fill('[name="text"]', text)
  await submit(page, 'button.send')
}

/** Presses a button of a form and waits until the next page is there. */
export async function submit(page: Page, selector: string): Promise<void> {
  const loaded = page.waitForEvent('load')
  await page.click(selector)
  await loaded
}

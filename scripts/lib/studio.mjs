import { presentCode } from '../../dist/demo/codes.js'
import { citizenPages, OFFICER_PAGES } from './storyboards.mjs'

/** Takes a browser through all pages of a demo; `shot` is called on each. */
export async function createStudio(browser, demo) {
  const sessions = {}
  for (const { login, password, totpSecret } of demo.officers) {
    sessions[login] = await signIn(browser, demo.console, { login, password, totpSecret })
  }
  return {
    async walk({ who, size, scheme, language }, shot) {
      const isCitizen = who === 'citizen'
      const context = await browser.newContext({
        viewport: size,
        colorScheme: scheme,
        locale: 'vi-VN',
        // As a citizen's browser may have it; the console is the same without, only slower.
        javaScriptEnabled: !isCitizen,
        ...(isCitizen ? {} : { storageState: sessions[who] }),
      })
      const page = await context.newPage()
      await page.goto(isCitizen ? demo.site : demo.console)
      await speak(page, language)
      for (const [name, lead] of isCitizen ? citizenPages(demo.receipts) : OFFICER_PAGES) {
        await lead(page)
        await page.waitForLoadState('load')
        // A header that stays in sight is drawn where the page is scrolled to.
        await page.evaluate(() => window.scrollTo({ top: 0, behavior: 'instant' }))
        await shot(name, page)
      }
      await context.close()
    },
  }
}

async function speak(page, language) {
  const button = page.locator(`button[name="language"][value="${language}"]`).first()
  if (await button.count()) await button.click()
}

/** One sign-in each: a code works once. What remains of it is the cookies. */
async function signIn(browser, address, { login, password, totpSecret }) {
  const context = await browser.newContext({ locale: 'vi-VN' })
  const page = await context.newPage()
  await page.goto(address)
  await page.fill('[name="login"]', login)
  await page.fill('[name="password"]', password)
  await page.fill('[name="totp"]', presentCode(totpSecret, new Date()).code)
  await page.click('main button[type="submit"]')
  await page.waitForURL((url) => !url.pathname.startsWith('/dang-nhap'))
  const state = await context.storageState()
  await context.close()
  return state
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choose, openBrowser, write } from '../support/browser.js'
import { type Product, startProduct } from '../support/product.js'
import {
  CANARY,
  claimAndAsk,
  comeBack,
  lookAtPicture,
  noteAndClose,
  reportWithCanaries,
  signInFirstLead,
} from '../support/whole-loop.js'

let product: Product
let browser: Browser

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await product.stop()
  await product.forget()
})

describe('from a fresh start, in Chromium, with scripts off for the citizen', () => {
  it('a tip reaches the officer, the question comes back, the answer and the outcome too', async () => {
    const { page: officer } = await signInFirstLead(browser, product)
    expect(existsSync(join(product.dataDir, 'first-run.txt')), 'the one-time password is gone from the disk').toBe(
      false,
    )

    const { page: citizen, receipt, strangers } = await reportWithCanaries(browser, product)
    expect(receipt).toMatch(/^([0-9A-Z]{4}-){4}[0-9A-Z]$/)
    await choose(citizen, 'saved')
    expect(await citizen.content()).not.toContain(receipt)
    expect(strangers, 'no request to anybody else').toEqual([])
    expect(
      (await citizen.context().cookies()).map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite })),
    ).toEqual([{ name: 'draft', httpOnly: true, sameSite: 'Strict' }])

    await claimAndAsk(officer, product)
    const shown = await officer.innerText('main')
    for (const part of [CANARY.text, CANARY.place, CANARY.when, CANARY.question]) expect(shown).toContain(part)
    expect(shown.toLowerCase()).toContain('chưa kiểm chứng')
    expect(await lookAtPicture(officer), 'drawn anew, upright').toEqual({ width: 900, height: 1200 })

    const later = await comeBack(browser, product, receipt)
    expect(await later.innerText('main')).toContain(CANARY.question)
    expect(await later.innerText('main')).not.toContain(CANARY.text)
    await choose(later, 'answer')
    await write(later, CANARY.answer)

    await officer.reload()
    expect(await officer.innerText('main')).toContain(CANARY.answer)
    await noteAndClose(officer)

    const last = await comeBack(browser, product, receipt)
    const outcome = await last.innerText('main')
    expect(outcome).toContain(CANARY.reply)
    expect(outcome).not.toContain(CANARY.note)
  })

  it('a new report appears in an open queue within ten seconds, by itself', async () => {
    const { page: officer } = await signInAgain()
    await officer.goto(product.console)
    const before = await officer.locator('a[href^="/vu/"]').count()
    await reportWithCanaries(browser, product)
    await expect.poll(() => officer.locator('a[href^="/vu/"]').count(), { timeout: 10_000 }).toBe(before + 1)
  })

  it('leaves at once: the draft is gone and another page is there', async () => {
    const { page } = await reportWithCanaries(browser, product)
    const response = await page.request.get(`${product.site}/thoat-nhanh`, { maxRedirects: 0 })
    expect(response.status()).toBe(303)
    expect(response.headers().location).toBe('https://www.google.com/')
    await page.goto(product.site)
    expect(await page.locator('[value="saved"]').count()).toBe(0)
  })
})

/** The browser context of the first sign-in is still signed in. */
async function signInAgain() {
  const context = browser.contexts().find((candidate) => candidate.pages()[0]?.url().startsWith(product.console))
  const page = context?.pages()[0]
  if (!page) throw new Error('no officer is signed in')
  return { page }
}

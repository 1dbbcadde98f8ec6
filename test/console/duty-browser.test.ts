import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { DUTY, LEAD, OTHER } from './fake-api.js'
import { useDesk } from './use-desk.js'

const desk = useDesk()

/** Tabs on until the focus is there; a page on which it cannot be reached this way fails. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let n = 0; n < 60; n += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`cannot be reached by keyboard: ${selector}`)
}

async function pressEnter(page: Page): Promise<void> {
  const loaded = page.waitForEvent('load')
  await page.keyboard.press('Enter')
  await loaded
}

describe('a lead without a mouse and without scripts', () => {
  it('puts people on duty for three days', async () => {
    const { console: at, open } = desk()
    const page = await open('/lich-truc', LEAD, { javaScriptEnabled: false })
    await tabTo(page, 'a[href="/lich-truc/2026-11-26"]')
    await pressEnter(page)
    await tabTo(page, `input[name="day"][value="${DUTY}"]`)
    await page.keyboard.press('Space')
    await tabTo(page, `input[name="night"][value="${OTHER}"]`)
    await page.keyboard.press('Space')
    await tabTo(page, 'select[name="until"]')
    for (let n = 0; n < 2; n += 1) await page.keyboard.press('ArrowDown')
    await tabTo(page, '.card button.primary')
    await pressEnter(page)
    expect(at.api.edits).toEqual([{ version: 3, from: '2026-11-26', until: '2026-11-28', day: [DUTY], night: [OTHER] }])
    expect(await page.textContent('[role="status"]')).toContain('Đã lưu lịch trực.')
    expect(desk().complaints).toEqual([])
  })
})

describe('the picture to scan', () => {
  it('is drawn on white by day and by night, with its quiet edge', async () => {
    const page = await desk().open('/bao-tin', DUTY, { colorScheme: 'dark' })
    await page.click('form[action="/bao-tin/ma"] button')
    const picture = page.locator('.qr svg')
    await picture.waitFor()
    expect(await picture.locator('rect').evaluate((edge) => getComputedStyle(edge).fill)).toBe('rgb(255, 255, 255)')
    expect((await picture.boundingBox())?.width).toBeGreaterThanOrEqual(180)
    expect(desk().complaints).toEqual([])
  })
})

import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { DUTY } from './fake-api.js'
import { aReport } from './support.js'
import type { Desk } from './use-desk.js'

/** What is read on the page of the report, and may not be on it under a cover. */
export const READ = ['bẻ khóa xe', 'hẻm 12', 'Trộm cắp', 'An Hội']

export const PASSWORD = 'đúng mật khẩu'

export const isCovered = (page: Page) => page.locator('#man-khoa').isVisible()

export async function unlock(page: Page, password = PASSWORD): Promise<void> {
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
}

/** A report on an officer's screen, with a note half written. */
export function atACover(desk: () => Desk) {
  const isLocked = () => [...desk().console.sessions.kept.values()].every(({ locked }) => locked)
  return {
    isLocked,
    async aDraft(): Promise<Page> {
      const { status } = aReport(desk().console.api, { state: { name: 'claimed', by: DUTY } })
      const page = await desk().open(`/vu/${status.id}`, DUTY)
      await page.keyboard.press('n')
      await page.keyboard.type('một câu dở dang')
      return page
    },
    async expectCovered(page: Page): Promise<void> {
      await expect.poll(() => isCovered(page)).toBe(true)
      await expect.poll(isLocked).toBe(true)
    },
  }
}

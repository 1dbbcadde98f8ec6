import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { atACover, isCovered, READ, unlock } from './at-a-cover.js'
import { OTHER, unlockedFor } from './fake-api.js'
import { useDesk } from './use-desk.js'

const desk = useDesk()
const { aDraft, expectCovered } = atACover(desk)

describe('a page of a session that is over', () => {
  const ended = async (page: Page) => {
    await expect.poll(() => page.innerText('#man-khoa [role="alert"]')).toContain('Phiên làm việc đã hết')
    expect(await isCovered(page)).toBe(true)
    expect(await page.locator('#man-khoa [type="password"]').isVisible(), 'nothing opens it any more').toBe(false)
    for (const secret of [...READ, 'Nguyễn']) expect(await page.content()).not.toContain(secret)
  }
  const check = (page: Page) => page.evaluate(() => document.dispatchEvent(new CustomEvent('console:check')))
  const signInAs = async (page: Page, officer: string) => {
    const value = await desk().console.sessions.create(unlockedFor(officer), { language: 'vi', stage: 'full' })
    await page.context().addCookies([{ name: 'officer', value, url: desk().address }])
  }

  it.each([true, false])(
    'opens for nobody else who signs in in the same browser (locked before: %s)',
    async (locked) => {
      const page = await aDraft()
      if (locked) {
        await page.locator('#khoa button').click()
        await expectCovered(page)
      }
      await signInAs(page, OTHER)
      await check(page)
      await ended(page)
    },
  )

  it('does not listen to the tabs of another session', async () => {
    const page = await aDraft()
    await page.locator('#khoa button').click()
    await expectCovered(page)
    await signInAs(page, OTHER)
    const other = await desk().openIn(page.context(), '/')
    await other.keyboard.press('l')
    await expect.poll(() => isCovered(other)).toBe(true)
    await unlock(other)
    await expect.poll(() => isCovered(other)).toBe(false)
    expect(await isCovered(page)).toBe(true)
  })

  it('is emptied at once when another tab signs out', async () => {
    const page = await aDraft()
    const other = await desk().openIn(page.context(), '/')
    await other.locator('.who form[action="/dang-xuat"] button').click()
    await other.waitForURL('**/dang-nhap?da=left')
    await ended(page)
  })

  it('is emptied when the server no longer knows the session, but for what the officer typed', async () => {
    const page = await aDraft()
    desk().console.sessions.kept.clear()
    await check(page)
    await ended(page)
    expect(await page.inputValue('#man-khoa textarea')).toBe('một câu dở dang')
  })

  it('shows nothing, and no words either, when it was locked already: nobody has given the password', async () => {
    const page = await aDraft()
    await page.locator('#khoa button').click()
    await expectCovered(page)
    desk().console.sessions.kept.clear()
    await unlock(page, 'bất cứ chữ gì')
    await ended(page)
    await check(page)
    expect(await page.content()).not.toContain('dở dang')
    expect(await page.locator('#man-khoa textarea').inputValue()).toBe('')
  })

  it('shows nobody else the words of the one who was there', async () => {
    const page = await aDraft()
    await signInAs(page, OTHER)
    await check(page)
    await ended(page)
    expect(await page.content()).not.toContain('dở dang')
    expect(await page.locator('#man-khoa textarea').isVisible()).toBe(false)
  })
})

describe('a page that the browser brings back', () => {
  it('is covered before anybody is asked, and opens when its session still is', async () => {
    const page = await aDraft()
    await page.route('**/khoa', (route) => setTimeout(() => route.continue(), 1500))
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    expect(await isCovered(page)).toBe(true)
    expect(await page.content()).not.toContain('bẻ khóa xe')
    await expect.poll(() => isCovered(page), { timeout: 5000 }).toBe(false)
    expect(await page.innerText('body')).toContain('bẻ khóa xe')
    expect(await page.inputValue('#note-text')).toBe('một câu dở dang')
  })

  it('stays covered when it was locked meanwhile', async () => {
    const page = await aDraft()
    for (const [token] of desk().console.sessions.kept) await desk().console.sessions.lock(token)
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    await page.waitForTimeout(1000)
    expect(await isCovered(page)).toBe(true)
  })
})

describe('other tabs of the session', () => {
  it('are covered and opened together', async () => {
    const one = await aDraft()
    const other = await desk().openIn(one.context(), '/')
    await other.keyboard.press('l')
    await expectCovered(one)
    await unlock(other)
    await expect.poll(() => isCovered(one)).toBe(false)
    expect(await one.inputValue('#note-text')).toBe('một câu dở dang')
  })

  it('hear of it from the server where they cannot hear each other', async () => {
    const one = await aDraft()
    const [cookie] = await one.context().cookies()
    const context = await desk().newContext()
    if (cookie) await context.addCookies([cookie])
    const other = await desk().openIn(context, '/')
    await one.locator('#khoa button').click()
    await expectCovered(one)
    await other.evaluate(() => document.getElementById('hang')?.dispatchEvent(new CustomEvent('console:again')))
    await expect.poll(() => isCovered(other)).toBe(true)
  })

  it('get the page that asks for the password when they load anything', async () => {
    const one = await aDraft()
    await one.locator('#khoa button').click()
    await expectCovered(one)
    const other = await desk().openIn(one.context(), '/ca-truc')
    expect(await other.innerText('h1')).toBe('Màn hình đã khóa')
    await unlock(other)
    await expect.poll(() => other.innerText('h1').catch(() => '')).toBe('Ca trực')
  })
})

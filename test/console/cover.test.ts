import { describe, expect, it } from 'vitest'
import { atACover, isCovered, PASSWORD, READ, unlock } from './at-a-cover.js'
import { DUTY } from './fake-api.js'
import { aReport } from './support.js'
import { useDesk } from './use-desk.js'

const desk = useDesk()
const { aDraft, expectCovered, isLocked } = atACover(desk)
const SECRETS = [...READ, 'dở dang']

describe('a screen nobody touches', () => {
  it('covers itself after ten minutes, not before, and every touch counts anew', async () => {
    const page = await desk().open('/', DUTY)
    await page.clock.install()
    await page.reload()
    await page.clock.fastForward('09:50')
    await page.keyboard.press('Shift')
    await page.clock.fastForward('09:50')
    expect(await isCovered(page)).toBe(false)
    await page.clock.fastForward('00:15')
    await expectCovered(page)
  })
})

describe('a covered page', () => {
  it('shows and tells nothing of what is under it, and keeps every typed word', async () => {
    const page = await aDraft()
    await page.locator('#khoa button').click()
    await expectCovered(page)
    expect(await page.title()).toBe('Màn hình đã khóa · Hòm thư 138')
    const seen = await page.innerText('body')
    const heard = await page.locator('body').ariaSnapshot()
    for (const secret of SECRETS) expect(seen + heard).not.toContain(secret)
    for (const secret of READ) expect(await page.content()).not.toContain(secret)
    for (let n = 0; n < 12; n += 1) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.closest('#trang'))).toBeNull()
    }
    await page.focus('#man-khoa [type="password"]')
    await unlock(page)
    await expect.poll(() => isCovered(page)).toBe(false)
    expect(await page.inputValue('#note-text')).toBe('một câu dở dang')
    for (const secret of READ) expect(await page.innerText('body')).toContain(secret)
    expect(await page.title()).toContain('Tin báo')
    await page.locator('#viec-note button').click()
    await page.waitForURL('**?da=note')
    expect(desk().complaints).toEqual([])
  })

  it('gives the focus back to what was being typed', async () => {
    const page = await aDraft()
    await page.keyboard.press('Escape')
    await page.keyboard.press('l')
    await expectCovered(page)
    await unlock(page)
    await expect.poll(() => isCovered(page)).toBe(false)
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY')
  })

  it('stays for a wrong password, for one that was guessed at too often and for a server that is away', async () => {
    const page = await aDraft()
    await page.locator('#khoa button').click()
    await expectCovered(page)
    const { api } = desk().console
    const words = page.locator('#man-khoa [role="alert"]')
    await unlock(page, 'sai')
    await expect.poll(() => words.innerText()).toContain('Mật khẩu chưa đúng')
    api.signInAnswer = 'wait'
    await unlock(page)
    await expect.poll(() => words.innerText()).toContain('Đã thử nhiều lần')
    api.signInAnswer = null
    await page.context().setOffline(true)
    await unlock(page)
    await expect.poll(() => words.innerText()).toContain('Máy chủ chưa trả lời')
    await page.context().setOffline(false)
    expect(await isCovered(page)).toBe(true)
    await unlock(page)
    await expect.poll(() => isCovered(page)).toBe(false)
  })

  it('tells the server again when the lock did not reach it', async () => {
    const page = await aDraft()
    await page.context().setOffline(true)
    await page.locator('#khoa button').click()
    await expect.poll(() => isCovered(page)).toBe(true)
    expect(isLocked()).toBe(false)
    await page.context().setOffline(false)
    await page.evaluate(() => document.dispatchEvent(new CustomEvent('console:check')))
    await expectCovered(page)
  })

  it('says so when the session has ended, and lets nobody under the cover', async () => {
    const page = await aDraft()
    await page.locator('#khoa button').click()
    await expectCovered(page)
    desk().console.sessions.kept.clear()
    await unlock(page)
    await expect.poll(() => page.innerText('#man-khoa [role="alert"]')).toContain('Phiên làm việc đã hết')
    expect(await isCovered(page)).toBe(true)
  })

  it('can be left by signing out', async () => {
    const page = await desk().open('/', DUTY)
    await page.keyboard.press('l')
    await expectCovered(page)
    await page.click('#man-khoa >> text=Đăng xuất')
    await page.waitForURL('**/dang-nhap?da=left')
  })
})

describe('a page that a refused form drew', () => {
  it('is unlocked with its words, although its own address cannot be read', async () => {
    const page = await aDraft()
    const long = 'dài '.repeat(3000).trim()
    await page.locator('#note-text').evaluate((field, words) => {
      field.removeAttribute('maxlength')
      Object.assign(field, { value: words })
    }, long)
    await page.locator('#viec-note button').click()
    await page.waitForURL('**/note')
    await page.locator('#khoa button').click()
    await expectCovered(page)
    await unlock(page)
    await expect.poll(() => isCovered(page)).toBe(false)
    expect((await page.inputValue('#note-text')).trim()).toBe(long)
    for (const secret of READ) expect(await page.innerText('body')).toContain(secret)
  })
})

describe('the queue under the cover', () => {
  it('stays empty when an answer comes late that left before the lock', async () => {
    aReport(desk().console.api)
    const page = await desk().open('/', DUTY)
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route('**/hang-doi*', async (route) => {
      const response = await route.fetch()
      await held
      await route.fulfill({ response })
    })
    const asked = page.waitForRequest('**/hang-doi*')
    await page.waitForTimeout(700)
    await page.evaluate(() => document.getElementById('hang')?.dispatchEvent(new CustomEvent('console:again')))
    await asked
    await page.locator('#khoa button').click()
    await expectCovered(page)
    release()
    await page.waitForTimeout(700)
    expect(await page.locator('#hang').textContent()).toBe('')
  })
})

describe('the server', () => {
  it('hears that a page is being read, and hears nothing of a page that is left alone', async () => {
    const page = await aDraft()
    const { touches } = desk().console.sessions
    await page.clock.install()
    await page.reload()
    await page.keyboard.press('Shift')
    touches.length = 0
    await page.clock.runFor(11_000)
    await expect.poll(() => touches).toContain(true)
    touches.length = 0
    await page.clock.runFor(11_000)
    await expect.poll(() => touches.length).toBeGreaterThan(0)
    expect(touches).not.toContain(true)
  })
})

describe('without scripts', () => {
  it('the button locks the session and the password opens it', async () => {
    const page = await desk().open('/', DUTY, { javaScriptEnabled: false })
    await page.click('#khoa button')
    expect(await page.innerText('h1')).toBe('Màn hình đã khóa')
    await page.fill('[name="password"]', PASSWORD)
    await page.click('main button[type="submit"]')
    expect(await page.innerText('h1')).toBe('Hàng chờ')
  })
})

describe('news on an open report', () => {
  it('comes in around what is being typed, which can then be sent', async () => {
    const page = await aDraft()
    const { api } = desk().console
    const [report] = api.cases.values()
    if (!report) throw new Error('no report')
    api.add(report, { type: 'added', at: '2026-11-25T07:04:00.000Z', id: 'x', sealed: 'họ lại tới rồi', keyId: 'k' })
    await page.evaluate(() => document.getElementById('co-moi')?.dispatchEvent(new CustomEvent('console:again')))
    await page.click('#tai-lai')
    await expect.poll(() => page.innerText('.timeline >> nth=-1')).toContain('họ lại tới rồi')
    expect(await page.inputValue('#note-text')).toBe('một câu dở dang')
    await page.locator('#viec-note button').click()
    await page.waitForURL('**?da=note')
  })
})

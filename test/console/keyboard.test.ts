import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { DUTY, OTHER } from './fake-api.js'
import { aReport } from './support.js'
import { useDesk } from './use-desk.js'

const desk = useDesk()
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id ?? '')
const helpIsOpen = (page: Page) => page.evaluate(() => document.querySelector('dialog')?.open)
let ids: string[]

beforeEach(() => {
  const { api } = desk().console
  ids = [aReport(api), aReport(api), aReport(api, { state: { name: 'claimed', by: OTHER } })].map(
    (one) => one.status.id,
  )
  aReport(api, { state: { name: 'closed', outcome: 'spam' } })
})

describe('single keys', () => {
  it('move through the rows in sight, and stop at both ends', async () => {
    const page = await desk().open('/', DUTY)
    for (const [key, at] of [
      ['j', 0],
      ['j', 1],
      ['j', 2],
      ['j', 2],
      ['k', 1],
      ['ArrowDown', 2],
      ['ArrowUp', 1],
    ] as const) {
      await page.keyboard.press(key)
      expect([key, await focused(page)]).toEqual([key, `mo-${ids[at]}`])
    }
    const outline = await page.locator(`#vu-${ids[1]}`).evaluate((row) => getComputedStyle(row).outlineStyle)
    expect(outline).toBe('solid')
  })

  it('leave arrows alone where no row has the focus', async () => {
    const page = await desk().open('/', DUTY)
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toBe('')
  })

  it('find the same row again after the list was refreshed', async () => {
    const page = await desk().open('/', DUTY)
    await page.keyboard.press('j')
    const refreshed = page.waitForResponse(/hang-doi/)
    await page.evaluate(() => document.getElementById('hang')?.dispatchEvent(new CustomEvent('console:again')))
    await refreshed
    await page.keyboard.press('j')
    expect(await focused(page)).toBe(`mo-${ids[1]}`)
  })

  it('claim the row that has the focus, and only that', async () => {
    const page = await desk().open('/', DUTY)
    await page.keyboard.press('c')
    expect(desk().console.api.acted).toEqual([])
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('c')
    await page.waitForURL(`**/vu/${ids[1]}?da=claim`)
  })

  it('open the forms of a report, one at a time, and Escape leaves the field for its heading', async () => {
    const { status } = aReport(desk().console.api, { state: { name: 'claimed', by: DUTY } })
    const page = await desk().open(`/vu/${status.id}`, DUTY)
    for (const [key, field] of [
      ['a', 'ask-text'],
      ['r', 'reply-text'],
      ['n', 'note-text'],
    ] as const) {
      await page.keyboard.press(key)
      expect(await focused(page)).toBe(field)
      await page.keyboard.press('Escape')
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY')
    }
    await page.keyboard.press('x')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('outcome')
    expect(await page.locator('.act[open]').count()).toBe(1)
  })

  it('keep a form in sight in which something was typed', async () => {
    const { status } = aReport(desk().console.api, { state: { name: 'claimed', by: DUTY } })
    const page = await desk().open(`/vu/${status.id}`, DUTY)
    await page.keyboard.press('n')
    await page.keyboard.type('dở dang')
    await page.keyboard.press('Escape')
    await page.keyboard.press('a')
    expect(await page.inputValue('#note-text')).toBe('dở dang')
    expect(await page.locator('#note-text').isVisible()).toBe(true)
  })

  it('do nothing while somebody types, and nothing with Ctrl, Alt or Meta', async () => {
    const { status } = aReport(desk().console.api, { state: { name: 'claimed', by: DUTY } })
    const page = await desk().open(`/vu/${status.id}`, DUTY)
    await page.keyboard.press('n')
    await page.keyboard.type('a r n x l ? / g q')
    expect(await page.inputValue('#note-text')).toBe('a r n x l ? / g q')
    await page.keyboard.press('Escape')
    for (const held of ['Control', 'Alt', 'Meta']) await page.keyboard.press(`${held}+r`)
    expect(await page.locator('#viec-reply[open]').count()).toBe(0)
    expect(page.url()).toContain(status.id)
  })

  it('go to the filter, the queue and the shift, and know g alone for nothing', async () => {
    const page = await desk().open('/', DUTY)
    await page.keyboard.press('/')
    expect(await focused(page)).toBe('loc-khan')
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.waitForURL('**/ca-truc')
    await page.keyboard.press('g')
    await page.keyboard.press('q')
    await page.waitForURL((url) => url.pathname === '/')
  })

  it('are listed by ? and can be switched off, which this browser remembers', async () => {
    const page = await desk().open('/', DUTY)
    await page.keyboard.press('?')
    expect(await helpIsOpen(page)).toBe(true)
    await page.keyboard.press('Space')
    await page.keyboard.press('Escape')
    expect(await helpIsOpen(page)).toBe(false)
    await page.reload()
    for (const key of ['j', '/', '?', 'l']) await page.keyboard.press(key)
    expect(await focused(page)).toBe('')
    expect(await helpIsOpen(page)).toBe(false)
    expect(await page.locator('#man-khoa').isVisible()).toBe(false)
    await page.click('[data-opens="phim-tat"]')
    await page.check('#dung-phim')
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    expect(await focused(page)).toBe(`mo-${ids[0]}`)
  })
})

describe('the filter', () => {
  it('takes effect when it is chosen, and keeps the focus where it was', async () => {
    const page = await desk().open('/', DUTY)
    await page.selectOption('#loc-cua', 'others')
    await page.waitForURL('**/?cua=others')
    expect(await page.locator('#hang .rows-of .row').count()).toBe(1)
    await expect.poll(() => focused(page)).toBe('loc-cua')
    await page.check('#loc-moi')
    await page.waitForURL('**/?cua=others&moi=1')
    await page.click('#bo-het-loc')
    await page.waitForURL((url) => url.pathname === '/' && url.search === '')
  })

  it('works without scripts, with a button', async () => {
    const page = await desk().open('/', DUTY, { javaScriptEnabled: false })
    await page.selectOption('#loc-cua', 'others')
    await page.click('#bo-loc button')
    expect(new URL(page.url()).searchParams.get('cua')).toBe('others')
    expect(await page.locator('#hang .rows-of .row').count()).toBe(1)
  })

  it('is where "back to the queue" leads', async () => {
    const page = await desk().open('/?cua=others', DUTY)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.click('text=Về hàng chờ')
    await page.waitForURL('**/?cua=others')
  })
})

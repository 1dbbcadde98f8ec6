import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/app/console-api.js'
import { lookupId } from '../../src/vault/receipt.js'
import { realConsole } from '../console/real-console.js'
import { openBrowser } from '../support/browser.js'
import { useWorld } from '../support/use-world.js'
import { aCitizen, anOfficer, firstLead, PASSWORD, reports, totpCode } from '../support/world.js'

const world = useWorld()
let console: Awaited<ReturnType<typeof realConsole>>
let browser: Browser
let address: string
let duty: Actor & { totpSecret: string }

beforeAll(async () => {
  duty = await anOfficer(world(), await firstLead(world()), 'an', 'duty')
  console = await realConsole(world())
  browser = await openBrowser()
  address = await console.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await browser.close()
  await console.app.close()
})

const QUESTION = 'Bà con thấy lúc mấy giờ?'
const ANSWER = 'Khoảng mười giờ đêm'

/** What a hand on the keyboard does; nothing here touches a mouse or the page itself. */
class Keyboard {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  press = (key: string) => this.page.keyboard.press(key)
  type = (text: string) => this.page.keyboard.type(text)

  /** Tab after Tab, until the focus is where it is wanted. */
  async tabTo(selector: string): Promise<void> {
    for (let n = 0; n < 80; n += 1) {
      if (await this.page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return
      await this.press('Tab')
    }
    throw new Error(`no Tab leads to ${selector}`)
  }

  async follow(selector: string): Promise<void> {
    await this.tabTo(selector)
    await this.enter()
  }

  async enter(): Promise<void> {
    const loaded = this.page.waitForEvent('load')
    await this.press('Enter')
    await loaded
  }
}

/** The two ways through the same work. */
interface Way {
  prepare(keys: Keyboard): Promise<void>
  toFilter(keys: Keyboard): Promise<void>
  open(keys: Keyboard, caseId: string): Promise<void>
  claim(keys: Keyboard): Promise<void>
  form(keys: Keyboard, letter: string, action: string): Promise<void>
  back(keys: Keyboard): Promise<void>
}

const withLetters: Way = {
  prepare: async () => undefined,
  toFilter: (keys) => keys.press('/'),
  async open(keys) {
    await keys.press('Escape')
    await keys.press('j')
    await keys.enter()
  },
  async claim(keys) {
    const loaded = keys.page.waitForEvent('load')
    await keys.press('c')
    await loaded
  },
  form: (keys, letter) => keys.press(letter),
  async back(keys) {
    const loaded = keys.page.waitForEvent('load')
    await keys.press('g')
    await keys.press('q')
    await loaded
  },
}

const withoutLetters: Way = {
  async prepare(keys) {
    await keys.tabTo('[data-opens="phim-tat"]')
    await keys.press('Enter')
    await keys.press('Space')
    await keys.press('Escape')
    await keys.press('j')
    expect(await keys.page.evaluate(() => document.activeElement?.closest('.row'))).toBeNull()
  },
  toFilter: (keys) => keys.tabTo('#loc-khan'),
  open: (keys, caseId) => keys.follow(`#mo-${caseId}`),
  claim: (keys) => keys.follow('#nhan'),
  async form(keys, _, action) {
    await keys.tabTo(`#viec-${action} summary`)
    await keys.press('Enter')
    await keys.press('Tab')
  },
  back: (keys) => keys.follow('a[data-queue]'),
}

async function signIn(keys: Keyboard): Promise<void> {
  await keys.page.goto(`${address}/dang-nhap`)
  world().time.offset += 60_000
  await keys.type('an')
  await keys.press('Tab')
  await keys.type(PASSWORD)
  await keys.press('Tab')
  await keys.type(totpCode(duty.totpSecret, world().now()))
  await keys.enter()
}

async function filterDrugs(keys: Keyboard, way: Way): Promise<void> {
  await way.toFilter(keys)
  await keys.tabTo('#loc-loai')
  await keys.type('Ma t')
  await keys.page.waitForURL('**/?loai=drugs')
  await keys.page.waitForFunction(() => document.activeElement?.id === 'loc-loai')
}

async function answers(receipt: string): Promise<void> {
  const citizen = aCitizen(world())
  await citizen.press('receipt')
  await citizen.type(receipt)
  await citizen.press('answer')
  await citizen.type(ANSWER)
}

async function closes(keys: Keyboard, way: Way): Promise<void> {
  await way.form(keys, 'x', 'close')
  await keys.press('Space')
  await keys.tabTo('#close-note')
  await keys.type('có biên bản')
  await keys.tabTo('#close-reply')
  await keys.type('Cảm ơn bà con.')
  await keys.follow('#viec-close button')
}

describe('a report is worked on from sign-in to closing with a keyboard alone', () => {
  it.each([
    ['with single keys', withLetters],
    ['with Tab and Enter, single keys switched off', withoutLetters],
  ])('%s', async (_, way) => {
    const { receipt } = await reports(world(), 'Tối nào cũng tụ tập ở dãy trọ')
    const caseId = (await world().reports.caseOfReceipt(lookupId(receipt))) ?? ''
    const page = await (await browser.newContext({ locale: 'vi-VN' })).newPage()
    const keys = new Keyboard(page)
    await signIn(keys)
    await way.prepare(keys)
    await filterDrugs(keys, way)
    await way.open(keys, caseId)
    expect(await page.innerText('main')).toContain('Tối nào cũng tụ tập ở dãy trọ')
    await way.claim(keys)
    await way.form(keys, 'a', 'ask')
    await keys.type(QUESTION)
    await keys.follow('#viec-ask button')
    await answers(receipt)
    await page.waitForSelector('#tai-lai', { timeout: 20_000 })
    await keys.follow('#tai-lai')
    expect(await page.innerText('.timeline >> nth=-1')).toContain(ANSWER)
    await way.form(keys, 'n', 'note')
    await keys.type('đã đọc')
    await keys.follow('#viec-note button')
    await closes(keys, way)
    expect(await page.innerText('[role="status"] >> nth=0')).toContain('Đã đóng tin báo')
    await way.back(keys)
    expect(await page.locator(`.rows-of #vu-${caseId}`).count()).toBe(0)
    expect((await world().cases.status(caseId))?.state.name).toBe('closed')
  })
})

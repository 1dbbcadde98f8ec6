import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../src/domain/evidence.js'
import { submit } from '../support/browser.js'
import { DUTY, INVITED, LEAD, NEWCOMER, OTHER } from './fake-api.js'
import { aReport, contentOf } from './support.js'
import { useDesk } from './use-desk.js'

const desk = useDesk()

const LONG_WORD = 'một-từ-rất-dài-không-có-chỗ-ngắt-'.repeat(8)

const file = { key: 'k'.repeat(43), bytes: 1000 }
const EVIDENCE: Evidence[] = [
  {
    kind: 'video',
    type: 'video/mp4',
    id: '1'.repeat(26),
    ...file,
    width: 1920,
    height: 1080,
    seconds: 61,
    sound: true,
  },
  { kind: 'audio', type: 'audio/ogg', id: '2'.repeat(26), ...file, seconds: 3599 },
]

function fillStore() {
  const { api } = desk().console
  api.reach = 'leads'
  api.deaf.add(OTHER)
  api.duty.set('2026-11-25', { day: [LEAD, OTHER, 'somebody-gone'], night: [DUTY] })
  api.duty.set('2026-11-27', { day: [DUTY], night: [] })
  aReport(api, { urgency: 'urgent', receivedAt: '2026-11-25T06:36:00.000Z', overdue: true })
  aReport(api, { state: { name: 'claimed', by: OTHER }, openQuestion: 3, restricted: true, area: null })
  aReport(api, { state: { name: 'closed', outcome: 'duplicate' } })
  const pending = { id: NEWCOMER, login: 'hoa', name: 'Phạm Thị Hoa', role: 'duty', state: 'pending' } as const
  api.people.push(
    { ...pending, trusted: true },
    { ...pending, id: '0000000000000009', state: 'active', trusted: false },
  )
  const held = { state: { name: 'claimed', by: LEAD }, unread: 1, firstLookAt: '2026-11-25T06:40:00.000Z' }
  const content = contentOf(`Tối nào cũng tụ tập. ${LONG_WORD} `.repeat(14).slice(0, 4000), { evidence: EVIDENCE })
  const { status } = aReport(api, held as Parameters<typeof aReport>[1], { content, signed: false, evidenceCount: 2 })
  const asks = aReport(api, { withdrawal: { requestedAt: '2026-11-25T01:00:00.000Z' }, area: null })
  const disagrees = aReport(api, { state: { name: 'claimed', by: DUTY }, disputed: true, unread: 1 })
  const pathOf = (report: { status: { id: string } }) => `/vu/${report.status.id}`
  return { case: pathOf({ status }), withdrawal: pathOf(asks), dispute: pathOf(disagrees) }
}

/** What a screen needs besides its address. */
const STEPS: Record<string, (page: Page) => Promise<unknown>> = {
  'help on keys': (page) => page.keyboard.press('?'),
  cover: (page) => page.keyboard.press('l'),
  'closing form': (page) => page.keyboard.press('x'),
  'link code': (page) => submit(page, 'form[action="/bao-tin/ma"] button'),
  // Somebody else saves while this page is open.
  async 'roster of a day, changed'(page) {
    desk().console.api.version += 1
    await submit(page, '.card button.primary')
  },
  async 'film and sound'(page) {
    for (const summary of await page.locator('.evidence summary').all()) await summary.click()
  },
  async 'locked page'(page) {
    const locked = page.waitForResponse((answer) => answer.url().endsWith('/khoa') && answer.status() === 204)
    await page.keyboard.press('l')
    await locked
    await page.reload()
  },
}

/** Screen, address, and who looks at it. */
const SCREENS = [
  ['sign-in', '/dang-nhap', null],
  ['set-up', '/thiet-lap', LEAD],
  ['enrolment', `/ghi-danh/${INVITED}`, null],
  ['queue', '/', LEAD],
  ['queue, filtered', '/?cua=mine&phuong=p-an-hoi', LEAD],
  ['queue, nothing fits', '/?loai=prostitution', DUTY],
  ['case', 'case', LEAD],
  ['closing form', 'case', LEAD],
  ['film and sound', 'case', LEAD],
  ['withdrawal', 'withdrawal', LEAD],
  ['dispute', 'dispute', DUTY],
  ['shift', '/ca-truc', LEAD],
  ['roster', '/lich-truc', LEAD],
  ['roster, to read', '/lich-truc', DUTY],
  ['roster of a day', '/lich-truc/2026-11-25', LEAD],
  ['roster of a day, changed', '/lich-truc/2026-11-25', LEAD],
  ['alerts for me', '/bao-tin', DUTY],
  ['link code', '/bao-tin', DUTY],
  ['officers', '/can-bo', LEAD],
  ['log', '/nhat-ky', LEAD],
  ['no such page', '/nowhere', LEAD],
  ['help on keys', '/', DUTY],
  ['cover', '/', DUTY],
  ['locked page', '/', DUTY],
] as const

/** Each width and each scheme once in `npm test`; `npm run test:journeys` looks at all four. */
const ALL = process.env.JOURNEYS === 'all'
const LOOKS = [
  { width: 360, schemes: ALL ? (['dark', 'light'] as const) : (['dark'] as const) },
  { width: 1440, schemes: ALL ? (['dark', 'light'] as const) : (['light'] as const) },
]

describe('screens', () => {
  it.each(SCREENS)(
    '%s fits a telephone and a desk, by day and by night, and everybody can use it',
    async (...screen) => {
      const [name, path, officer] = screen
      const paths: Record<string, string> = fillStore()
      const page = await desk().open(paths[path] ?? path, officer)
      await STEPS[name]?.(page)
      for (const { width, schemes } of LOOKS) {
        await page.setViewportSize({ width, height: 800 })
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
        for (const colorScheme of schemes) {
          await page.emulateMedia({ colorScheme })
          expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
        }
      }
      expect(desk().complaints).toEqual([])
    },
  )
})

describe('the sheet for handing over', () => {
  it('prints what stands open, and nothing that only a screen can use', async () => {
    fillStore()
    const page = await desk().open('/ca-truc', LEAD)
    await page.emulateMedia({ media: 'print' })
    const sheet = await page.innerText('body')
    for (const words of ['Ca trực', 'Nguyễn Thị Lan', 'Chưa kiểm chứng', 'Người giao:']) expect(sheet).toContain(words)
    for (const words of ['Đăng xuất', 'In bản bàn giao', 'Phím tắt', 'Tối nào']) expect(sheet).not.toContain(words)
    await page.emulateMedia({ media: 'screen' })
    expect(await page.locator('[data-prints]').isVisible()).toBe(true)
  })
})

const again = (page: Page) =>
  page.evaluate(() => document.getElementById('hang')?.dispatchEvent(new CustomEvent('console:again')))
const rows = (page: Page) => page.locator('#hang .row').count()

describe('the queue while it is open', () => {
  it('shows a new report within ten seconds and leaves focus, scrolling and folds alone', async () => {
    aReport(desk().console.api)
    aReport(desk().console.api, { state: { name: 'closed', outcome: 'duplicate' } })
    const page = await desk().open('/', DUTY)
    await page.locator('#da-dong summary').click()
    await page.locator('#cho-nhan a').focus()
    const { status } = aReport(desk().console.api, { urgency: 'urgent' })
    desk().console.api.cases.delete(status.id)
    const before = [...desk().console.api.cases]
    desk().console.api.cases.clear()
    for (const [id, report] of [[status.id, { ...before[0]?.[1], status }] as const, ...before]) {
      desk().console.api.cases.set(id, report as (typeof before)[number][1])
    }
    await page.waitForSelector(`#vu-${status.id}`, { timeout: 10_000 })
    expect(await page.evaluate(() => document.activeElement?.id)).toBe(`mo-${before[0]?.[0]}`)
    expect(await page.locator('#da-dong').getAttribute('open')).not.toBeNull()
    expect(await page.title()).toMatch(/^\(2\)/)
    expect(desk().console.sessions.touches.filter(Boolean)).toHaveLength(1)
    expect(desk().complaints).toEqual([])
  })

  it('keeps rows still under a pressed button, so that the press opens what it was meant for', async () => {
    const { status } = aReport(desk().console.api)
    const page = await desk().open('/', DUTY)
    await page.hover(`#mo-${status.id}`)
    await page.mouse.down()
    aReport(desk().console.api)
    const asked = page.waitForResponse(/hang-doi/)
    await again(page)
    await asked
    await page.waitForTimeout(200)
    expect(await rows(page)).toBe(1)
    await page.mouse.up()
    await page.waitForURL(`**/vu/${status.id}`)
  })

  it('says that it may be old while the server does not answer, and stops saying so', async () => {
    const page = await desk().open('/', DUTY)
    // Longer than a fresh page counts as touched: then nothing holds the answer up.
    await page.waitForTimeout(700)
    desk().console.api.down = true
    await again(page)
    await page.locator('#cu').waitFor({ state: 'visible' })
    expect(await page.locator('#hang .empty').count()).toBe(1)
    desk().console.api.down = false
    await again(page)
    await page.locator('#cu').waitFor({ state: 'hidden' })
  })

  it('goes to sign-in when the session has ended', async () => {
    const page = await desk().open('/', DUTY)
    desk().console.sessions.kept.clear()
    await again(page)
    await page.waitForURL('**/dang-nhap?da=signed-out')
    expect(await page.textContent('main')).toContain('Phiên làm việc đã hết')
  })

  it('reloads itself where scripts are off', async () => {
    const page = await desk().open('/', DUTY, { javaScriptEnabled: false })
    const { status } = aReport(desk().console.api)
    await page.waitForSelector(`#vu-${status.id}`, { timeout: 13_000 })
    expect(desk().console.sessions.touches).toEqual([true, false])
  })
})

describe('a case in the browser', () => {
  it('is claimed from the queue and answered, each with one press', async () => {
    const { status } = aReport(desk().console.api)
    const page = await desk().open('/', DUTY)
    await submit(page, `#nhan-${status.id}`)
    await page.click('summary:has-text("Trả lời người báo")')
    await page.fill('#reply-text', 'Cảm ơn bà con.')
    await submit(page, 'button:has-text("Gửi trả lời")')
    expect(await page.textContent('[role="status"]')).toContain('Đã gửi trả lời')
    expect(desk().console.api.acted).toEqual([{ type: 'claim' }, { type: 'reply', text: 'Cảm ơn bà con.' }])
  })

  it('sends a form once however often it is pressed', async () => {
    const { status } = aReport(desk().console.api)
    const page = await desk().open(`/vu/${status.id}`, DUTY)
    const act = desk().console.api.act.bind(desk().console.api)
    desk().console.api.act = async (...of) => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      return act(...of)
    }
    await page.locator('button:has-text("Nhận tin báo này")').dblclick()
    await page.waitForURL('**?da=claim')
    expect(desk().console.api.acted).toHaveLength(1)
  })

  it('asks before a page with unsent text goes away', async () => {
    const { status } = aReport(desk().console.api)
    const page = await desk().open(`/vu/${status.id}`, DUTY)
    await page.click('summary:has-text("Ghi chú nội bộ")')
    await page.fill('#note-text', 'một câu')
    const asked = page.waitForEvent('dialog')
    const going = page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.accept()
    await going
  })
})

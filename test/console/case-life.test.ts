import { describe, expect, it } from 'vitest'
import type { CaseStatus } from '../../src/domain/cases/status.js'
import { DUTY, LEAD, OTHER } from './fake-api.js'
import { aConsole, aReport, visitor } from './support.js'

const mine: Partial<CaseStatus> = { state: { name: 'claimed', by: DUTY }, firstLookAt: '2026-11-25T06:55:00.000Z' }

async function aCase(status: Partial<CaseStatus>, officer = DUTY) {
  const console = await aConsole()
  const report = aReport(console.api, status)
  const person = await visitor(console, officer)
  const path = `/vu/${report.status.id}`
  return { console, report, person, path, open: async () => (await person.get(path)).body }
}

const asked = { withdrawal: { requestedAt: '2026-11-25T01:00:00.000Z' }, withdrawals: 1 }

describe('a wish to withdraw', () => {
  it('is shown with the thought that somebody may be pressing, and the day it takes effect', async () => {
    const body = await (await aCase({ ...mine, ...asked })).open()
    expect(body).toContain('Người báo xin rút tin.')
    expect(body).toContain('Có thể người báo đang bị ép.')
    expect(body).toContain('08:00, 02/12/2026')
    expect(body).not.toContain('/confirm-withdrawal"')
  })

  it('is confirmed by a lead with one press, and by nobody else', async () => {
    const duty = await aCase(asked)
    expect((await duty.person.post(`${duty.path}/confirm-withdrawal`, { seen: '1' })).statusCode).toBe(403)
    const lead = await aCase(asked, LEAD)
    expect(await lead.open()).toContain(`action="${lead.path}/confirm-withdrawal"`)
    const answer = await lead.person.post(`${lead.path}/confirm-withdrawal`, { seen: '1' })
    expect(answer.headers.location).toBe(`${lead.path}?da=confirm-withdrawal`)
    const body = (await lead.person.get(answer.headers.location ?? '')).body
    expect(body).toContain('Đã xác nhận rút tin báo.')
    expect(body).toContain('xác nhận rút tin theo ý người báo')
    expect(body).not.toContain('Có thể người báo đang bị ép.')
  })

  it('ends in a report that only a lead can open again', async () => {
    const over = { state: { name: 'withdrawn' } } as const
    const body = await (await aCase(over)).open()
    expect(body).toContain('Đã rút theo ý người báo')
    expect(body).not.toContain('/reopen"')
    expect(await (await aCase(over, LEAD)).open()).toContain('/reopen"')
  })
})

describe('a closure the citizen disagrees with', () => {
  it('keeps the closing form from duty officers, with a sentence why, and takes no closing from them', async () => {
    const { open, person, path } = await aCase({ ...mine, disputed: true })
    const body = await open()
    expect(body).toContain('Người báo chưa đồng ý với lần đóng trước.')
    expect(body).toContain('để lãnh đạo trực xem một lần nữa')
    expect(body).not.toContain('/close"')
    expect(body).toContain('/reply"')
    const answer = await person.post(`${path}/close`, { outcome: 'spam', note: 'đóng lại', seen: '1' })
    expect(answer.statusCode).toBe(409)
    expect(answer.body).toContain('lãnh đạo trực xem và đóng lại')
    expect(answer.body).toContain('đóng lại</textarea>')
  })

  it('is closed again by a lead', async () => {
    const { open, person, path } = await aCase({ state: { name: 'claimed', by: LEAD }, disputed: true }, LEAD)
    expect(await open()).toContain('/close"')
    const answer = await person.post(`${path}/close`, { outcome: 'not-enough', note: 'đã xem lại', seen: '1' })
    expect(answer.statusCode).toBe(303)
  })
})

describe('the history', () => {
  const EVENTS = [
    ['added', { id: 'a', sealed: 'lời thêm', keyId: 'k' }, 'Người báo viết thêm'],
    ['withdrawal-requested', { id: 'b' }, 'Người báo xin rút tin'],
    ['withdrawal-taken-back', { id: 'c' }, 'Người báo thôi không rút nữa'],
  ] as const

  it.each(EVENTS)('names %s in words', async (type, rest, words) => {
    const { console, report, open } = await aCase(type === 'withdrawal-taken-back' ? { ...mine, ...asked } : mine)
    console.api.add(report, { type, at: '2026-11-25T07:00:00.000Z', ...rest } as Parameters<typeof console.api.add>[1])
    expect(await open()).toContain(words)
  })

  it('tells words of the citizen from notes and from what machines do, day by day', async () => {
    const { console, report, open } = await aCase({ ...mine, receivedAt: '2026-11-24T06:00:00.000Z' })
    console.api.add(report, { type: 'noted', at: '2026-11-24T16:59:00.000Z', by: OTHER, forOfficers: 'ghi chú' })
    console.api.add(report, { type: 'added', at: '2026-11-24T17:00:00.000Z', id: 'x', sealed: 'lời thêm', keyId: 'k' })
    const body = await open()
    expect(body).toMatch(
      /24\/11\/2026.*step on-received.*to-officers on-noted.*Hôm nay, 25\/11\/2026.*from-citizen on-added/s,
    )
    expect(body).toContain('Lời người báo, chưa kiểm chứng')
  })

  it('says how a withdrawal came about when nobody confirmed it', async () => {
    const { console, report, open } = await aCase({ ...mine, ...asked })
    console.api.add(report, { type: 'withdrawn', at: '2026-12-02T01:00:00.000Z', by: null })
    expect(await open()).toContain('sau bảy ngày chờ')
  })
})

describe('an open page', () => {
  it('hears of news only when there is some', async () => {
    const { person, path, console, report, open } = await aCase(mine)
    expect(await open()).toContain(`data-ask="${path}/moi" data-seen="1"`)
    expect((await person.get(`${path}/moi?seen=1`)).statusCode).toBe(204)
    console.api.add(report, { type: 'noted', at: '2026-11-25T07:00:00.000Z', by: OTHER, forOfficers: 'x' })
    const news = await person.get(`${path}/moi?seen=1`)
    expect(news.body).toContain('Có điều mới ở tin báo này')
    expect(news.body).toContain(`href="${path}"`)
    expect(news.body).not.toContain('<html')
  })

  it.each(['', 'x', '0', '-1'])('learns nothing for a version "%s"', async (seen) => {
    const { person, path } = await aCase(mine)
    expect((await person.get(`${path}/moi?seen=${seen}`)).statusCode).toBe(404)
  })
})

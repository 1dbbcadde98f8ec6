import { describe, expect, it } from 'vitest'
import { DUTY, LEAD, OTHER } from './fake-api.js'
import { aConsole, aReport, visitor } from './support.js'

describe('the queue', () => {
  it('shows urgency, category, ward, age, clock, holder and marks in words', async () => {
    const console = await aConsole()
    aReport(console.api, { urgency: 'urgent', category: 'drugs', area: 'p-phu-tan' })
    aReport(console.api, {
      state: { name: 'claimed', by: OTHER },
      firstLookAt: '2026-11-25T06:55:00.000Z',
      unread: 1,
    })
    const { body } = await (await visitor(console)).get('/')
    for (const words of [
      ...['Khẩn', 'Ma túy', 'Phường Phú Tân', '12 phút trước', '13:53, 25/11/2026', 'Còn 2 phút', 'Chờ nhận'],
      ...['Chưa kiểm chứng', 'Lê Hoàng Phúc', 'Đã xem lần đầu', '1 lời mới chưa đọc', 'Cập nhật lúc', '14:05:09'],
    ]) {
      expect(body).toContain(words)
    }
  })

  it('says plainly that a first look is late', async () => {
    const console = await aConsole()
    aReport(console.api, { urgency: 'urgent', receivedAt: '2026-11-25T06:36:00.000Z', overdue: true })
    const { body } = await (await visitor(console)).get('/')
    expect(body).toContain('Trễ 14 phút')
    expect(body).toContain('Quá hạn xem lần đầu')
    expect(body).toContain('<b>1</b> trễ xem lần đầu')
  })

  it('separates what waits, what is mine and what colleagues hold', async () => {
    const console = await aConsole()
    aReport(console.api)
    aReport(console.api, { state: { name: 'claimed', by: DUTY } })
    aReport(console.api, { state: { name: 'claimed', by: OTHER } })
    const { body } = await (await visitor(console)).get('/')
    for (const id of ['cho-nhan', 'cua-toi', 'nguoi-khac']) expect(body).toContain(`<section id="${id}"`)
    expect(body).toContain('(1) Hàng chờ · Hòm thư 138')
  })

  it('shows restricted reports to leads only, even when the use case handed them out by mistake', async () => {
    const console = await aConsole()
    const { status } = aReport(console.api, { restricted: true })
    const lead = await (await visitor(console, LEAD)).get('/')
    expect(lead.body).toContain('<section id="han-che"')
    expect(lead.body).toContain('<title>(1) ')
    const queue = console.api.queue.bind(console.api)
    const handedOut = await queue({ role: 'lead' } as Parameters<typeof queue>[0])
    const { restricted } = handedOut
    console.api.queue = async () => ({ ...handedOut, general: restricted, restricted, closed: restricted })
    const duty = await visitor(console, DUTY)
    for (const url of ['/', '/hang-doi']) {
      const { body } = await duty.get(url)
      expect(body).not.toContain('han-che')
      expect(body).not.toContain(status.id)
    }
  })

  it('folds the recently closed below, with an outcome that accuses nobody', async () => {
    const console = await aConsole()
    aReport(console.api, { state: { name: 'closed', outcome: 'confirmed' } })
    const { body } = await (await visitor(console)).get('/')
    expect(body).toMatch(/<details class="closed"[^>]*>/)
    expect(body).toContain('Có tài liệu khác củng cố')
    expect(body).toContain('Không có tin báo nào đang chờ')
  })

  it('refreshes a piece of the page without evaluating strings, and by reloading where scripts are off', async () => {
    const console = await aConsole()
    aReport(console.api)
    const duty = await visitor(console)
    const { body } = await duty.get('/')
    expect(body).toContain('hx-get="/hang-doi"')
    expect(body).toMatch(/hx-trigger="every 7s, /)
    expect(body).not.toMatch(/hx-on|js:|\[[a-z]/)
    expect(body).toContain('<noscript><meta http-equiv="refresh" content="8; url=/?tu-dong=1"/></noscript>')
    const part = (await duty.get('/hang-doi')).body
    expect(part).not.toContain('<html')
    expect(part).toMatch(/^<title>\(1\) Hàng chờ/)
    expect(body).toContain(part.slice(part.indexOf('</title>') + 8))
  })

  it('is turned over page by page, with the number of what is out of sight', async () => {
    const console = await aConsole()
    for (let n = 0; n < 201; n += 1) aReport(console.api)
    for (let n = 0; n < 2; n += 1) aReport(console.api, { restricted: true })
    const lead = await visitor(console, LEAD)
    const first = (await lead.get('/')).body
    expect(first.match(/id="vu-/g)).toHaveLength(202)
    expect(first).toContain('<b>203</b> chưa đóng')
    expect(first).toContain('<title>(203) Hàng chờ')
    expect(first).toContain('Còn 1 tin nữa ở trang sau.')
    expect(first).toContain('href="/?trang=2"')
    expect(first).not.toContain('id="trang-truoc"')
    const second = (await lead.get('/?trang=2')).body
    expect(second.match(/id="vu-/g)).toHaveLength(1)
    expect(second).toContain('<b>203</b> chưa đóng')
    expect(second).toContain('hx-get="/hang-doi?trang=2"')
    expect(second).toMatch(/content="8; url=\/\?trang=2&(amp;)?tu-dong=1"/)
    expect(second).not.toContain('tin nữa ở trang sau')
    expect(second).toMatch(/id="trang-truoc"[^>]*href="\/"/)
    const part = (await lead.get('/hang-doi?trang=2')).body
    expect(second).toContain(part.slice(part.indexOf('</title>') + 8))
  })

  it('counts for a duty officer only what a duty officer may see', async () => {
    const console = await aConsole()
    aReport(console.api)
    aReport(console.api, { restricted: true })
    const { body } = await (await visitor(console)).get('/')
    expect(body).toContain('<b>1</b> chưa đóng')
    expect(body).not.toContain('id="cac-trang"')
  })

  it.each(['0', '-1', '3', '1.5', 'x', '1e9', '99999', '2&trang=2'])('takes page %s for the first', async (at) => {
    const console = await aConsole()
    for (let n = 0; n < 201; n += 1) aReport(console.api)
    const { body, statusCode } = await (await visitor(console)).get(`/?trang=${at}`)
    expect(statusCode).toBe(200)
    expect(body.match(/id="vu-/g)).toHaveLength(200)
    expect(body).toContain('hx-get="/hang-doi"')
  })

  it('gives every row and every thing in it that takes focus a lasting id', async () => {
    const console = await aConsole()
    const { status } = aReport(console.api)
    const { body } = await (await visitor(console)).get('/hang-doi')
    for (const prefix of ['vu', 'mo', 'nhan']) expect(body).toContain(`id="${prefix}-${status.id}"`)
  })
})

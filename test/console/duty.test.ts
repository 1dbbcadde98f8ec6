import { describe, expect, it } from 'vitest'
import { DUTY, LEAD, OTHER } from './fake-api.js'
import { aConsole, visitor } from './support.js'

const DAY = '2026-11-26'
const fields = (change: Record<string, string> = {}) => ({ version: '3', until: DAY, day: DUTY, ...change })

describe('the roster', () => {
  it('shows fourteen days with who is on duty, who is on now, and whom no alert reaches', async () => {
    const console = await aConsole()
    console.api.deaf.add(OTHER)
    console.api.duty.set('2026-11-25', { day: [DUTY, OTHER], night: [] })
    const { body } = await (await visitor(console)).get('/lich-truc')
    expect(body.match(/scope="row"/g)).toHaveLength(14)
    for (const words of ['Trần Văn Minh', 'Lê Hoàng Phúc', 'chưa nối báo tin', 'Đang trực', 'Ca ngày, 07:00–19:00']) {
      expect(body).toContain(words)
    }
    expect(body.match(/chưa nối báo tin/g)).toHaveLength(1)
    expect(body.match(/Đang trực/g)).toHaveLength(1)
    expect(body).not.toContain('/lich-truc/2026')
  })

  it('lets a lead fill a day, and says that it is saved', async () => {
    const console = await aConsole()
    const lead = await visitor(console, LEAD)
    expect((await lead.get('/lich-truc')).body).toContain(`href="/lich-truc/${DAY}"`)
    const form = await lead.get(`/lich-truc/${DAY}`)
    expect(form.body).toContain('Lịch trực Thứ Năm, 26/11/2026')
    const saved = await lead.post(`/lich-truc/${DAY}`, fields({ night: LEAD, until: '2026-11-28' }))
    expect(saved.headers.location).toBe('/lich-truc?da=roster')
    expect(console.api.edits).toEqual([{ version: 3, from: DAY, until: '2026-11-28', day: [DUTY], night: [LEAD] }])
    expect((await lead.get('/lich-truc?da=roster')).body).toContain('Đã lưu lịch trực')
  })

  it('takes several ticks of one shift, and none at all', async () => {
    const console = await aConsole()
    const lead = await visitor(console, LEAD)
    const body = new URLSearchParams({ _csrf: `csrf-of-${lead.token}`, version: '3', until: DAY })
    for (const id of [LEAD, DUTY]) body.append('night', id)
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
    await lead.send({ method: 'POST', url: `/lich-truc/${DAY}`, headers, payload: body.toString() })
    expect(console.api.edits).toMatchObject([{ day: [], night: [LEAD, DUTY] }])
  })

  it('keeps what was ticked and shows what is written when another lead was faster', async () => {
    const console = await aConsole()
    console.api.duty.set(DAY, { day: [OTHER], night: [] })
    const answer = await (await visitor(console, LEAD)).post(`/lich-truc/${DAY}`, fields({ version: '2' }))
    expect(answer.statusCode).toBe(409)
    expect(answer.body).toContain('Người khác vừa sửa lịch trực')
    expect(answer.body).toContain('Lịch đang ghi: Lê Hoàng Phúc.')
    expect(answer.body).toContain('name="version" value="3"')
    expect(answer.body).toMatch(new RegExp(`name="day" value="${DUTY}" checked|checked[^>]* value="${DUTY}"`))
  })

  it.each([
    ['a version that is no number', { version: 'x' }],
    ['no day to end with', { until: '' }],
    ['a day that is none', { until: '2026-02-31' }],
    ['somebody who is no officer', { day: 'ai đó' }],
  ])('refuses %s with a word, and writes nothing', async (_, change) => {
    const console = await aConsole()
    const answer = await (await visitor(console, LEAD)).post(`/lich-truc/${DAY}`, fields(change))
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('Lịch chưa được lưu')
    expect(console.api.edits).toEqual([])
  })

  it.each(['2026-11-24', '2026-12-09', 'hôm-nay', '2026-13-01'])('has no page for %s', async (day) => {
    const lead = await visitor(await aConsole(), LEAD)
    expect((await lead.get(`/lich-truc/${day}`)).statusCode).toBe(404)
    expect((await lead.post(`/lich-truc/${day}`, fields())).statusCode).toBe(404)
  })
})

describe('alerts for me', () => {
  it('says that nothing is linked, since when something is, and when a chat was lost', async () => {
    const console = await aConsole()
    const duty = await visitor(console)
    const look = async () => (await duty.get('/bao-tin')).body
    expect(await look()).toContain('Anh/chị chưa nối Telegram.')
    expect(await look()).not.toContain('Bỏ nối<')
    console.api.link = { state: 'linked', since: '2026-11-20' }
    expect(await look()).toContain('Đã nối từ ngày 20/11/2026.')
    console.api.link = { state: 'lost', since: '2026-11-21' }
    expect(await look()).toContain('Ngày 21/11/2026, bot không còn nhắn được')
  })

  it('shows a code once, with a link, a picture to scan and a line to type', async () => {
    const console = await aConsole()
    const answer = await (await visitor(console)).post('/bao-tin/ma')
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('https://t.me/hom_thu_138_bot?start=lk_7KQM3XWD9F')
    expect(answer.body).toContain('/lienket 7KQM3-XWD9F')
    expect(answer.body).toContain('<svg role="img" aria-label="Mã QR')
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('shows only the line to type while the bot has no known name', async () => {
    const console = await aConsole()
    console.api.botName = undefined
    const { body } = await (await visitor(console)).post('/bao-tin/ma')
    expect(body).not.toContain('t.me')
    expect(body).toContain('/lienket 7KQM3-XWD9F')
  })

  it('unlinks, and says so', async () => {
    const console = await aConsole()
    console.api.link = { state: 'linked', since: '2026-11-20' }
    const duty = await visitor(console)
    expect((await duty.post('/bao-tin/bo')).headers.location).toBe('/bao-tin?da=unlinked')
    expect((await duty.get('/bao-tin?da=unlinked')).body).toContain('Đã bỏ nối.')
  })
})

describe('that nobody would be told', () => {
  it.each(['/lich-truc', '/ca-truc'])('is said on %s, and when only the leads would', async (path) => {
    const console = await aConsole()
    const duty = await visitor(console)
    expect((await duty.get(path)).body).not.toContain('nhận báo tin.')
    console.api.reach = 'leads'
    expect((await duty.get(path)).body).toContain('Không ai trong ca này nhận báo tin.')
    console.api.reach = 'nobody'
    expect((await duty.get(path)).body).toContain('Lúc này không ai nhận báo tin.')
  })
})

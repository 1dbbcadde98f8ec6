import { describe, expect, it } from 'vitest'
import { DUTY, FINGERPRINT, LEAD, NEWCOMER } from './fake-api.js'
import { aConsole, type TestConsole, visitor } from './support.js'

function addNewcomer({ api }: TestConsole) {
  const newcomer = { id: NEWCOMER, login: 'hoa', name: 'Phạm Thị Hoa', role: 'duty', state: 'pending', trusted: true }
  api.people.push(newcomer as (typeof api.people)[number])
}

async function aLead(overrides = {}) {
  const console = await aConsole(overrides)
  return { console, lead: await visitor(console, LEAD) }
}

describe('officers', () => {
  it('shows link and code of an invitation once, and the code is not in the link', async () => {
    const { lead } = await aLead({ consoleUrl: 'https://truc.example.vn' })
    const { statusCode, body } = await lead.post('/can-bo', { login: 'Hoa', name: 'Phạm Thị Hoa', role: 'duty' })
    expect(statusCode).toBe(200)
    expect(body).toContain('https://truc.example.vn/ghi-danh/0000000000000005</p>')
    expect(body).toContain('7KQM-3XWD-9FTB-2HNE')
    expect((await lead.get('/can-bo')).body).not.toContain('7KQM-3XWD')
  })

  it('keeps what was typed when the login is taken or has a wrong form', async () => {
    const { lead } = await aLead()
    const taken = await lead.post('/can-bo', { login: 'minh', name: 'Võ Minh', role: 'lead' })
    expect(taken.statusCode).toBe(422)
    expect(taken.body).toContain('đã có người dùng')
    expect(taken.body).toContain('value="Võ Minh"')
    expect(taken.body).toMatch(/value="lead"[^>]*checked|checked[^>]*value="lead"/)
    expect((await lead.post('/can-bo', { login: 'Có Dấu', name: 'x', role: 'duty' })).statusCode).toBe(422)
  })

  it('never shows a fingerprint to the lead', async () => {
    const { console, lead } = await aLead()
    addNewcomer(console)
    const { body } = await lead.get('/can-bo')
    expect(body).toContain('Phạm Thị Hoa')
    expect(body).not.toContain('A7KQ')
  })

  it.each(['a7kq 3xwd 9ftb', 'A7KQ3XWD9FTB', FINGERPRINT])(
    'approves a fingerprint typed as %s',
    async (fingerprint) => {
      const { console, lead } = await aLead()
      addNewcomer(console)
      const answer = await lead.post(`/can-bo/${NEWCOMER}/duyet`, { fingerprint, role: 'lead' })
      expect(answer.headers.location).toBe('/can-bo?da=approved')
      expect(console.api.approved).toEqual([{ fingerprint: FINGERPRINT, role: 'lead' }])
    },
  )

  it.each(['A7KQ-3XWD-9FTC', '', 'A7KQ'])('admits nobody for the fingerprint "%s"', async (fingerprint) => {
    const { console, lead } = await aLead()
    addNewcomer(console)
    const answer = await lead.post(`/can-bo/${NEWCOMER}/duyet`, { fingerprint, role: 'duty' })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('Dấu khóa không khớp')
  })

  it('lets the lead choose the role anew, whatever the row says', async () => {
    const { console, lead } = await aLead()
    addNewcomer(console)
    const form = (await lead.get('/can-bo')).body.match(/<form[^>]*class="approve">.*?<\/form>/s)?.[0] ?? ''
    expect(form.match(/type="radio"[^>]*required/g)).toHaveLength(2)
    expect(form).not.toContain('checked')
    expect(form).toContain('Vai trò ghi ở trên lấy từ kho dữ liệu')
    for (const role of ['', 'admin']) {
      const answer = await lead.post(`/can-bo/${NEWCOMER}/duyet`, { fingerprint: FINGERPRINT, role })
      expect(answer.statusCode).toBe(422)
      expect(answer.body).toContain('Chưa chọn vai trò')
      expect(answer.body).toContain(`value="${FINGERPRINT}"`)
    }
    expect(console.api.approved).toEqual([])
  })

  it('shouts about an account that the signed list does not know, and offers no approval', async () => {
    const { console, lead } = await aLead()
    addNewcomer(console)
    console.api.people = console.api.people.map((one) => (one.id === NEWCOMER ? { ...one, trusted: false } : one))
    const { body } = await lead.get('/can-bo')
    expect(body).toMatch(/role="alert"><strong>CẢNH BÁO: 1 tài khoản/)
    expect(body).toContain('KHÔNG KHỚP danh sách khóa đã ký')
    expect(body).not.toContain('/duyet"')
  })

  it('asks before it disables, and not for oneself', async () => {
    const { lead } = await aLead()
    const list = (await lead.get('/can-bo')).body
    expect(list).toContain(`/can-bo/${DUTY}/ngung`)
    expect(list).not.toContain(`/can-bo/${LEAD}/ngung`)
    expect((await lead.get(`/can-bo/${DUTY}/ngung`)).body).toContain('Ngừng tài khoản này?')
    expect((await lead.post(`/can-bo/${DUTY}/ngung`)).headers.location).toBe('/can-bo?da=disabled')
  })

  it('says why the last lead stays', async () => {
    const { lead } = await aLead()
    const answer = await lead.post(`/can-bo/${LEAD}/ngung`)
    expect(answer.statusCode).toBe(409)
    expect(answer.body).toContain('lãnh đạo trực cuối cùng')
  })
})

describe('the log', () => {
  it('tells in plain words who did what, newest first, 200 at most', async () => {
    const { console, lead } = await aLead()
    console.api.log = Array.from({ length: 230 }, (_, at) => ({
      v: 1 as const,
      seq: at + 1,
      at: '2026-11-25T06:55:00.000Z',
      actor: DUTY,
      action: 'case-viewed' as const,
      subject: '7kqm3xwd000000000000000000',
      prev: 'p',
      hash: 'h',
    }))
    const { body } = await lead.get('/nhat-ky')
    expect(body).toMatch(/<strong>Trần Văn Minh<\/strong> mở xem tin báo <a class="id"[^>]*>7KQM-3XWD<\/a>/)
    expect(body.match(/<tr>/g)).toHaveLength(201)
    expect(body.indexOf('>230<')).toBeLessThan(body.indexOf('>229<'))
    expect(body).not.toContain('>30<')
  })
})

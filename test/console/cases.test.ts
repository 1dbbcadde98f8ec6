import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../../src/app/ports.js'
import type { CaseStatus } from '../../src/domain/cases/status.js'
import { DUTY, LEAD, OTHER } from './fake-api.js'
import { aConsole, aReport, contentOf, visitor } from './support.js'

const mine: Partial<CaseStatus> = { state: { name: 'claimed', by: DUTY }, firstLookAt: '2026-11-25T06:55:00.000Z' }
const theirs: Partial<CaseStatus> = { state: { name: 'claimed', by: OTHER } }
const attack = '<script>alert(1)</script>&"\' <img src=x onerror=alert(2)>'

/** The version that the first form with words on a page was drawn from. */
function seenIn(body: string): string {
  return body.match(/name="seen" value="(\d+)"/)?.[1] ?? ''
}

async function aCase(status: Partial<CaseStatus> = {}, rest: Parameters<typeof aReport>[2] = {}, officer = DUTY) {
  const console = await aConsole()
  const report = aReport(console.api, status, rest)
  const person = await visitor(console, officer)
  const path = `/vu/${report.status.id}`
  return { console, report, person, path, open: async () => (await person.get(path)).body }
}

describe('a report on its page', () => {
  it('answers what, where, now, when, how they know and how sure', async () => {
    const { open } = await aCase({}, { happeningNow: true })
    const body = await open()
    for (const words of [
      ...['Trộm cắp', 'Phường An Hội', 'hẻm 12 đường Nguyễn Huệ', 'Có, lúc gửi tin', 'Hôm trước ngày gửi tin,'],
      ...['24/11/2026', 'Người báo tự mắt thấy', 'Chắc đến đâu', 'Chưa kiểm chứng', 'bẻ khóa xe'],
    ]) {
      expect(body).toContain(words)
    }
  })

  it.each([
    ['open', {}],
    ['mine', mine],
    ['theirs', theirs],
    ['closed', { state: { name: 'closed', outcome: 'confirmed' } } as const],
  ])('says unverified beside the title when it is %s', async (_, status) => {
    const { open } = await aCase(status)
    expect(await open()).toMatch(/<h1>Trộm cắp<\/h1><span class="chip unverified">Chưa kiểm chứng<\/span>/)
  })

  it('shows everything people typed as text', async () => {
    const { open, report, console } = await aCase(mine, {
      content: contentOf(attack, { placeWords: attack, whenWords: attack, language: '"><b>' }),
    })
    console.api.add(report, { type: 'noted', at: '2026-11-25T07:00:00.000Z', by: DUTY, forOfficers: attack })
    const body = await open()
    expect(body).not.toContain('<script>alert')
    expect(body).not.toContain('<img src=x')
    expect(body.match(/&lt;script>alert\(1\)/g)?.length).toBeGreaterThanOrEqual(4)
  })

  it('raises its voice when the signature is wrong', async () => {
    const { open } = await aCase({}, { signed: false })
    expect(await open()).toMatch(/role="alert"><strong>Chữ ký của hệ thống tiếp nhận không đúng/)
  })

  it('raises its voice when the content does not open, and offers nothing that would fail', async () => {
    const { open } = await aCase(mine, { content: null })
    const body = await open()
    expect(body).toMatch(/role="alert"><strong>Không mở được nội dung/)
    expect(body.split('id="man-khoa"')[0]).not.toContain('<textarea')
  })

  it('is not there for an id that does not exist, has a wrong form or is restricted', async () => {
    const { person } = await aCase()
    const restricted = await aCase({ restricted: true })
    expect((await person.get('/vu/7kqm3xwd00000000000000000z')).statusCode).toBe(404)
    expect((await person.get('/vu/..%2f..')).statusCode).toBe(404)
    expect((await restricted.person.get(restricted.path)).statusCode).toBe(404)
    const openCase = restricted.console.api.openCase.bind(restricted.console.api)
    restricted.console.api.openCase = async (actor, id) => openCase({ ...actor, role: 'lead' }, id)
    expect((await restricted.person.get(restricted.path)).statusCode).toBe(404)
  })

  it('keeps its words out of the browser history', async () => {
    const { open } = await aCase()
    expect(await open()).toMatch(/<title>Tin báo [0-9A-Z]{4}-[0-9A-Z]{4} · Hòm thư 138<\/title>/)
  })

  it('never brands anybody', async () => {
    const pages = await Promise.all([{}, mine, theirs].map(async (status) => (await aCase(status)).open()))
    for (const body of pages) expect(body).not.toMatch(/đối tượng|tội phạm|thủ phạm|nghi phạm|(?<!\p{L})kẻ(?!\p{L})/iu)
  })
})

describe('an action on a report', () => {
  const seen = '1'
  const text = 'Bà con thấy xe màu gì?\nMấy giờ?'
  it.each([
    ['claim', {}, {}],
    ['release', mine, {}],
    ['ask', mine, { text }],
    ['reply', mine, { text }],
    ['note', theirs, { text }],
    ['close', mine, { outcome: 'not-enough', note: 'x', reply: '' }],
  ])('%s comes back with a word about it and nothing else in the address', async (action, status, fields) => {
    const { person, path, console } = await aCase(status)
    const answer = await person.post(`${path}/${action}`, { ...fields, seen })
    expect(answer.statusCode).toBe(303)
    expect(answer.headers.location).toBe(`${path}?da=${action}`)
    expect(console.api.acted).toEqual([{ type: action, ...fields }])
    expect((await person.get(`${path}?da=${action}`)).body).toContain('role="status"')
  })

  it('shows nothing for a word that is not on the list', async () => {
    const { person, path } = await aCase()
    const { body } = await person.get(`${path}?da=%3Cb%3Ehack`)
    expect(body).not.toContain('notice good')
    expect(body).not.toContain('hack')
  })

  it('counts line breaks as one character and takes exactly 4000', async () => {
    const { person, path, console } = await aCase(mine)
    const long = `${'ế'.repeat(1999)}\r\n${'a'.repeat(2000)}`
    expect((await person.post(`${path}/note`, { text: long, seen })).statusCode).toBe(303)
    expect(console.api.acted[0]).toEqual({ type: 'note', text: long.replace('\r', '') })
    const answer = await person.post(`${path}/note`, { text: `${long}b` })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('dài quá 4000 ký tự')
  })

  it('gives back the text of a form that is incomplete', async () => {
    const { person, path } = await aCase(mine)
    const answer = await person.post(`${path}/close`, { note: 'đã đối chiếu', reply: 'cảm ơn bà con' })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('chọn một kết quả')
    expect(answer.body).toMatch(/<details [^>]*class="act card" open[^>]*>(?:(?!<\/details>).)*đã đối chiếu/s)
    expect(answer.body).toContain('cảm ơn bà con')
  })

  it('gives back the text when somebody else was faster, with the reason', async () => {
    const { person, path } = await aCase(theirs)
    const answer = await person.post(`${path}/reply`, { text, seen })
    expect(answer.statusCode).toBe(409)
    expect(answer.body).toContain('anh/chị không giữ tin báo này')
    expect(answer.body).toContain('Bản nháp chưa gửi')
    expect(answer.body).toContain(text)
  })

  it('carries the text through the claim that it needs', async () => {
    const { person, path, console } = await aCase()
    const refused = await person.post(`${path}/reply`, { text, seen })
    expect(refused.statusCode).toBe(409)
    expect(refused.body).toContain('Nhận tin báo, giữ lại bản nháp')
    expect(refused.body.match(/\/claim"/g)).toHaveLength(1)
    const claimed = await person.post(`${path}/claim`, { for: 'reply', text })
    expect(claimed.statusCode).toBe(200)
    expect(claimed.body).toContain('Anh/chị đã nhận tin báo này')
    expect(claimed.body).toMatch(/<details [^>]*class="act card" open[^>]*>(?:(?!<\/details>).)*Mấy giờ/s)
    expect(console.api.acted.map(({ type }) => type)).toEqual(['reply', 'claim'])
    expect((await person.post(`${path}/reply`, { text, seen: seenIn(claimed.body) })).statusCode).toBe(303)
  })

  it('carries the text through a claim that the store did not answer', async () => {
    const { person, path, console } = await aCase()
    console.api.down = true
    const failed = await person.post(`${path}/claim`, { for: 'reply', text })
    expect(failed.statusCode).toBe(503)
    console.api.down = false
    const again = { for: failed.body.match(/name="for" value="([^"]+)"/)?.[1] ?? '', text }
    expect((await person.post(`${path}/claim`, again)).body).toMatch(
      /<details [^>]*class="act card" open[^>]*>(?:(?!<\/details>).)*Mấy giờ/s,
    )
  })

  it.each(['', '0', '-1', 'x', '1e9', '99999999'])('sends no words from a form that saw "%s"', async (nothing) => {
    const { person, path, console } = await aCase(mine)
    for (const action of ['ask', 'reply', 'note']) {
      const answer = await person.post(`${path}/${action}`, { text, seen: nothing })
      expect(answer.statusCode).toBe(409)
      expect(answer.body).toContain('tin báo vừa có điều mới')
      expect(answer.body).toMatch(/<details [^>]*class="act card" open[^>]*>(?:(?!<\/details>).)*Mấy giờ/s)
    }
    const closing = { outcome: 'spam', note: 'đã đối chiếu', seen: nothing }
    expect((await person.post(`${path}/close`, closing)).body).toContain('đã đối chiếu')
    expect(console.api.acted).toEqual([])
  })

  it('does not write twice what was written although the store did not answer', async () => {
    const { person, path, console, report } = await aCase(mine)
    const act = console.api.act.bind(console.api)
    console.api.act = async (...of) => {
      await act(...of)
      throw new StoreUnavailable()
    }
    const lost = await person.post(`${path}/reply`, { text, seen })
    expect(lost.statusCode).toBe(503)
    console.api.act = act
    const again = await person.post(`${path}/reply`, { text, seen: seenIn(lost.body) })
    expect(again.statusCode).toBe(409)
    expect(again.body).toContain('tin báo vừa có điều mới')
    expect(report.entries.filter(({ type }) => type === 'reply-sent')).toHaveLength(1)
  })

  it('gives back the text when the store does not answer, and sends it again on request', async () => {
    const { person, path, console } = await aCase(mine)
    console.api.down = true
    const answer = await person.post(`${path}/reply`, { text, seen })
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(answer.body).toContain(text)
    expect(answer.body).toContain(`action="${path}/reply"`)
    console.api.down = false
    const csrf = answer.body.match(/name="_csrf" value="([^"]+)"/)?.[1] ?? ''
    expect((await person.post(`${path}/reply`, { text, _csrf: csrf, seen: seenIn(answer.body) })).statusCode).toBe(303)
  })

  it('gives back the text when the session has ended meanwhile', async () => {
    const { person, path, console } = await aCase(mine)
    console.sessions.kept.clear()
    const answer = await person.post(`${path}/note`, { text: `${text}${attack}` })
    expect(answer.statusCode).toBe(401)
    expect(answer.body).toContain('Mấy giờ?')
    expect(answer.body).not.toContain('<script>alert')
    expect(console.api.acted).toEqual([])
  })

  it('gives back the text when another sign-in has made the form old, but never what another site posted', async () => {
    const { person, path } = await aCase(mine)
    const old = await person.post(`${path}/note`, { text: 'một câu', _csrf: 'old' })
    expect(old.statusCode).toBe(403)
    expect(old.body).toContain('một câu')
    const forged = await person.post(`${path}/note`, { text: 'một câu' }, { 'sec-fetch-site': 'cross-site' })
    expect(forged.body).not.toContain('một câu')
  })

  it('does not exist under another name', async () => {
    const { person, path } = await aCase(mine)
    for (const name of ['constructor', 'erase', '__proto__']) {
      expect((await person.post(`${path}/${name}`)).statusCode).toBe(404)
    }
  })

  it('offers a duty officer no reopening, and a lead', async () => {
    const closed = { state: { name: 'closed', outcome: 'duplicate' } } as const
    expect(await (await aCase(closed)).open()).not.toContain('/reopen"')
    expect(await (await aCase(closed, {}, LEAD)).open()).toContain('/reopen"')
  })
})

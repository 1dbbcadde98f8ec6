import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../../src/app/ports.js'
import { routes } from '../../src/console/routes.js'
import { DUTY, LEAD } from './fake-api.js'
import { aConsole, aReport, csrfOf, visitor } from './support.js'

const password = 'đúng mật khẩu'

async function aLockedDesk(officer = LEAD) {
  const console = await aConsole()
  const { status } = aReport(console.api, { state: { name: 'claimed', by: officer } })
  const person = await visitor(console, officer)
  const path = `/vu/${status.id}`
  await person.post('/khoa', { ve: path })
  return { console, person, path }
}

describe('locking the screen', () => {
  it('locks the session at once, writes it down once, and goes back to where it was', async () => {
    const { console, person, path } = await aLockedDesk()
    expect(console.sessions.kept.get(person.token)?.locked).toBe(true)
    expect((await person.post('/khoa', { ve: path })).headers.location).toBe(path)
    expect((await person.post('/khoa', { ve: '//evil.vn' })).headers.location).toBe('/')
    expect(console.api.marks).toEqual([`screen-locked ${LEAD}`])
  })

  it('locks although the store that keeps the log does not answer', async () => {
    const console = await aConsole()
    const person = await visitor(console)
    console.api.screenLocked = async () => {
      throw new StoreUnavailable()
    }
    expect((await person.post('/khoa')).statusCode).toBe(503)
    expect(console.sessions.kept.get(person.token)?.locked).toBe(true)
  })

  it('answers a script that covers the page in place with nothing to draw', async () => {
    const person = await visitor(await aConsole())
    const answer = await person.post('/khoa', { 'tai-cho': '1' })
    expect([answer.statusCode, answer.body]).toEqual([204, ''])
  })

  it('is not for the first lead, who has no password yet', async () => {
    const console = await aConsole()
    const lead = await visitor(console, LEAD, 'enrolling')
    await lead.post('/khoa')
    expect(console.sessions.kept.get(lead.token)?.locked).toBe(false)
  })
})

describe('every page of somebody signed in', () => {
  it('knows how long it may be left untouched: ten minutes, unless told otherwise', async () => {
    for (const [overrides, ms] of [
      [{}, 600_000],
      [{ idleLockMs: 60_000 }, 60_000],
    ] as const) {
      const person = await visitor(await aConsole(overrides), LEAD)
      for (const url of ['/', '/ca-truc', '/can-bo', '/nowhere']) {
        expect((await person.get(url)).body).toContain(`data-idle-ms="${ms}"`)
      }
    }
  })
})

describe('a locked session', () => {
  const pages = routes.filter(({ method, access }) => method === 'GET' && !['open', 'session'].includes(access))
  it.each(pages)('gets from $url nothing but the way back', async ({ url, timed }) => {
    const { person, path } = await aLockedDesk()
    const address = url.replace('/vu/:caseId', path).replace(':officerId', DUTY).replace(/:\w+/, '1')
    const answer = await person.get(address)
    expect(answer.statusCode).toBe(403)
    if (timed) return expect(answer.body).toBe('')
    expect(answer.body).toContain('Màn hình đã khóa')
    expect(answer.body).toContain(`name="ve" value="${address}"`)
    for (const secret of ['Trộm cắp', 'bẻ khóa xe', 'Nguyễn Thị Lan', 'Hôm nay'])
      expect(answer.body).not.toContain(secret)
  })

  it('takes no form, carries its words through the password, and sends them only when asked again', async () => {
    const { console, person, path } = await aLockedDesk()
    const refused = await person.post(`${path}/note`, { text: 'một ghi chú dở dang', seen: '1' })
    expect(refused.statusCode).toBe(403)
    expect(refused.body).toContain('chưa có gì được gửi')
    expect(refused.body).toContain('<input type="hidden" name="text" value="một ghi chú dở dang"')
    const brought = { viec: `${path}/note`, text: 'một ghi chú dở dang', seen: '1', ve: path }
    const wrong = await person.post('/mo-khoa', { ...brought, password: 'sai' })
    expect(wrong.statusCode).toBe(422)
    expect(wrong.body).toContain('Mật khẩu chưa đúng')
    expect(wrong.body).toContain('một ghi chú dở dang')
    expect(wrong.body).not.toContain('value="sai"')
    const opened = await person.post('/mo-khoa', { ...brought, password })
    expect(opened.statusCode).toBe(200)
    expect(opened.body).toContain(`action="${path}/note"`)
    expect(console.api.acted).toEqual([])
    const sent = await person.post(`${path}/note`, { text: 'một ghi chú dở dang', seen: '1' })
    expect(sent.headers.location).toBe(`${path}?da=note`)
  })

  it.each(['//evil.vn/x', '/dang-xuat', '/vu/../x', 'javascript:1'])('sends no words to %s', async (viec) => {
    const { person } = await aLockedDesk()
    const answer = await person.post('/mo-khoa', { viec, text: 'một câu', password })
    expect(answer.statusCode).toBe(303)
  })

  it('opens with the password, in place or on the page that was asked for', async () => {
    const { console, person, path } = await aLockedDesk()
    expect((await person.post('/mo-khoa', { password: '', 'tai-cho': '1' })).statusCode).toBe(422)
    expect((await person.post('/mo-khoa', { password, 'tai-cho': '1' })).statusCode).toBe(204)
    await person.post('/khoa')
    expect((await person.post('/mo-khoa', { password, ve: path })).headers.location).toBe(path)
    expect((await person.get(path)).statusCode).toBe(200)
    expect(console.api.marks.filter((mark) => mark.startsWith('screen-unlocked'))).toHaveLength(2)
  })

  it('asks for the password even where the lock never reached the server', async () => {
    const person = await visitor(await aConsole())
    expect((await person.post('/mo-khoa', { password: 'sai', 'tai-cho': '1' })).statusCode).toBe(422)
  })

  it('says how long to wait when somebody is guessing', async () => {
    const { console, person } = await aLockedDesk()
    console.api.signInAnswer = 'wait'
    const answer = await person.post('/mo-khoa', { password })
    expect(answer.statusCode).toBe(429)
    expect(answer.headers['retry-after']).toBe('90')
    expect(answer.body).toContain('đợi 2 phút')
    expect((await person.post('/mo-khoa', { password, 'tai-cho': '1' })).statusCode).toBe(429)
  })

  it('can be signed out of, and changes language without opening', async () => {
    const { console, person } = await aLockedDesk()
    await person.post('/ngon-ngu', { language: 'en', back: '/' })
    expect((await person.get('/')).body).toContain('Screen locked')
    expect((await person.post('/dang-xuat')).headers.location).toBe('/dang-nhap?da=left')
    expect(console.sessions.kept.size).toBe(0)
    expect(console.api.marks.at(-1)).toBe(`signed-out ${LEAD}`)
  })

  it('refuses forms of another session, and tells open pages how it stands', async () => {
    const { person } = await aLockedDesk()
    expect((await person.post('/mo-khoa', { password, _csrf: csrfOf('another') })).statusCode).toBe(403)
    expect((await person.get('/khoa')).statusCode).toBe(403)
    await person.post('/mo-khoa', { password })
    expect((await person.get('/khoa')).statusCode).toBe(204)
  })

  it('is not kept alive by pages that ask', async () => {
    const console = await aConsole()
    const person = await visitor(console)
    const { status } = aReport(console.api)
    for (const url of ['/khoa', '/hang-doi', `/vu/${status.id}/moi?seen=1`]) await person.get(url)
    expect(console.sessions.touches).toEqual([false, false, false])
  })
})

import { describe, expect, it } from 'vitest'
import { routes } from '../../src/console/routes.js'
import { may } from '../../src/domain/officers.js'
import { DUTY, LEAD } from './fake-api.js'
import { aConsole, aReport, csrfOf, visitor } from './support.js'

const OPEN = [
  ...[
    'GET /healthz',
    'GET /readyz',
    'GET /static/:name',
    'GET /static/:tag/:name',
    'GET /dang-nhap',
    'POST /dang-nhap',
  ],
  ...['GET /ghi-danh/:officerId', 'POST /ghi-danh/:officerId'],
]
const ids = { officerId: DUTY, caseId: '7kqm3xwd000000000000000000', action: 'claim', name: 'x', day: '2026-11-26' }
const address = (url: string) => url.replaceAll(/:(\w+)/g, (_, name: keyof typeof ids) => ids[name])
const named = routes.map((route) => ({ ...route, name: `${route.method} ${route.url}` }))
const closed = named.filter(({ access }) => access !== 'open')

describe('who may call what', () => {
  it('opens only the few pages of the list without sign-in', () => {
    expect(named.filter(({ access }) => access === 'open').map(({ name }) => name)).toEqual(OPEN)
  })

  it.each(closed)('$name asks a stranger to sign in', async ({ method, url, timed }) => {
    const stranger = await visitor(await aConsole(), null)
    const answer = method === 'GET' ? await stranger.get(address(url)) : await stranger.post(address(url))
    if (timed) {
      expect(answer.statusCode).toBe(401)
      expect(answer.headers['hx-redirect']).toBe('/dang-nhap?da=signed-out')
    } else {
      expect(answer.statusCode).toBe(303)
      expect(answer.headers.location).toBe('/dang-nhap')
    }
    expect(answer.body).toBe('')
  })

  it.each(closed)('$name is closed to a cookie that means nothing', async ({ method, url }) => {
    const { app } = await aConsole()
    const headers = { 'sec-fetch-site': 'same-origin' }
    const answer = await app.inject({ method, url: address(url), headers, cookies: { officer: 'x'.repeat(43) } })
    expect([303, 401]).toContain(answer.statusCode)
  })

  it.each(closed.filter(({ method }) => method === 'POST'))(
    '$name refuses a form without its CSRF value',
    async (route) => {
      const console = await aConsole()
      const stage = route.access === 'enrolling' ? 'enrolling' : 'full'
      const lead = await visitor(console, LEAD, stage)
      for (const value of ['', 'wrong', csrfOf('another')]) {
        const answer = await lead.post(address(route.url), { _csrf: value })
        expect(answer.statusCode).toBe(403)
        expect(answer.body).toContain('Không nhận được yêu cầu này')
      }
      expect(console.api.acted).toEqual([])
    },
  )

  it.each(named.filter(({ method }) => method === 'POST'))(
    '$name refuses a form from another site',
    async ({ url }) => {
      const lead = await visitor(await aConsole(), LEAD)
      for (const site of ['cross-site', 'same-site', 'none']) {
        expect((await lead.post(address(url), {}, { 'sec-fetch-site': site })).statusCode).toBe(403)
      }
    },
  )

  it('judges by Origin where the browser sends no Sec-Fetch-Site, and refuses when there is neither', async () => {
    const { app } = await aConsole()
    const post = (headers: Record<string, string>) =>
      app.inject({ method: 'POST', url: '/dang-nhap', headers: { host: 'truc.vn', ...headers } })
    expect((await post({ origin: 'http://truc.vn' })).statusCode).toBe(401)
    expect((await post({ origin: 'http://other.vn' })).statusCode).toBe(403)
    expect((await post({ origin: 'null' })).statusCode).toBe(403)
    expect((await post({})).statusCode).toBe(403)
  })

  const leadsOnly = closed.filter(
    ({ access }) => access !== 'session' && access !== 'enrolling' && access !== 'open' && !may('duty', access),
  )
  it('knows which pages are for leads', () => {
    expect(leadsOnly.map(({ url }) => url)).toEqual(expect.arrayContaining(['/nhat-ky', '/lich-truc/:day']))
    expect(leadsOnly.length).toBe(8)
  })

  it.each(leadsOnly)('$name is closed to a duty officer', async ({ method, url }) => {
    const duty = await visitor(await aConsole(), DUTY)
    const answer = method === 'GET' ? await duty.get(address(url)) : await duty.post(address(url))
    expect(answer.statusCode).toBe(403)
    expect(answer.body).toContain('không có quyền')
  })

  it('lets only a lead reopen', async () => {
    const console = await aConsole()
    const { status } = aReport(console.api, { state: { name: 'closed', outcome: 'not-enough' } })
    const duty = await visitor(console, DUTY)
    expect((await duty.post(`/vu/${status.id}/reopen`, { text: 'x', seen: '1' })).statusCode).toBe(403)
    const lead = await visitor(console, LEAD)
    expect((await lead.post(`/vu/${status.id}/reopen`, { text: 'x', seen: '1' })).headers.location).toBe(
      `/vu/${status.id}?da=reopen`,
    )
  })

  it('keeps the first lead on the set-up page until the password is chosen', async () => {
    const lead = await visitor(await aConsole(), LEAD, 'enrolling')
    for (const url of ['/', '/can-bo', '/vu/7kqm3xwd000000000000000000', '/nowhere']) {
      expect((await lead.get(url)).headers.location).toBe('/thiet-lap')
    }
    const done = await visitor(await aConsole(), LEAD)
    expect((await done.get('/thiet-lap')).headers.location).toBe('/')
  })

  it('ends the session of an account that is no longer in the key list', async () => {
    const console = await aConsole()
    const duty = await visitor(console, DUTY)
    console.api.people = console.api.people.filter(({ id }) => id !== DUTY)
    expect((await duty.get('/')).headers.location).toBe('/dang-nhap')
    expect(console.sessions.kept.size).toBe(0)
  })

  it('does not tell a stranger which addresses exist, and tells an officer', async () => {
    const console = await aConsole()
    const stranger = await visitor(console, null)
    expect((await stranger.get('/nowhere')).headers.location).toBe('/dang-nhap')
    const duty = await visitor(console)
    const answer = await duty.get('/nowhere')
    expect(answer.statusCode).toBe(404)
    expect(answer.body).toContain('Không có trang này')
  })

  it('does not keep a session alive by what a timer asks', async () => {
    const console = await aConsole()
    const duty = await visitor(console)
    for (const url of ['/hang-doi', '/?tu-dong=1', '/']) await duty.get(url)
    expect(console.sessions.touches).toEqual([false, false, true])
  })
})

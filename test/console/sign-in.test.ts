import { describe, expect, it, vi } from 'vitest'
import { StoreUnavailable } from '../../src/app/ports.js'
import { networkOf } from '../../src/console/network.js'
import { DUTY, INVITED, LEAD } from './fake-api.js'
import { aConsole, visitor } from './support.js'

const right = { login: 'minh', password: 'đúng mật khẩu', totp: '123 456' }

describe('sign-in', () => {
  it('gives a strict cookie that scripts cannot read, and a new token each time', async () => {
    const console = await aConsole()
    const stranger = await visitor(console, null)
    const answer = await stranger.post('/dang-nhap', right)
    expect(answer.headers.location).toBe('/')
    const session = answer.cookies.find(({ name }) => name === 'officer')
    expect(session).toMatchObject({ path: '/', httpOnly: true, sameSite: 'Strict' })
    expect(session?.maxAge).toBeUndefined()
    expect([...console.sessions.kept.values()]).toMatchObject([{ officerId: DUTY, language: 'vi', stage: 'full' }])
  })

  it('marks cookies Secure and __Host- behind https', async () => {
    const stranger = await visitor(await aConsole({ secureCookie: true }), null)
    const { cookies } = await stranger.post('/dang-nhap', right)
    expect(cookies.map(({ name, secure }) => [name, secure])).toEqual([
      ['__Host-officer-device', true],
      ['__Host-officer', true],
    ])
  })

  it('says the same for every refusal and keeps the login', async () => {
    const console = await aConsole()
    const stranger = await visitor(console, null)
    const wrong = await stranger.post('/dang-nhap', { ...right, password: 'sai' })
    const nobody = await stranger.post('/dang-nhap', { ...right, login: 'minh ' })
    expect(wrong.statusCode).toBe(401)
    expect(wrong.body).toContain('value="minh"')
    expect(wrong.body).not.toContain('sai"')
    expect(nobody.body.replace('minh ', 'minh')).toBe(wrong.body)
    expect(console.sessions.kept.size).toBe(0)
  })

  it('says how many minutes to wait', async () => {
    const console = await aConsole()
    console.api.signInAnswer = 'wait'
    const answer = await (await visitor(console, null)).post('/dang-nhap', right)
    expect(answer.statusCode).toBe(429)
    expect(answer.headers['retry-after']).toBe('90')
    expect(answer.body).toContain('đợi 2 phút')
  })

  it('knows a browser that has signed in before, per officer, at a shared desk', async () => {
    const console = await aConsole()
    const stranger = await visitor(console, null)
    await stranger.post('/dang-nhap', right)
    const first = await stranger.post('/dang-nhap', right)
    const mark = first.cookies.find(({ name }) => name === 'officer-device')?.value ?? ''
    const again = (login: string) =>
      stranger.send({
        method: 'POST',
        url: '/dang-nhap',
        cookies: { 'officer-device': mark },
        headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ ...right, login }).toString(),
      })
    const known = await again('Minh')
    const other = await again('phuc')
    const [, , mine, theirs] = console.api.signIns
    expect(mine?.source).not.toBe('127.0.0.1')
    expect(mine?.knownDevice).toBe(true)
    expect(theirs).toMatchObject({ source: '127.0.0.1', knownDevice: false })
    expect(known.cookies.some(({ name }) => name === 'officer-device')).toBe(false)
    expect(other.cookies.find(({ name }) => name === 'officer-device')?.value.split('.')).toHaveLength(2)
  })

  it('speaks Vietnamese unless the browser asks for another language it knows', async () => {
    const { app } = await aConsole()
    const ask = async (language: string) =>
      (await app.inject({ url: '/dang-nhap', headers: { 'accept-language': language } })).body
    expect(await ask('')).toContain('<html lang="vi">')
    expect(await ask('fr-FR,fr')).toContain('<html lang="vi">')
    expect(await ask('fr;q=1,en-GB;q=0.8,vi;q=0.5')).toContain('<html lang="en">')
    expect(await ask('en;q=0.4,vi;q=0.9')).toContain('<html lang="vi">')
    expect((await app.inject({ url: '/dang-nhap?tieng=en' })).body).toContain('Sign in to the duty desk')
  })

  it('keeps a chosen language in the session and goes back to the same page', async () => {
    const console = await aConsole()
    const duty = await visitor(console)
    const answer = await duty.post('/ngon-ngu', { language: 'en', back: '/vu/7kqm3xwd000000000000000000' })
    expect(answer.headers.location).toBe('/vu/7kqm3xwd000000000000000000')
    expect((await duty.get('/')).body).toContain('<html lang="en">')
    for (const back of ['//evil.vn', 'https://evil.vn', '/\\evil.vn', '/?x=1']) {
      expect((await duty.post('/ngon-ngu', { language: 'en', back })).headers.location).toBe('/')
    }
  })

  it('ends the session on sign-out', async () => {
    const console = await aConsole()
    const duty = await visitor(console)
    const answer = await duty.post('/dang-xuat')
    expect(answer.headers.location).toBe('/dang-nhap?da=left')
    expect(answer.cookies.find(({ name }) => name === 'officer')?.value).toBe('')
    expect(console.sessions.kept.size).toBe(0)
  })
})

describe('a place on the network', () => {
  it.each([
    ['203.113.1.2', '203.113.1.2'],
    ['::ffff:203.113.1.2', '203.113.1.2'],
    ['::FFFF:cb71:102', '203.113.1.2'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001::5:6:7:8:9', '2001:0:0:5::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::203.113.1.2', '64:ff9b:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['not an address', 'not an address'],
  ])('%s is %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network)
  })

  it('is what a sign-in is counted by', async () => {
    const console = await aConsole()
    for (const remoteAddress of ['2001:db8::1', '2001:db8::ffff:2', '::ffff:10.0.0.1']) {
      await (await visitor(console, null)).send({
        ...{ method: 'POST', url: '/dang-nhap', remoteAddress },
        headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(right).toString(),
      })
    }
    const sources = console.api.signIns.map(({ source }) => source)
    expect(sources).toEqual(['2001:db8:0:0::/64', '2001:db8:0:0::/64', '10.0.0.1'])
  })
})

describe('the first lead', () => {
  const form = { password: 'một câu đủ dài', passwordAgain: 'một câu đủ dài', totp: '123456' }

  it('goes from the one-time password to set-up', async () => {
    const console = await aConsole()
    console.api.signInAnswer = 'must-enrol'
    const answer = await (await visitor(console, null)).post('/dang-nhap', { ...right, login: 'lan', totp: '' })
    expect(answer.headers.location).toBe('/thiet-lap')
    expect([...console.sessions.kept.values()][0]?.stage).toBe('enrolling')
  })

  it('sees a drawn QR code and the key in groups of four', async () => {
    const lead = await visitor(await aConsole(), LEAD, 'enrolling')
    const { body } = await lead.get('/thiet-lap')
    expect(body).toContain('JBSW Y3DP EHPK 3PXP')
    expect(body).toMatch(/<svg role="img"[^>]*>.*<path d="M/)
    expect(body).not.toMatch(/\sstyle=/)
  })

  it('keeps the key through a wrong code and never repeats the password', async () => {
    const lead = await visitor(await aConsole(), LEAD, 'enrolling')
    const totpSecret = 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU'
    const answer = await lead.post('/thiet-lap', { ...form, totpSecret, totp: '000000' })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('KRSX G5CT MVRX')
    expect(answer.body).toContain(`value="${totpSecret}"`)
    expect(answer.body).not.toContain('một câu đủ dài')
  })

  it.each([
    [{ passwordAgain: 'khác' }, 'không giống nhau'],
    [{ password: 'ngắn', passwordAgain: 'ngắn' }, 'chưa đủ mạnh'],
    [{ totpSecret: '"><script>' }, 'chưa điền đúng'],
  ])('says what is wrong with %o', async (change, words) => {
    const lead = await visitor(await aConsole(), LEAD, 'enrolling')
    const answer = await lead.post('/thiet-lap', { ...form, totpSecret: 'JBSWY3DPEHPK3PXP', ...change })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain(words)
    expect(answer.body).not.toContain('"><script>')
  })

  it('begins a full session with a new token and forgets the first-run file', async () => {
    let forgotten = 0
    const console = await aConsole({
      firstSignIn: async () => {
        forgotten += 1
      },
    })
    const lead = await visitor(console, LEAD, 'enrolling')
    const answer = await lead.post('/thiet-lap', { ...form, totpSecret: 'JBSWY3DPEHPK3PXP' })
    expect(answer.headers.location).toBe('/?da=ready')
    expect([...console.sessions.kept.entries()].map(([token, { stage }]) => [token === lead.token, stage])).toEqual([
      [false, 'full'],
    ])
    expect(forgotten).toBe(1)
  })

  it('forgets the first-run file although the session cannot be made, and at the next sign-in of a lead', async () => {
    const firstSignIn = vi.fn(async () => undefined)
    const console = await aConsole({ firstSignIn })
    const lead = await visitor(console, LEAD, 'enrolling')
    const create = console.sessions.create.bind(console.sessions)
    console.sessions.create = async () => {
      throw new StoreUnavailable()
    }
    expect((await lead.post('/thiet-lap', { ...form, totpSecret: 'JBSWY3DPEHPK3PXP' })).statusCode).toBe(503)
    expect(firstSignIn).toHaveBeenCalledTimes(1)
    console.sessions.create = create
    const stranger = await visitor(console, null)
    await stranger.post('/dang-nhap', right)
    expect(firstSignIn).toHaveBeenCalledTimes(1)
    await stranger.post('/dang-nhap', { ...right, login: 'lan' })
    expect(firstSignIn).toHaveBeenCalledTimes(2)
    console.api.signInAnswer = 'must-enrol'
    await stranger.post('/dang-nhap', { ...right, login: 'lan' })
    expect(firstSignIn).toHaveBeenCalledTimes(2)
  })

  it('is let in although the first-run file cannot be removed', async () => {
    const firstSignIn = async () => {
      throw new Error('read-only disk')
    }
    const console = await aConsole({ firstSignIn })
    const answer = await (await visitor(console, null)).post('/dang-nhap', { ...right, login: 'lan' })
    expect(answer.headers.location).toBe('/')
  })
})

describe('a newcomer', () => {
  const form = {
    code: '7KQM-3XWD-9FTB-2HNE',
    password: 'một câu đủ dài',
    passwordAgain: 'một câu đủ dài',
    totpSecret: 'JBSWY3DPEHPK3PXP',
    totp: '123456',
  }

  it('sees the fingerprint to read out, with no session', async () => {
    const console = await aConsole()
    const stranger = await visitor(console, null)
    const answer = await stranger.post(`/ghi-danh/${INVITED}`, form)
    expect(answer.body).toContain('A7KQ-3XWD-9FTB')
    expect(answer.cookies).toEqual([])
  })

  it('keeps code and key after a mistake', async () => {
    const stranger = await visitor(await aConsole(), null)
    const answer = await stranger.post(`/ghi-danh/${INVITED}`, { ...form, totp: '1' })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain(form.code)
    expect(answer.body).toContain(form.totpSecret)
  })

  it('gets the same page for a link that never was and one that is used up', async () => {
    const stranger = await visitor(await aConsole(), null)
    const [one, other] = [await stranger.get(`/ghi-danh/${DUTY}`), await stranger.get('/ghi-danh/nonsense')]
    expect(one.statusCode).toBe(404)
    expect(one.body.replaceAll(DUTY, '')).toBe(other.body.replaceAll('nonsense', ''))
  })
})

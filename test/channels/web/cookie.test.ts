import { describe, expect, it } from 'vitest'
import { aSite, Visitor } from '../../support/web-site.js'

describe('the one cookie', () => {
  it('is not set by opening the page', async () => {
    const visitor = new Visitor(await aSite())
    const response = await visitor.open()
    expect(response.headers).not.toHaveProperty('set-cookie')
  })

  it('is set by the first turn: 32 random bytes and our proof, for this browser and half an hour only', async () => {
    const visitor = new Visitor(await aSite())
    await visitor.open()
    const { cookies } = await visitor.post({ choice: 'report' })
    expect(cookies).toEqual([
      {
        name: 'draft',
        value: expect.stringMatching(/^[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{22}$/),
        maxAge: 1800,
        path: '/',
        httpOnly: true,
        sameSite: 'Strict',
      },
    ])
  })

  it('is bound to its host where there is https', async () => {
    const visitor = new Visitor(await aSite({ secureCookie: true }))
    await visitor.open()
    const { cookies } = await visitor.post({ choice: 'report' })
    expect(cookies[0]).toMatchObject({ name: '__Host-draft', secure: true, path: '/' })
    expect(cookies[0]).not.toHaveProperty('domain')
  })

  it('keeps its value over the turns of a conversation', async () => {
    const visitor = new Visitor(await aSite())
    await visitor.say({ choice: 'report' })
    const first = visitor.cookies.get('draft')
    await visitor.say({ choice: 'drugs' })
    expect(visitor.cookies.get('draft')).toBe(first)
  })

  it('counts as none when it is not one of ours', async () => {
    const visitor = new Visitor(await aSite())
    for (const madeUp of ['made-up', 'A'.repeat(43), `${'A'.repeat(43)}.${'A'.repeat(22)}`]) {
      visitor.cookies.set('draft', madeUp)
      expect((await visitor.open()).statusCode).toBe(200)
      expect((await visitor.post({ choice: 'report' })).statusCode).toBe(303)
      expect(visitor.cookies.get('draft')).not.toContain(madeUp)
    }
  })
})

describe('a page whose conversation is not there', () => {
  it('carries the line about cookies, shown by the stylesheet only after a turn', async () => {
    const visitor = new Visitor(await aSite())
    expect((await visitor.open()).body).toContain('class="lost"')
    const response = await visitor.post({ choice: 'report' })
    expect(response.headers.location).toBe('/#hien-tai')
    expect((await visitor.open()).body).not.toContain('class="lost"')
    visitor.cookies.clear()
    expect((await visitor.open()).body).toContain('class="lost"')
  })
})

describe('leaving quickly', () => {
  it('forgets the session, the cookie and what the browser kept, and goes somewhere plain', async () => {
    const visitor = new Visitor(await aSite())
    await visitor.say({ choice: 'report' })
    const token = visitor.cookies.get('draft') ?? ''
    const response = await visitor.open('/thoat-nhanh')
    expect(response.statusCode).toBe(303)
    expect(response.headers.location).toBe('https://weather.example/')
    expect(response.headers['clear-site-data']).toBe('"cache", "cookies", "storage"')
    expect(visitor.cookies.has('draft')).toBe(false)
    visitor.cookies.set('draft', token)
    expect((await visitor.open()).body).toContain('Chào bà con')
  })

  it('waits for nothing, not even for a store that is away', async () => {
    const site = await aSite()
    const visitor = new Visitor(site)
    await visitor.say({ choice: 'report' })
    site.conversation.broken = true
    expect((await visitor.open('/thoat-nhanh')).statusCode).toBe(303)
    site.conversation.broken = false
    site.conversation.erase = () => new Promise(() => undefined)
    const started = Date.now()
    expect((await visitor.open('/thoat-nhanh')).headers.location).toBe('https://weather.example/')
    expect(Date.now() - started).toBeLessThan(1000)
  })

  it('cannot be done to somebody by another site', async () => {
    const visitor = new Visitor(await aSite())
    await visitor.say({ choice: 'report' })
    const response = await visitor.open('/thoat-nhanh', { 'sec-fetch-site': 'cross-site' })
    expect(response.headers.location).toBe('/')
    expect(visitor.cookies.has('draft')).toBe(true)
    expect((await visitor.open()).body).toContain('Bà con muốn báo về việc gì?')
  })
})

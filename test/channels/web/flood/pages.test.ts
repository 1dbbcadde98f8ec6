import { describe, expect, it } from 'vitest'
import { aFlood, aSite, type Site, TIGHT, Visitor } from '../../../support/web-site.js'

const tight = () => aSite({ flood: aFlood({ limits: TIGHT }) })

/** Uses up what newcomers of this address may do at once. */
async function crowd(site: Site, times = 2): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const newcomer = new Visitor(site)
    await newcomer.open()
    await newcomer.post({ choice: 'report' })
  }
}

describe('a newcomer from a crowded source', () => {
  it('gets a page that asks to wait, with everything they sent, and no session yet', async () => {
    const site = await tight()
    await crowd(site)
    const late = new Visitor(site)
    await late.open()
    const response = await late.post({ choice: 'report', lang: 'en' })
    expect(response.statusCode).toBe(503)
    expect(response.headers['retry-after']).toMatch(/^\d+$/)
    expect(response.body).toMatch(/name="choice" value="report"/)
    expect(response.body).toMatch(/name="ticket" value="[\w-]{47}"/)
    expect(response.body).toContain('lang="en"')
    expect(late.cookies.size).toBe(0)
  })

  it('may still look at the first page, and everybody with a conversation goes on as if nothing were', async () => {
    const site = await tight()
    const settled = new Visitor(site)
    await settled.open()
    await settled.post({ choice: 'report' })
    await crowd(site, 20)
    expect((await new Visitor(site).open()).statusCode).toBe(200)
    expect((await settled.open()).body).toContain('Bà con muốn báo về việc gì?')
  })

  it('with a made-up cookie is a newcomer like any other', async () => {
    const site = await tight()
    await crowd(site)
    const forger = new Visitor(site)
    forger.cookies.set('draft', `${'a'.repeat(43)}.${'b'.repeat(22)}`)
    await forger.open()
    expect((await forger.post({ choice: 'report' })).statusCode).toBe(503)
  })
})

describe('a visitor who is too fast', () => {
  it('is told so on a page that gives their words back, and nobody else notices', async () => {
    const site = await tight()
    const [hasty, calm] = [new Visitor(site), new Visitor(site)]
    for (const visitor of [hasty, calm]) await visitor.say({ choice: 'report' }, { choice: 'drugs' })
    for (let n = 0; n < 3; n += 1) await hasty.open()
    const slow = await hasty.post({ text: 'Chuyện đang kể dở <b>' })
    expect(slow.statusCode).toBe(429)
    expect(slow.body).toContain('Xin chậm lại một chút')
    expect(slow.body).toContain('Chuyện đang kể dở &lt;b>')
    expect((await calm.open()).statusCode).toBe(200)
  })

  it('who does not listen gets a line, in every language, with the number to call', async () => {
    const site = await tight()
    const hasty = new Visitor(site)
    await hasty.say({ choice: 'report' })
    let last = await hasty.open()
    for (let n = 0; n < 12; n += 1) last = await hasty.open()
    expect(last.statusCode).toBe(429)
    expect(last.body.length).toBeLessThan(1_000)
    for (const words of ['lang="vi"', 'lang="en"', '113']) expect(last.body).toContain(words)
  })

  it('is told so as well while a large picture is still on its way', async () => {
    const site = await tight()
    const hasty = new Visitor(site)
    await hasty.say({ choice: 'report' })
    for (let n = 0; n < 5; n += 1) await hasty.open()
    const cookie = [...hasty.cookies].map((pair) => pair.join('=')).join()
    const body = new FormData()
    body.set('evidence', new Blob([Buffer.alloc(8_000_000)]), 'to.jpg')
    const address = await site.app.listen({ host: '127.0.0.1', port: 0 })
    const send = () => fetch(`${address}/tep`, { method: 'POST', headers: { cookie }, body })
    const answers = [await send(), await send(), await send(), await send(), await send()]
    await site.app.close()
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 429, 429, 429])
  })

  it('can always leave quickly', async () => {
    const site = await tight()
    const hasty = new Visitor(site)
    await hasty.say({ choice: 'report' })
    for (let n = 0; n < 20; n += 1) await hasty.open()
    expect((await hasty.open('/thoat-nhanh')).statusCode).toBe(303)
  })
})

describe('the first page', () => {
  it('weighs under 30 KB with all it loads, and loads nothing from elsewhere', async () => {
    const site = await aSite()
    const page = (await site.app.inject('/')).body
    const loaded = [...page.matchAll(/<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"/g)].map((match) => match[1] ?? '')
    expect(loaded.every((address) => address.startsWith('/'))).toBe(true)
    const files = await Promise.all(loaded.map((address) => site.app.inject(address)))
    const bytes = [page, ...files.map(({ body }) => body)].reduce((sum, text) => sum + Buffer.byteLength(text), 0)
    expect(loaded.length).toBeGreaterThan(1)
    expect(bytes).toBeLessThan(30_000)
  })
})

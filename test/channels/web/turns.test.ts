import { describe, expect, it } from 'vitest'
import { aSite, type Fields, upToReview, Visitor } from '../../support/web-site.js'

describe('a turn', () => {
  it('is answered by a redirect with nothing of it in the address', async () => {
    const visitor = new Visitor(await aSite())
    await visitor.open()
    const response = await visitor.post({ choice: 'report' })
    expect([response.statusCode, response.headers.location, response.body]).toEqual([303, '/#hien-tai', ''])
  })

  it('changes nothing when it comes twice', async () => {
    const site = await aSite()
    const visitor = new Visitor(site)
    await visitor.say(...upToReview('Tối nào cũng tụ tập.'))
    expect((await visitor.post({ choice: 'send' })).statusCode).toBe(303)
    expect((await visitor.post({ choice: 'send' })).statusCode).toBe(303)
    expect((await visitor.open()).body).toContain('Đã nhận tin')
    expect(site.conversation.reports).toHaveLength(1)
  })

  it('gives other words back that come with it later, and changes nothing by them', async () => {
    const visitor = new Visitor(await aSite())
    await visitor.say({ choice: 'report' }, { choice: 'theft' })
    await visitor.post({ text: 'Mất xe.' })
    const again = await visitor.post({ text: 'Mất xe, biển số 71-B1.' })
    expect(again.statusCode).toBe(409)
    expect(again.body).toContain('Phần vừa viết chưa được nhận')
    expect(again.body).toContain('Mất xe, biển số 71-B1.')
    expect((await visitor.open()).body).not.toContain('71-B1')
  })

  it('is neither a button nor an empty field that comes later', async () => {
    const visitor = new Visitor(await aSite())
    await visitor.say({ choice: 'report' }, { choice: 'theft' })
    await visitor.post({ text: 'Mất xe.' })
    expect((await visitor.post({ choice: 'back', text: '' })).statusCode).toBe(303)
    expect((await visitor.post({ choice: 'back', text: 'Mất xe.' })).statusCode).toBe(303)
  })

  it('carries a whole report to its receipt', async () => {
    const site = await aSite()
    const page = await new Visitor(site).say(...upToReview('Tối nào cũng tụ tập.'), { choice: 'send' })
    const receipt = site.conversation.reports[0]?.receipt ?? 'none'
    expect(page.replace(/<[^>]+>/g, '')).toContain(receipt)
    expect(site.conversation.reports[0]?.draft).toMatchObject({
      category: 'drugs',
      text: 'Tối nào cũng tụ tập.',
      placeWords: 'hẻm 12 gần chợ cũ, Phường 5',
      area: 'p-an-hoi',
      restricted: false,
    })
  })

  it('keeps what was typed beside a button that was pressed', async () => {
    const site = await aSite()
    const visitor = new Visitor(site)
    const before = upToReview('Tối nào cũng tụ tập.').slice(0, 4)
    const both = { text: 'sau chợ, cạnh bến đò', choice: 'p-phu-tan' }
    const page = await visitor.say(...before, both, { choice: 'often' }, { choice: 'saw' })
    expect(page).toContain('sau chợ, cạnh bến đò · Phường Phú Tân')
  })

  it('changes the language of the page and stays where it was', async () => {
    const visitor = new Visitor(await aSite())
    const page = await visitor.say({ choice: 'report' }, { language: 'en' })
    expect(page).toContain('<html lang="en">')
    expect(page).toContain('What do you want to tell us about?')
    expect(page).toMatch(/<button [^>]*value="vi"[^>]*>Tiếng Việt</)
  })

  it('takes commands', async () => {
    const page = await new Visitor(await aSite()).say({ command: 'emergency' })
    expect(page).toContain('href="tel:113"')
    expect(page).toContain('Đang nguy hiểm thì gọi ngay.')
  })
})

describe('a form that is not ours', () => {
  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'https://elsewhere.example' }],
    [{ origin: 'not an address' }],
  ])('is refused when it comes from elsewhere: %o', async (headers) => {
    const visitor = new Visitor(await aSite())
    await visitor.open()
    const response = await visitor.post({ choice: 'report' }, headers)
    expect(response.statusCode).toBe(403)
    expect(response.body).toContain('Không nhận được yêu cầu này')
    expect(visitor.cookies.size).toBe(0)
  })

  it.each([
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: 'http://localhost:8080', host: 'localhost:8080' }],
    [{ origin: 'https://homthu.example', host: 'homthu.example' }],
  ] satisfies [Fields][])('is taken when it comes from our own page: %o', async (headers) => {
    const visitor = new Visitor(await aSite())
    await visitor.open()
    expect((await visitor.post({ choice: 'report' }, headers)).statusCode).toBe(303)
  })

  it.each(['', 'x', 'a'.repeat(300), '../..'])('is refused with the turn "%s"', async (turn) => {
    const visitor = new Visitor(await aSite())
    const response = await visitor.post({ turn, choice: 'report' })
    expect(response.statusCode).toBe(403)
    expect(visitor.cookies.size).toBe(0)
  })

  it('is refused with the turn of another session', async () => {
    const site = await aSite()
    const [one, other] = [new Visitor(site), new Visitor(site)]
    await one.say({ choice: 'report' })
    await other.say({ choice: 'report' })
    expect((await one.post({ turn: other.turn, choice: 'theft' })).statusCode).toBe(403)
    expect((await one.open()).body).toContain('Bà con muốn báo về việc gì?')
  })

  it.each([
    ['application/json', '{"choice":"report"}', 415],
    ['text/plain', 'choice=report', 415],
    ['application/x-www-form-urlencoded', 'turn=a&turn=b&choice=report', 403],
    ['application/x-www-form-urlencoded', 'turn=a&command=drop', 403],
  ])('is refused as %s: %s', async (type, payload, status) => {
    const { app } = await aSite()
    const response = await app.inject({ method: 'POST', url: '/', headers: { 'content-type': type }, payload })
    expect(response.statusCode).toBe(status)
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8')
  })
})

describe('a conversation that the server has lost', () => {
  const pressed: Fields[] = [
    ...[{ command: 'emergency' }, { command: 'forget' }],
    ...[{ language: 'en' }, { choice: 'report' }, { text: 'xe' }],
  ]
  it.each(pressed)('is said to be lost, whatever is pressed on its page: %o', async (fields) => {
    const site = await aSite()
    const visitor = new Visitor(site)
    await visitor.say({ choice: 'report' }, { choice: 'theft' })
    site.conversation.forget()
    const answer = await visitor.post(fields)
    expect(answer.statusCode).toBe(403)
    expect(answer.body).toContain('Cuộc trò chuyện đã hết hạn')
  })

  it('is no matter on the first page', async () => {
    const site = await aSite()
    const visitor = new Visitor(site)
    await visitor.say({ choice: 'report' }, { choice: 'back' })
    site.conversation.forget()
    expect((await visitor.post({ choice: 'report' })).statusCode).toBe(303)
  })
})

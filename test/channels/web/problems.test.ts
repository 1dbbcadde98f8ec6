import { describe, expect, it } from 'vitest'
import type { Log, LogFields } from '../../../src/log.js'
import { aSite, upToReview, Visitor } from '../../support/web-site.js'

const TEXT = 'Nhà số mấy không rõ,\n<b>"hẻm 12"</b> & gần chợ </textarea>'
const ESCAPED = 'Nhà số mấy không rõ,\n&lt;b>&quot;hẻm 12&quot;&lt;/b> &amp; gần chợ &lt;/textarea>'

describe('when the store is away', () => {
  it('gives the typed text back in a form that can be sent again', async () => {
    const site = await aSite()
    const visitor = new Visitor(site)
    await visitor.say({ choice: 'report' }, { choice: 'gambling' })
    site.conversation.broken = true
    const turn = visitor.turn
    const away = await visitor.post({ text: TEXT, lang: 'vi' })
    expect(away.statusCode).toBe(503)
    expect(away.body).toContain('Hệ thống đang bận')
    expect(away.body).toContain(`<input type="hidden" name="turn" value="${turn}"/>`)
    expect(away.body).toMatch(new RegExp(`<textarea[^>]*name="text"[^>]*>${escapeRegExp(ESCAPED)}</textarea>`))
    site.conversation.broken = false
    await visitor.post({ turn, text: TEXT })
    expect((await visitor.open()).body).toContain('đang xảy ra ngay lúc này')
  })

  it('gives the pressed button back as well', async () => {
    const site = await aSite()
    const visitor = new Visitor(site)
    await visitor.open()
    site.conversation.broken = true
    const away = await visitor.post({ choice: 'report' })
    expect(away.body).toContain('<input type="hidden" name="choice" value="report"/>')
    expect(away.headers).not.toHaveProperty('set-cookie')
  })

  it('speaks the language of the page that was posted', async () => {
    const site = await aSite()
    const visitor = new Visitor(site)
    await visitor.open()
    site.conversation.broken = true
    expect((await visitor.post({ choice: 'report', lang: 'en' })).body).toContain('The system is busy')
    expect((await visitor.post({ choice: 'report', lang: 'xx' })).body).toContain('Hệ thống đang bận')
    expect((await visitor.open()).body, 'the first page needs no store').toContain('Chào bà con')
    expect((await visitor.open('/khong-co')).statusCode).toBe(404)
  })
})

describe('when the conversation is gone', () => {
  it('gives the text back to copy after half an hour without a cookie', async () => {
    const visitor = new Visitor(await aSite())
    await visitor.say({ choice: 'report' }, { choice: 'gambling' })
    visitor.cookies.clear()
    const response = await visitor.post({ text: TEXT, lang: 'vi' })
    expect(response.statusCode).toBe(403)
    expect(response.body).toContain('Cuộc trò chuyện đã hết hạn')
    expect(response.body).toContain(ESCAPED)
  })

  it('gives the text back to copy when the server forgot the session', async () => {
    const site = await aSite()
    const visitor = new Visitor(site)
    await visitor.say({ choice: 'report' }, { choice: 'gambling' })
    site.conversation.forget()
    const response = await visitor.post({ text: TEXT })
    expect(response.statusCode).toBe(403)
    expect(response.body).toContain(ESCAPED)
  })

  it('says so when a button of the lost conversation is pressed, and begins anew from the first page', async () => {
    const site = await aSite()
    const visitor = new Visitor(site)
    await visitor.say(...upToReview('mất rồi'))
    site.conversation.forget()
    const response = await visitor.post({ choice: 'send' })
    expect(response.statusCode).toBe(403)
    expect(response.body).toContain('Cuộc trò chuyện đã hết hạn')
    expect(await visitor.say({ choice: 'report' })).toContain('Bà con muốn báo về việc gì?')
  })
})

describe('any other trouble', () => {
  it('says in the language of the session that there is no such page', async () => {
    const visitor = new Visitor(await aSite())
    expect((await visitor.open('/khong-co')).body).toContain('Không có trang này')
    await visitor.say({ language: 'en' })
    const response = await visitor.open('/wp-login.php?name=abc')
    expect(response.statusCode).toBe(404)
    expect(response.body).toContain('There is no such page')
    expect(response.body).not.toContain('wp-login')
  })

  it('says that a body is too large', async () => {
    const visitor = new Visitor(await aSite())
    await visitor.open()
    const response = await visitor.post({ text: 'a'.repeat(300_000) })
    expect(response.statusCode).toBe(413)
    expect(response.body).toContain('Nội dung quá lớn')
  })

  it('logs route and status of a failure, and nothing of the request', async () => {
    const lines: [string, LogFields | undefined][] = []
    const write = (message: string, fields?: LogFields) => void lines.push([message, fields])
    const log: Log = { debug: write, info: write, warn: write, error: write }
    const site = await aSite({ log })
    site.conversation.handle = () => Promise.reject(new Error('bí mật'))
    const visitor = new Visitor(site)
    await visitor.open()
    const response = await visitor.post({ command: 'report', choice: 'bí mật' })
    expect(response.statusCode).toBe(500)
    expect(response.body).toContain('Có trục trặc phía chúng tôi')
    expect(lines).toEqual([['page failed', { route: '/', status: 500, error: expect.any(Error) }]])
  })
})

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

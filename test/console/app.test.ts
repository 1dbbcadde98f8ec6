import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Log, LogFields } from '../../src/log.js'
import { DUTY, LEAD } from './fake-api.js'
import { aConsole, aReport, visitor } from './support.js'

const CSP =
  "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;media-src 'self';connect-src 'self';" +
  "form-action 'self';base-uri 'none';frame-ancestors 'none'"

describe('every page', () => {
  it('allows nothing from elsewhere and stays in no cache', async () => {
    const duty = await visitor(await aConsole({ secureCookie: true }), null)
    for (const url of ['/dang-nhap', '/', '/nowhere', '/ghi-danh/x']) {
      const { headers } = await duty.get(url)
      expect(headers['content-security-policy']).toBe(CSP)
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['referrer-policy']).toBe('same-origin')
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['strict-transport-security']).toContain('max-age=31536000')
    }
  })

  it('has no inline style and no inline script', async () => {
    const console = await aConsole()
    aReport(console.api, { state: { name: 'claimed', by: LEAD } })
    const lead = await visitor(console, LEAD)
    const id = [...console.api.cases.keys()][0]
    for (const url of ['/dang-nhap', '/', `/vu/${id}`, '/can-bo', `/can-bo/${DUTY}/ngung`, '/nhat-ky']) {
      const { body } = await lead.get(url)
      expect(body).not.toMatch(/\sstyle=|<style|<script>|\son[a-z]+=|https?:\/\//)
    }
  })

  it('names its own files by their content and lets browsers keep them', async () => {
    const console = await aConsole()
    const stranger = await visitor(console, null)
    const { body } = await (await visitor(console)).get('/')
    const files = [...body.matchAll(/"(\/static\/[^"]+)"/g)].map(([, file]) => file ?? '')
    expect(new Set(files).size).toBe(4)
    for (const file of files) {
      const answer = await stranger.get(file)
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    }
    expect((await stranger.get('/static/..%2f..%2fpackage.json')).statusCode).toBe(404)
  })
})

describe('health', () => {
  it('is alive whatever happens behind it', async () => {
    const console = await aConsole()
    console.api.down = true
    expect((await (await visitor(console)).get('/healthz')).json()).toEqual({ ok: true })
  })

  it('is ready, or says why not from a fixed list', async () => {
    const ready = await visitor(await aConsole(), null)
    expect((await ready.get('/readyz')).json()).toEqual({ ok: true, reasons: [] })
    const readiness = async () => ({ ok: false, reasons: ['redis-unreachable'] })
    const answer = await (await visitor(await aConsole({ readiness }), null)).get('/readyz')
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toEqual({ ok: false, reasons: ['redis-unreachable'] })
  })
})

describe('trouble', () => {
  it('becomes a page that repeats no error', async () => {
    const console = await aConsole()
    console.api.queue = async () => {
      throw new Error('Nguyễn Văn Bí Mật 0912345678')
    }
    const answer = await (await visitor(console)).get('/')
    expect(answer.statusCode).toBe(500)
    expect(answer.body).toContain('Có trục trặc phía hệ thống')
    expect(answer.body).not.toContain('Bí Mật')
  })

  it('offers to try again when the store does not answer', async () => {
    const console = await aConsole()
    const duty = await visitor(console)
    console.api.down = true
    const answer = await duty.get('/')
    expect(answer.statusCode).toBe(503)
    expect(answer.body).toContain('Thử lại')
    expect((await duty.get('/hang-doi')).statusCode).toBe(503)
  })

  it('takes forms up to 64 KiB and nothing but forms', async () => {
    const console = await aConsole()
    const { status } = aReport(console.api)
    const duty = await visitor(console)
    expect((await duty.post(`/vu/${status.id}/note`, { text: 'a'.repeat(70_000) })).statusCode).toBe(400)
    const json = { 'content-type': 'application/json' }
    expect((await duty.post(`/vu/${status.id}/note`, {}, json)).statusCode).toBe(400)
  })

  it('logs the pattern of a route and its status, never an id, an address or a message', async () => {
    const lines: [string, LogFields | undefined][] = []
    const write = (message: string, fields?: LogFields) => void lines.push([message, fields])
    const log: Log = { debug: write, info: write, warn: write, error: write }
    const console = await aConsole({ log })
    const { status } = aReport(console.api)
    const duty = await visitor(console)
    await duty.get(`/vu/${status.id}`)
    await duty.get('/nowhere/else')
    console.api.down = true
    await duty.post(`/vu/${status.id}/note`, { text: 'rất riêng tư' })
    const routes = lines.map(([, fields]) => fields?.route)
    expect(routes).toEqual(['/vu/:caseId', 'none', '/vu/:caseId/:action', '/vu/:caseId/:action'])
    const written = JSON.stringify(lines)
    for (const secret of [status.id, 'riêng tư', duty.token, 'else']) expect(written).not.toContain(secret)
  })
})

describe('words', () => {
  const readFile = (name: string): Record<string, string> =>
    JSON.parse(readFileSync(new URL(`../../locales/${name}.json`, import.meta.url), 'utf8'))
  const read = (language: string) => ({ ...readFile(`${language}/console`), ...readFile(`${language}/alerts`) })
  const [vi, en] = [read('vi'), read('en')]

  it('are the same keys and placeholders in both languages', () => {
    expect(Object.keys(en)).toEqual(Object.keys(vi))
    const holes = (text = '') => [...text.matchAll(/\{\{\w+\}\}/g)].map(([hole]) => hole).sort()
    for (const key of Object.keys(vi)) expect([key, holes(en[key])]).toEqual([key, holes(vi[key])])
  })

  it('are there for every key that a page names in full', () => {
    const source = filesUnder(new URL('../../src/console/', import.meta.url)).join('\n')
    const keys = [...source.matchAll(/'(console(?:\.[A-Za-z-]+)+)'/g)].map(([, key]) => key ?? '')
    expect(keys.length).toBeGreaterThan(100)
    expect(keys.filter((key) => !(key in vi) && !/\.(css|js)$/.test(key))).toEqual([])
  })

  it('accuse nobody', () => {
    expect(
      Object.values(vi).filter((text) => /đối tượng|tội phạm|thủ phạm|nghi phạm|(?<!\p{L})kẻ(?!\p{L})/iu.test(text)),
    ).toEqual([])
    expect(Object.values(en).filter((text) => /suspect|culprit|criminal|offender/i.test(text))).toEqual([])
  })
})

function filesUnder(folder: URL): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return filesUnder(new URL(`${entry.name}/`, folder))
    return /\.tsx?$/.test(entry.name) ? [readFileSync(new URL(entry.name, folder), 'utf8')] : []
  })
}

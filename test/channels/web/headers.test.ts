import { describe, expect, it } from 'vitest'
import { aSite, Visitor } from '../../support/web-site.js'

const POLICY =
  "default-src 'none';style-src 'self';img-src 'self' data:;form-action 'self';base-uri 'none';frame-ancestors 'none'"

describe('every answer of the site', () => {
  it.each(['/', '/khong-co', '/thoat-nhanh'])('closes what a page could do, at %s', async (url) => {
    const { headers } = await new Visitor(await aSite()).open(url)
    expect(headers['content-security-policy']).toBe(POLICY)
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['permissions-policy']).toMatch(/camera=\(\).*geolocation=\(\).*microphone=\(\)/)
    expect(headers['cache-control']).toBe('no-store')
    expect(headers).not.toHaveProperty('server')
    expect(headers).not.toHaveProperty('x-powered-by')
  })

  it('asks browsers to stay on https only where there is https', async () => {
    const plain = await new Visitor(await aSite()).open()
    expect(plain.headers).not.toHaveProperty('strict-transport-security')
    const secure = await new Visitor(await aSite({ secureCookie: true })).open()
    expect(secure.headers['strict-transport-security']).toBe('max-age=31536000')
  })

  it('answers an address that cannot be read without repeating it', async () => {
    const { app } = await aSite()
    const response = await app.inject('/%zz')
    expect([response.statusCode, response.body]).toEqual([400, ''])
  })
})

describe('the stylesheet and the icon', () => {
  it('may be kept for good, because their names change with them', async () => {
    const visitor = new Visitor(await aSite())
    const { body } = await visitor.open()
    for (const [, path = ''] of body.matchAll(/<link [^>]*href="([^"]+)"/g)) {
      const asset = await visitor.open(path)
      expect(asset.statusCode, path).toBe(200)
      expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
      expect(path).toMatch(/^\/[a-z]+-[a-z0-9]{4,8}\.(css|svg)$/)
    }
  })

  it('weigh less than 30 KB together with the first page', async () => {
    const visitor = new Visitor(await aSite())
    const page = await visitor.open()
    const paths = [...page.body.matchAll(/<link [^>]*href="([^"]+)"/g)].map((match) => match[1] ?? '')
    const assets = await Promise.all(paths.map((path) => visitor.open(path)))
    const bytes = [page, ...assets].reduce((sum, { rawPayload }) => sum + rawPayload.length, 0)
    expect(paths).toHaveLength(2)
    expect(bytes).toBeLessThan(30 * 1024)
  })
})

describe('the page itself', () => {
  it('has no script, no inline style, nothing from elsewhere and a title that tells nothing', async () => {
    const { body } = await new Visitor(await aSite()).open()
    expect(body).not.toMatch(/<script|\son[a-z]+=|<style|\sstyle=|javascript:/i)
    expect(body).not.toMatch(/(src|href|action)="(https?:)?\/\//)
    expect(body).toContain('<title>Hòm thư 138</title>')
  })
})

import type { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EVIDENCE_BYTES, type Evidence } from '../../../src/domain/evidence.js'
import { aSite, type Site, upToReview, Visitor } from '../../support/web-site.js'

const BOUNDARY = 'ranh-gioi'
interface Part {
  readonly name: string
  readonly file?: string
  readonly content: string | Buffer
}

function multipart(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap(({ name, file, content }) => [
    Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"`),
    Buffer.from(file === undefined ? '\r\n\r\n' : `; filename="${file}"\r\ncontent-type: image/jpeg\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)])
}

let site: Site
let visitor: Visitor
/** What reached the desk, file by file, in bytes. */
let received: number[]

beforeEach(async () => {
  received = []
  const keep = async (_: string, source: Readable): Promise<Evidence> => {
    let bytes = 0
    for await (const chunk of source) bytes += (chunk as Buffer).length
    received.push(bytes)
    return {
      kind: 'picture',
      type: 'image/jpeg',
      id: `${received.length}`.padStart(26, '0'),
      key: 'k'.repeat(43),
      bytes: Math.max(1, bytes),
      width: 1,
      height: 1,
    }
  }
  site = await aSite({ evidence: { keep } })
  visitor = new Visitor(site)
  await visitor.say(...upToReview('Chuyện có hình.'), { choice: 'evidence' })
})

const file = (content: string | Buffer, name = 'hinh.jpg'): Part => ({ name: 'evidence', file: name, content })
const send = (parts: readonly Part[], headers = {}) =>
  visitor.upload(multipart([{ name: 'turn', content: visitor.turn }, ...parts]), BOUNDARY, headers)
const shown = async () => (await visitor.open()).body

describe('pictures from a form', () => {
  it('come into the draft, and the page shows how many', async () => {
    expect((await send([file('một'), file('hai')])).statusCode).toBe(303)
    expect(received).toEqual([Buffer.byteLength('một'), 3])
    expect(await shown()).toContain('2 hình')
  })

  it('are five at most: the others are read away and the citizen is told', async () => {
    await send(Array.from({ length: 7 }, (_, n) => file(`hình ${n}`)))
    expect(received).toHaveLength(5)
    expect(await shown()).toContain('tối đa 5 tệp')
  })

  it('of a whole album are five as well, not none', async () => {
    expect((await send(Array.from({ length: 60 }, (_, n) => file(`hình ${n}`)))).statusCode).toBe(303)
    expect(received).toHaveLength(5)
    expect(await shown()).toContain('5 hình')
  })

  it('of more than any file may have are cut, not taken, and that is said', async () => {
    await send([file(Buffer.alloc(EVIDENCE_BYTES + 2)), file('nhỏ')])
    const page = await shown()
    expect(page).toContain('quá lớn')
    expect(page).toContain('1 hình')
  })

  it('from a page that was used already are not dropped without a word', async () => {
    await send([file('một')])
    const again = await send([file('hai')])
    expect(again.statusCode).toBe(403)
  })

  it('not chosen at all: the page says so and asks again', async () => {
    await send([file('', '')])
    expect(received).toEqual([])
    expect(await shown()).toContain('Chưa có tệp nào được chọn')
  })
})

describe('a desk that gives up on a picture', () => {
  it('holds nothing up: refused early, the rest of the form is still read', async () => {
    site = await aSite({ evidence: { keep: async () => 'broken' } })
    visitor = new Visitor(site)
    await visitor.say(...upToReview('Chuyện có hình.'), { choice: 'evidence' })
    await send([file(Buffer.alloc(1_000_000)), file('hai')])
    expect(await shown()).toContain('bị hỏng')
  })

  it('failing altogether gives a page that says so, and the draft is as it was', async () => {
    site = await aSite({ evidence: { keep: () => Promise.reject(new Error('disk full')) } })
    visitor = new Visitor(site)
    await visitor.say(...upToReview('Chuyện có hình.'), { choice: 'evidence' })
    const response = await send([file(Buffer.alloc(1_000_000))])
    expect(response.statusCode).toBe(500)
    await visitor.say({ choice: 'back' })
    expect(await shown()).toContain('Chuyện có hình.')
  })
})

describe('what is not read at all', () => {
  it('without a cookie of ours', async () => {
    visitor.cookies.clear()
    expect((await send([file('một')])).statusCode).toBe(403)
    expect(received).toEqual([])
  })

  it('with the turn of another session', async () => {
    const other = new Visitor(site)
    await other.open()
    visitor.turn = other.turn
    const response = await send([file('một')])
    expect(response.statusCode).toBe(403)
    expect(response.body).toContain('đã hết hạn')
    expect(received).toEqual([])
  })

  it('from another site', async () => {
    expect((await send([file('một')], { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    expect(received).toEqual([])
  })

  it('while another question is asked', async () => {
    await visitor.say({ choice: 'back' })
    expect((await send([file('một')])).statusCode).toBe(403)
    expect(received).toEqual([])
  })
})

describe('an upload over a real connection', () => {
  afterEach(() => site.app.close())

  async function post(parts: readonly Part[], signal: AbortSignal | null = null) {
    return fetch(`${await site.app.listen({ host: '127.0.0.1', port: 0 })}/tep`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      body: new Uint8Array(multipart([{ name: 'turn', content: visitor.turn }, ...parts])),
      signal,
    })
  }

  /** What the desk is told of the sender's leaving once it has read all. */
  async function upload(desk: (gone: AbortSignal | undefined) => Promise<'broken'>, leaving?: AbortSignal) {
    const keep = async (_: string, source: Readable, gone?: AbortSignal) => {
      for await (const _chunk of source);
      return desk(gone)
    }
    site = await aSite({ evidence: { keep } })
    visitor = new Visitor(site)
    await visitor.say(...upToReview('Chuyện có hình.'), { choice: 'evidence' })
    return post([file('một')], leaving)
  }

  it('tells the desk when its sender has left', async () => {
    const person = new AbortController()
    let told: boolean | undefined
    const answer = upload(async (gone) => {
      person.abort()
      await expect.poll(() => gone?.aborted).toBe(true)
      told = true
      return 'broken'
    }, person.signal)
    await expect(answer).rejects.toThrow('abort')
    await expect.poll(() => told).toBe(true)
  })

  it('does not take for left who has sent all and waits for the answer', async () => {
    let left: boolean | undefined
    const answer = await upload(async (gone) => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      left = gone?.aborted
      return 'broken'
    })
    expect([answer.status, left]).toEqual([303, false])
  })

  it.each([
    ['that nobody asked for', 403, 'đã hết hạn'],
    ['that cannot be kept', 500, 'trục trặc'],
  ])('%s is read away, so that the answer comes and the server can stop', async (what, status, words) => {
    if (status === 500) {
      site = await aSite({ evidence: { keep: () => Promise.reject(new Error('disk')) } })
      visitor = new Visitor(site)
      await visitor.say(...upToReview('Chuyện có hình.'), { choice: 'evidence' })
    }
    if (status === 403) await visitor.say({ choice: 'back' })
    const answer = await post([file(Buffer.alloc(8_000_000)), file(Buffer.alloc(8_000_000))])
    expect(answer.status, what).toBe(status)
    expect(await answer.text()).toContain(words)
    await site.app.close()
    expect(received).toEqual([])
  })
})

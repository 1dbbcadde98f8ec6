import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createReadEvidence } from '../../src/app/console/read-evidence.js'
import type { Actor, OpenEvidence } from '../../src/app/console-api.js'
import type { Evidence } from '../../src/domain/evidence.js'
import type { Log } from '../../src/log.js'
import { silent } from '../../src/log.js'
import { keys } from '../../src/store/keys.js'
import { lookupId } from '../../src/vault/receipt.js'
import { realConsole } from '../console/real-console.js'
import { openBrowser } from '../support/browser.js'
import { ChromiumCitizen } from '../support/chromium-citizen.js'
import { wholeOf } from '../support/pictures.js'
import { useWorld } from '../support/use-world.js'
import { serveWebChat } from '../support/web-world.js'
import { aCitizen, drafts, firstLead } from '../support/world.js'

const CORPUS = new URL('../evidence/corpus/files/', import.meta.url).pathname
const world = useWorld()
let lead: Actor
let browser: Browser
let officers: Awaited<ReturnType<typeof realConsole>>
let address: string

beforeAll(async () => {
  lead = await firstLead(world())
  officers = await realConsole(world())
  address = await officers.app.listen({ host: '127.0.0.1', port: 0 })
  browser = await openBrowser()
})
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())))
afterAll(async () => {
  await browser.close()
  await officers.app.close()
})

const caseOf = async (receipt: string) => (await world().redis.get(keys.receipt(lookupId(receipt)))) ?? ''

/** A report with these files of the corpus; its case, and what was kept. */
async function reported(...files: (string | Readable)[]): Promise<{ id: string; kept: Evidence[] }> {
  const citizen = aCitizen(world())
  await drafts(citizen, 'Chuyện có video và ghi âm.')
  const kept: Evidence[] = []
  for (const file of files) {
    const source = typeof file === 'string' ? createReadStream(join(CORPUS, file)) : file
    const evidence = await world().evidenceDesk.keep(citizen.handle.id, source)
    if (typeof evidence === 'string') throw new Error(evidence)
    kept.push(evidence)
  }
  await citizen.press('evidence')
  await citizen.send({ type: 'evidence', kept, refused: [] })
  if ((await citizen.look()).state.step === 'evidence') await citizen.press('evidence-done')
  const sent = await citizen.press('send')
  return { id: await caseOf(sent.replies.find(({ code }) => code)?.code ?? ''), kept }
}

const looks = async () => (await world().api.audit(lead)).filter(({ action }) => action === 'evidence-viewed').length

async function officerPage(path: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'vi-VN', reducedMotion: 'reduce' })
  const value = await officers.sessions.create(lead.unlocked, { language: 'vi', stage: 'full' })
  await context.addCookies([{ name: 'officer', value, url: address }])
  const page = await context.newPage()
  await page.goto(address + path)
  return page
}

/** Opens the n-th file and presses play; what the player says once it plays. */
async function play(page: Page, n: number) {
  await page
    .locator('.evidence summary')
    .nth(n - 1)
    .click()
  const player = page
    .locator('.evidence details')
    .nth(n - 1)
    .locator('video, audio')
  await player.evaluate((element: HTMLMediaElement) => {
    element.muted = true
    return element.play()
  })
  await expect.poll(() => player.evaluate((element: HTMLMediaElement) => element.currentTime)).toBeGreaterThan(0)
  return player
}

describe('an officer', () => {
  it.each([
    ['mp4-tags.mp4', 'webm-vp9.webm', 'webm-vp8.webm', 'webm-av1.webm', 'mov-tags.mov'],
    ['ogg-opus.ogg', 'mp3-all.mp3', 'm4a-cover.m4a', 'wav-list.wav', 'flac-tags.flac'],
    ['mkv-vorbis.mkv', 'aac-id3.aac', 'ogg-vorbis.ogg', 'mp4-fragmented.mp4', 'mov-turned.mov'],
  ])('plays %s, %s, %s, %s and %s in the page, and jumps to the middle', async (...names) => {
    const { id } = await reported(...names)
    const page = await officerPage(`/vu/${id}`)
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    for (const [index, name] of names.entries()) {
      const player = await play(page, index + 1)
      const at = await player.evaluate(async (element: HTMLMediaElement) => {
        element.pause()
        const there = new Promise((resolve) => element.addEventListener('seeked', resolve, { once: true }))
        element.currentTime = element.duration / 2
        await there
        return { duration: element.duration, now: element.currentTime, error: element.error?.message ?? null }
      })
      expect(at.error, name).toBeNull()
      expect(at.duration, name).toBeGreaterThan(1.8)
      expect(at.duration, name).toBeLessThan(2.6)
      expect(at.now, name).toBeCloseTo(at.duration / 2, 1)
    }
    expect(complaints, 'nothing refused by the rules of the page').toEqual([])
  })

  it('is warned of a voice, not of a silent film, and nothing is fetched before play is pressed', async () => {
    const { id } = await reported('mp4-silent.mp4', 'ogg-opus.ogg')
    const before = await looks()
    const page = await officerPage(`/vu/${id}`)
    const shown = page.locator('.evidence details')
    for (const n of [0, 1]) await shown.nth(n).locator('summary').click()
    expect(await shown.nth(0).innerText()).not.toContain('Giọng nói')
    expect(await shown.nth(1).innerText()).toContain('Giọng nói có thể làm lộ người báo tin')
    expect(await looks()).toBe(before)
  })

  it('leaves one entry in the chain for one look, however many parts the browser asked for', async () => {
    const { id } = await reported('mp4-tags.mp4', 'ogg-opus.ogg')
    const before = await looks()
    const page = await officerPage(`/vu/${id}`)
    const player = await play(page, 1)
    for (const at of [1.5, 0.2, 1]) {
      await player.evaluate((element: HTMLMediaElement, time) => {
        element.currentTime = time
      }, at)
    }
    await play(page, 2)
    expect(await looks()).toBe(before + 2)
    world().time.offset += 11 * 60_000
    await world().api.evidence(lead, id, 1)
    expect(await looks(), 'later it is another look').toBe(before + 3)
  })
})

describe('one look', () => {
  it('is written down once for parts that are asked for at once', async () => {
    const { id } = await reported('wav-alaw.wav', 'png-text.png')
    const before = await looks()
    const opened = await Promise.all([1, 1, 1, 2, 2].map((n) => world().api.evidence(lead, id, n)))
    expect(opened.map((file) => file?.type)).toEqual([...Array(3).fill('audio/wav'), 'image/jpeg', 'image/jpeg'])
    expect(await looks()).toBe(before + 2)
  })

  it('that cannot be written down is none, for all who share it; the next is tried anew', async () => {
    const { id } = await reported('wav-alaw.wav')
    const { audit } = world().consoleDeps
    let isDown = true
    const append: typeof audit.append = (entry) => (isDown ? Promise.reject(new Error('down')) : audit.append(entry))
    const read = createReadEvidence({ ...world().consoleDeps, audit: { ...audit, append } })
    const answers = await Promise.allSettled([read(lead, id, 1), read(lead, id, 1)])
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    isDown = false
    const before = await looks()
    expect(await read(lead, id, 1)).toMatchObject({ type: 'audio/wav' })
    expect(await looks()).toBe(before + 1)
  })
})

describe('a part of a file', () => {
  let id: string
  let whole: Buffer
  let cookie: string
  beforeEach(async () => {
    const file = await reported('wav-alaw.wav')
    id = file.id
    whole = await wholeOf(await world().api.evidence(lead, id, 1))
    cookie = await officers.sessions.create(lead.unlocked, { language: 'vi', stage: 'full' })
  })
  const ask = (range?: string, n = 1) =>
    officers.app.inject({
      url: `/vu/${id}/tep/${n}`,
      cookies: { officer: cookie },
      headers: range === undefined ? {} : { range },
    })

  it.each([
    ['bytes=0-', 0, undefined],
    ['bytes=100-199', 100, 200],
    ['bytes=9000-', 9000, undefined],
    ['bytes=-50', -50, undefined],
    ['bytes=0-0', 0, 1],
    ['bytes=16000-999999', 16000, undefined],
  ])('%s is those bytes and no others', async (range, from, to) => {
    const answer = await ask(range)
    const wanted = whole.subarray(from, to)
    expect(answer.statusCode).toBe(206)
    expect(answer.rawPayload).toEqual(wanted)
    const first = from < 0 ? whole.length + from : from
    expect(answer.headers['content-range']).toBe(`bytes ${first}-${first + wanted.length - 1}/${whole.length}`)
    expect(answer.headers['content-length']).toBe(`${wanted.length}`)
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it.each([undefined, 'bytes=5-2', 'bytes=1-2,5-6', 'bytes=x', 'lines=1-2', 'bytes=-'])(
    '%s is the whole',
    async (range) => {
      const answer = await ask(range)
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'audio/wav'])
      expect(answer.rawPayload).toEqual(whole)
    },
  )

  it('beyond the end is refused, and a file that is not there is not found', async () => {
    const beyond = await ask(`bytes=${whole.length}-`)
    expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, `bytes */${whole.length}`])
    expect((await ask('bytes=-0')).statusCode).toBe(416)
    expect((await ask(undefined, 2)).statusCode).toBe(404)
  })
})

describe('a file that was changed on disk', () => {
  const said: string[] = []
  const log: Log = { ...silent, error: (message) => void said.push(message) }
  const read = () => createReadEvidence({ ...world().consoleDeps, log })
  /** Sound of four pieces. */
  const longReport = async () => {
    const wav = await readFile(join(CORPUS, 'wav-alaw.wav'))
    const data = wav.indexOf('data')
    const head = Buffer.from(wav.subarray(0, data + 8))
    head.writeUInt32LE(head.length + 200_000 - 8, 4)
    head.writeUInt32LE(200_000, data + 4)
    const { id, kept } = await reported(Readable.from([head, Buffer.alloc(200_000, 85)]))
    return { id, kept: kept[0] as Evidence }
  }
  const damage = async ({ id }: Evidence, at: number) => {
    const path = join(world().dataDir, 'evidence', id.slice(0, 2), id)
    const byte = (await readFile(path)).at(at) ?? 0
    const file = await open(path, 'r+')
    await file.write(Buffer.from([byte ^ 1]), 0, 1, at)
    await file.close()
  }
  const until = async (file: OpenEvidence) => {
    let bytes = 0
    try {
      for await (const piece of file.read(0, file.bytes)) bytes += piece.length
    } catch {
      return { bytes, whole: false }
    }
    return { bytes, whole: true }
  }

  it('at its beginning is not shown at all, and the log says so', async () => {
    const { id, kept } = await reported('mp4-tags.mp4')
    await damage(kept[0] as Evidence, 500)
    said.length = 0
    expect(await read()(lead, id, 1)).toBeUndefined()
    expect(said).toEqual(['evidence does not open'])
  })

  it('further on stops there: what was right is shown, nothing after it', async () => {
    const long = await longReport()
    await damage(long.kept, 65_536 + 500)
    said.length = 0
    const file = await read()(lead, long.id, 1)
    expect(file && (await until(file))).toEqual({ bytes: 65_536, whole: false })
    expect(said).toEqual(['evidence does not open'])
  })

  it('or cut off does not end as if it were whole', async () => {
    const long = await longReport()
    const path = join(world().dataDir, 'evidence', long.kept.id.slice(0, 2), long.kept.id)
    const file = await open(path, 'r+')
    await file.truncate(24 + 65_553)
    await file.close()
    const shown = await read()(lead, long.id, 1)
    expect(shown && (await until(shown))).toEqual({ bytes: 65_536, whole: false })
  })
})

describe('a citizen', () => {
  it('sends a recording and a film from the page at once, is told of the voice, and takes out the recording', async () => {
    const site = await serveWebChat(world())
    const page = await (
      await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
    ).newPage()
    await page.goto(site.address)
    const person = new ChromiumCitizen(page, 'vi', world().translator)
    await person.tells('Chuyện có tiếng.')
    await person.press('choice.evidence')
    const files = ['ogg-opus.ogg', 'mp4-silent.mp4'].map(async (name) => [name, await readFile(join(CORPUS, name))])
    await person.sendsFiles(Object.fromEntries(await Promise.all(files)))
    await person.reads('evidence.voice')
    await person.press('choice.drop-voice')
    await person.press('choice.evidence-done')
    expect(await page.innerText('main')).toContain(person.words('review.evidenceKept.video', { n: 1 }))
    await person.press('choice.send')
    const id = await caseOf(await person.receipt())
    expect(await world().api.evidence(lead, id, 1)).toMatchObject({ type: 'video/mp4' })
    expect(await world().api.evidence(lead, id, 2)).toBeUndefined()
    await site.stop()
  })
})

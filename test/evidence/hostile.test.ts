import { getEventListeners } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EVIDENCE_REFUSALS, type Evidence } from '../../src/domain/evidence.js'
import { createEvidenceFiles } from '../../src/evidence/evidence-files.js'
import { kindOf } from '../../src/evidence/kind.js'
import { createSpool, type Medium, openSpool } from '../../src/evidence/spool.js'
import { rewrapInThread } from '../../src/evidence/wrap/in-thread.js'
import { rewrap } from '../../src/evidence/wrap/rewrap.js'
import { newScratchKey } from '../../src/vault/scratch.js'
import { box, filmOf, ftyp, u32 } from '../support/boxes.js'

const FILES = new URL('corpus/files/', import.meta.url)
let folder: string
let files: ReturnType<typeof createEvidenceFiles>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hom-thu-hostile-'))
  files = createEvidenceFiles(folder)
})
afterEach(() => rm(folder, { recursive: true }))

const corpus = (name: string) => readFile(new URL(name, FILES))
const keep = (bytes: Buffer) => files.keep(Readable.from([bytes]))
async function contentOf(evidence: Evidence): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of files.open(evidence)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** Either a reason, or a file that opens, tells nothing and is no longer than what came. */
async function isSafe(result: Awaited<ReturnType<typeof keep>>): Promise<boolean> {
  if (typeof result === 'string') return EVIDENCE_REFUSALS.includes(result)
  const content = await contentOf(result)
  return content.length === result.bytes && !content.includes('HOMTHUBIMAT')
}

/** Everything in the folder but sealed evidence itself. */
async function leftovers(): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  return names.filter((entry) => entry.isFile() && entry.name.includes('.')).map(({ name }) => name)
}

/** Three in `npm test`, all of them in `npm run test:evidence`. */
const TENTHS = process.env.TENTHS === 'all' ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : [1, 5, 9]

describe('a file that was cut off', () => {
  const cut = [
    'mp4-tags.mp4',
    'mp4-fragmented.mp4',
    'mov-tags.mov',
    'mkv-attachment.mkv',
    'webm-vp9.webm',
    'webm-av1.webm',
  ]
  const sounds = [
    'mp3-all.mp3',
    'ogg-opus.ogg',
    'ogg-vorbis.ogg',
    'wav-list.wav',
    'flac-cover.flac',
    'm4a-cover.m4a',
    'aac-id3.aac',
  ]
  const pictures = ['jpeg-all-turned.jpg', 'png-text.png', 'webp-exif.webp', 'avif-all.avif']

  it.each([...cut, ...sounds, ...pictures])(
    'at one tenth or another (%s) is refused or kept as far as it goes',
    async (name) => {
      const whole = await corpus(name)
      for (const tenth of TENTHS) {
        const result = await keep(whole.subarray(0, Math.floor((whole.length * tenth) / 10)))
        expect(await isSafe(result), `${tenth * 10}%`).toBe(true)
      }
      expect(await leftovers()).toEqual([])
    },
  )
})

describe('noise', () => {
  const MAGIC = {
    ftyp: '\0\0\0\x18ftypisom\0\0\x02\0isommp42',
    moov: '\0\0\x01\0moov',
    ebml: '\x1a\x45\xdf\xa3',
    ogg: 'OggS\0\x02',
    wave: 'RIFF\0\0\x01\0WAVEfmt \x10\0\0\0',
    flac: 'fLaC\0\0\0\x22',
    id3: 'ID3\x04\0\0',
    mp3: '\xff\xfb\x90\x44',
    adts: '\xff\xf1\x50\x80',
    jpeg: '\xff\xd8\xff\xe1',
    png: '\x89PNG\r\n\x1a\n',
    avif: '\0\0\0\x1cftypavif',
  }

  it.each(Object.entries(MAGIC))('behind the first bytes of %s breaks nothing', async (_, magic) => {
    const noises = fc.oneof(
      fc.uint8Array({ maxLength: 4000 }),
      fc.constantFrom(0, 0xff, 1).map((n) => new Uint8Array(300_000).fill(n)),
    )
    await fc.assert(
      fc.asyncProperty(noises, async (noise) => {
        expect(await isSafe(await keep(Buffer.concat([Buffer.from(magic, 'latin1'), noise])))).toBe(true)
      }),
      { numRuns: 6 },
    )
  })

  it('is called media or picture only by its first bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
        expect(['picture', 'media', 'heic', 'document', 'type', 'broken']).toContain(kindOf(Buffer.from(bytes)))
      }),
    )
  })
})

describe('a film that lies about itself', () => {
  const lists = (stts: Buffer, stsz: Buffer, stsc = u32(0, 1, 1, 0xffffffff, 1)) =>
    filmOf([box('stts', stts), box('stsz', stsz), box('stsc', stsc), box('stco', u32(0, 1, 700))])

  it.each<[string, () => Buffer]>([
    [
      'a box longer than any file',
      () => Buffer.concat([ftyp, u32(0xfffffff0), Buffer.from('moov'), Buffer.alloc(900)]),
    ],
    [
      'a box of nine exabytes',
      () => Buffer.concat([ftyp, u32(1), Buffer.from('moov'), u32(0x7fffffff, 0xffffffff, 0)]),
    ],
    ['boxes of no length', () => Buffer.concat([ftyp, box('moov', Buffer.alloc(3_000_000))])],
    ['boxes in boxes in boxes', () => Buffer.concat([ftyp, box('moov', nested(20_000))])],
    ['two hundred thousand tracks', () => Buffer.concat([ftyp, box('moov', Buffer.alloc(1_600_000, box('trak')))])],
    ['four billion samples', () => lists(u32(0, 1, 0xffffffff, 1), u32(0, 1, 0xffffffff))],
    ['four billion samples without a length', () => lists(u32(0, 1, 0xffffffff, 0), u32(0, 0, 0xffffffff))],
    ['a list of four billion entries', () => lists(u32(0, 0xffffffff, 1, 1), u32(0, 1, 10))],
    ['samples that take no time', () => lists(u32(0, 1, 5000, 0), u32(0, 1, 5000))],
  ])('with %s is refused or cut down, and the next one is taken', async (_, film) => {
    const ticks: number[] = []
    const ticking = setInterval(() => ticks.push(Date.now()), 10)
    expect(await isSafe(await keep(film()))).toBe(true)
    clearInterval(ticking)
    expect(ticks.length, 'others are served meanwhile').toBeGreaterThan(3)
    expect(await keep(await corpus('mp4-silent.mp4'))).toMatchObject({ kind: 'video' })
    expect(await leftovers()).toEqual([])
  })

  it('or takes too long is given up, and the place is free for the next', async () => {
    const hasty = createEvidenceFiles(folder, { wrapSeconds: 0 })
    const film = await corpus('mp4-tags.mp4')
    for (let n = 0; n < 5; n += 1) expect(await hasty.keep(Readable.from([film]))).toBe('broken')
    expect(await leftovers()).toEqual([])
  })

  it('is not wrapped any further when its sender leaves, nor begun when they have left', async () => {
    const [from, to] = [await openSpool(join(folder, 'from')), await openSpool(join(folder, 'to'))]
    await from.spool.write(0, await corpus('mp4-tags.mp4'))
    const person = new AbortController()
    const wrapped = rewrapInThread(from, to, { gone: person.signal })
    while (getEventListeners(person.signal, 'abort').length === 0) await new Promise(setImmediate)
    person.abort()
    expect(await wrapped).toEqual({ facts: 'slow', size: 0 })
    expect(await files.keep(Readable.from([await corpus('mp4-tags.mp4')]), person.signal)).toBe('slow')
    expect(await leftovers()).toEqual([])
    await Promise.all([from.close(), to.close()])
  })

  it('or names the same bytes again and again does not grow on our disk', async () => {
    const again = filmOf([
      ...[box('stts', u32(0, 1, 20_000, 10)), box('stsz', u32(0, 4000, 20_000))],
      ...[box('stsc', u32(0, 1, 1, 1, 1)), box('stco', u32(0, 20_000, ...Array(20_000).fill(1000)))],
    ])
    expect(await keep(again)).toBe('large')
  })

  it('is longer than an hour is too large', async () => {
    const hours = lists(u32(0, 1, 500, 20_000), u32(0, 1, 500))
    expect(await keep(hours)).toBe('large')
  })
})

describe('a disk that fails while a film is wrapped', () => {
  it('is not called the fault of the film', async () => {
    const bytes = Buffer.alloc(1_000_000)
    const good: Medium = { read: (into, at) => bytes.copy(into, 0, at), write: (from, at) => bytes.set(from, at) }
    const failing = (): never => {
      throw Object.assign(new Error('disk'), { code: 'EIO', syscall: 'read' })
    }
    const [key, film] = [newScratchKey(), await corpus('mp4-tags.mp4')]
    const spool = createSpool(key, good)
    await spool.write(0, film)
    await spool.settle()
    const to = createSpool(newScratchKey(), { read: failing, write: failing })
    await expect(rewrap(createSpool(key, { read: failing, write: failing }, film.length), to)).rejects.toThrow('disk')
    await expect(rewrap(createSpool(newScratchKey(), good, film.length), to)).rejects.toThrow('tampered')
    expect(await rewrap(createSpool(key, good, film.length), to)).toMatchObject({ kind: 'video' })
  })
})

describe('a file of another kind than it says', () => {
  it.each([
    ['a film called a picture', 'mp4-tags.mp4', 'video'],
    ['a sound called a film', 'ogg-opus.ogg', 'audio'],
    ['a picture called a sound', 'png-text.png', 'picture'],
  ])('%s is what its content is', async (_, name, kind) => {
    expect(await keep(await corpus(name))).toMatchObject({ kind })
  })

  it.each([
    ['a PDF', '%PDF-1.7\n/Author (Nguyễn Văn A)', 'document'],
    ['Word, Excel, a ZIP', 'PK\x03\x04\x14\0\x06\0', 'document'],
    ['an old Word', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'document'],
    ['RTF', '{\\rtf1\\ansi{\\author A}}', 'document'],
    ['HEIC of an iPhone', '\0\0\0\x24ftypheic\0\0\0\0mif1', 'heic'],
    ['AVI', 'RIFF\0\0\x01\0AVI LIST', 'type'],
    ['a program', 'MZ\x90\0\x03', 'type'],
    ['a page', '<!doctype html><script>', 'type'],
  ])('%s is refused with a reason of its own', async (_, begin, reason) => {
    expect(await keep(Buffer.concat([Buffer.from(begin, 'latin1'), Buffer.alloc(200)]))).toBe(reason)
  })

  it('a film whose picture or sound no browser plays is refused, not kept by half', async () => {
    const film = await corpus('mp4-tags.mp4')
    /** The same film with a sample entry and its set-up under other names. */
    const renamed = (...names: [from: string, to: string][]) => {
      const bytes = Buffer.from(film)
      for (const [from, to] of names) bytes.write(to, bytes.indexOf(from, bytes.indexOf('stsd')), 'latin1')
      return bytes
    }
    expect(await keep(renamed(['avc1', 's263'], ['avcC', 'd263']))).toBe('type')
    expect(await keep(renamed(['mp4a', 'samr'], ['esds', 'damr']))).toBe('type')
  })
})

function nested(depth: number): Buffer {
  const parts: Buffer[] = []
  for (let left = depth; left > 0; left -= 1) parts.push(u32(left * 8), Buffer.from('trak'))
  return Buffer.concat(parts)
}

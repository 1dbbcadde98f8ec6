import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EVIDENCE_BYTES, PICTURE_BYTES } from '../../src/domain/evidence.js'
import { createEvidenceFiles } from '../../src/evidence/evidence-files.js'
import { createIntake, type IntakeUse } from '../../src/evidence/intake.js'
import { contentOf, openSpool } from '../../src/evidence/spool.js'
import { newCaseId } from '../../src/vault/ids.js'
import { phonePicture } from '../support/pictures.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hom-thu-intake-'))
})
afterEach(() => rm(folder, { recursive: true }))

const endless = () => new Readable({ read() {} })
const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
const WEBM = Buffer.from('\x1a\x45\xdf\xa3', 'latin1')
const begun = (magic: Buffer, size: number) => Buffer.concat([magic, Buffer.alloc(size - magic.length, 7)])
const inChunks = (bytes: Buffer, size = 70_000) =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size)),
  )
const newSpool = () => openSpool(join(folder, 'xx', newCaseId()))
const LIMITS = { memory: 1e8, disk: 1e8, totalMs: 5000, stallMs: 5000 }

/** Says how many bytes arrived, and whether they are what was sent. */
const counting = (sent?: Buffer): IntakeUse<string> => ({
  picture: async (whole) => `picture of ${whole().length}`,
  media: async ({ spool }) => {
    const pieces: Buffer[] = []
    for await (const piece of contentOf(spool)) pieces.push(piece)
    const all = Buffer.concat(pieces)
    return `media of ${all.length}${sent ? `, ${all.equals(sent) ? 'the same' : 'another'}` : ''}`
  },
})

describe('an upload', () => {
  it('that is slow holds nobody else up', async () => {
    const files = createEvidenceFiles(folder)
    const stalled = [endless(), endless(), endless()].map((source) => files.keep(source))
    expect(await files.keep(Readable.from([await phonePicture()]))).toHaveProperty('id')
    expect(stalled).toHaveLength(3)
  })

  it('that stalls, or trickles on for too long, is given up and read away', async () => {
    const quick = createIntake(newSpool, { ...LIMITS, totalMs: 400, stallMs: 150 })
    expect(await quick(endless(), counting())).toBe('slow')
    const trickle = new Readable({ read() {} })
    const timer = setInterval(() => trickle.push(PNG), 50)
    expect(await quick(trickle, counting())).toBe('slow')
    clearInterval(timer)
    trickle.push('y')
    trickle.push(null)
    await expect.poll(() => trickle.readableEnded).toBe(true)
    expect(await quick(inChunks(begun(PNG, 100)), counting())).toBe('picture of 100')
  })

  it.each([
    ['memory', PNG],
    ['disk', WEBM],
  ] as const)(
    'finds no room in %s while others fill it, and finds it again when they are done',
    async (room, magic) => {
      const small = createIntake(newSpool, { ...LIMITS, [room]: 1200 })
      let finish = () => {}
      const held = new Promise<string>((resolve) => {
        finish = () => resolve('done')
      })
      const first = small(inChunks(begun(magic, 800)), { picture: () => held, media: () => held })
      await expect.poll(() => small(inChunks(begun(magic, 300)), counting())).toBe('busy')
      finish()
      expect(await first).toBe('done')
      expect(await small(inChunks(begun(magic, 300)), counting())).toMatch('of 300')
    },
  )

  it('ends at the limit of its kind, and not before', async () => {
    const intake = createIntake(newSpool, LIMITS)
    expect(await intake(inChunks(begun(PNG, PICTURE_BYTES)), counting())).toBe(`picture of ${PICTURE_BYTES}`)
    expect(await intake(inChunks(begun(PNG, PICTURE_BYTES + 1)), counting())).toBe('large')
    const film = begun(WEBM, EVIDENCE_BYTES)
    expect(await intake(inChunks(film), counting(film))).toBe(`media of ${EVIDENCE_BYTES}, the same`)
    expect(await intake(inChunks(begun(WEBM, EVIDENCE_BYTES + 1)), counting())).toBe('large')
  })

  it('is judged by its first bytes, however small the pieces in which they come', async () => {
    const intake = createIntake(newSpool, LIMITS)
    const byteByByte = (bytes: Buffer) => inChunks(bytes, 1)
    expect(await intake(byteByByte(begun(PNG, 200)), counting())).toBe('picture of 200')
    expect(await intake(byteByByte(begun(WEBM, 20)), counting())).toBe('media of 20')
    expect(await intake(byteByByte(Buffer.from('%PDF-1.7 Nguyễn Văn A')), counting())).toBe('document')
    expect(await intake(byteByByte(Buffer.from('không phải hình')), counting())).toBe('type')
    expect(await intake(Readable.from([]), counting())).toBe('broken')
  })

  it('that breaks off leaves its room to others and no file behind', async () => {
    const intake = createIntake(newSpool, { ...LIMITS, disk: 1500 })
    const broken = new Readable({ read() {} })
    broken.push(begun(WEBM, 1000))
    setTimeout(() => broken.destroy(new Error('gone')), 20)
    await expect(intake(broken, counting())).rejects.toThrow('gone')
    expect(await intake(inChunks(begun(WEBM, 1000)), counting())).toBe('media of 1000')
    expect((await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())).toEqual(
      [],
    )
  })

  it('is refused while the disk is nearly full, is read away, and leaves nothing there', async () => {
    const full = createEvidenceFiles(folder, { free: async () => 500_000_000 })
    const source = Readable.from([await phonePicture()])
    expect(await full.keep(source)).toBe('busy')
    await expect.poll(() => source.readableEnded).toBe(true)
    expect(await readdir(folder)).toEqual([])
  })
})

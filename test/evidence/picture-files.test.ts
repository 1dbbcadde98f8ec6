import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sweepPictures } from '../../src/app/sweep-pictures.js'
import type { Picture } from '../../src/domain/evidence.js'
import { createPictureFiles } from '../../src/evidence/picture-files.js'
import { phonePicture } from '../support/pictures.js'

let folder: string
let files: ReturnType<typeof createPictureFiles>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hom-thu-pictures-'))
  files = createPictureFiles(folder)
})
afterEach(() => rm(folder, { recursive: true }))

const keep = async () => (await files.keep(Readable.from([await phonePicture()]))) as Picture
const pathOf = ({ id }: Picture) => join(folder, id.slice(0, 2), id)
async function read(picture: Picture): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of files.open(picture)) pieces.push(piece)
  return Buffer.concat(pieces)
}

describe('a kept picture', () => {
  it('is sealed on disk, for its owner only, and opens with its record', async () => {
    const picture = await keep()
    const [onDisk, jpeg] = [await readFile(pathOf(picture)), await read(picture)]
    expect(jpeg.subarray(0, 3).toString('latin1')).toBe('\xff\xd8\xff')
    expect(onDisk.includes(jpeg.subarray(0, 64))).toBe(false)
    const { mode, mtime } = await stat(pathOf(picture))
    expect(mode & 0o777).toBe(0o600)
    expect(mtime.getTime() % 3_600_000, 'dated to the hour').toBe(0)
    expect(jpeg).toHaveLength(picture.bytes)
  })

  it('does not open with another key, nor when its file was changed', async () => {
    const [picture, other] = [await keep(), await keep()]
    await expect(read({ ...picture, key: other.key })).rejects.toThrow('tampered')
    const bytes = await readFile(pathOf(picture))
    bytes[200] = (bytes[200] ?? 0) ^ 1
    await writeFile(pathOf(picture), bytes)
    await expect(read(picture)).rejects.toThrow('tampered')
  })

  it('leaves nothing on disk when it was refused', async () => {
    expect(await files.keep(Readable.from([Buffer.from('không phải hình')]))).toBe('type')
    expect(await readdir(folder)).toEqual([])
  })
})

describe('sweeping', () => {
  const clock = { now: () => new Date() }
  const old = async (picture: Picture) => {
    const day = new Date(Date.now() - 25 * 3_600_000)
    await utimes(pathOf(picture), day, day)
  }

  it('removes old pictures of drafts, keeps those of reports and those of today', async () => {
    const [reported, left, fresh] = [await keep(), await keep(), await keep()]
    for (const picture of [reported, left]) await old(picture)
    const index = { taken: async () => new Set([reported.id]) }
    expect(await sweepPictures({ files, index, clock })).toBe(1)
    expect((await read(reported)).length).toBe(reported.bytes)
    expect((await read(fresh)).length).toBe(fresh.bytes)
    await expect(read(left)).rejects.toThrow('ENOENT')
  })

  it('removes nothing when it cannot ask which are taken', async () => {
    const picture = await keep()
    await old(picture)
    const index = { taken: () => Promise.reject(new Error('down')) }
    await expect(sweepPictures({ files, index, clock })).rejects.toThrow('down')
    expect((await read(picture)).length).toBe(picture.bytes)
  })
})

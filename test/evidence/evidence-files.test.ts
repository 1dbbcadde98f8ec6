import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EvidenceIndex } from '../../src/app/ports-evidence.js'
import { ForeignEvidence, sweepEvidence } from '../../src/app/sweep-evidence.js'
import type { Evidence } from '../../src/domain/evidence.js'
import { createEvidenceFiles } from '../../src/evidence/evidence-files.js'
import { createEvidenceFolder } from '../../src/evidence/evidence-folder.js'
import { newCaseId } from '../../src/vault/ids.js'
import { phonePicture } from '../support/pictures.js'

let folder: string
let files: ReturnType<typeof createEvidenceFiles>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hom-thu-evidence-'))
  files = createEvidenceFiles(folder)
})
afterEach(() => rm(folder, { recursive: true }))

const keep = async () => (await files.keep(Readable.from([await phonePicture()]))) as Evidence
const pathOf = ({ id }: Evidence) => join(folder, id.slice(0, 2), id)
async function read(picture: Evidence): Promise<Buffer> {
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
  const old = async (picture: Evidence) => {
    const hours = new Date(Date.now() - 7 * 3_600_000)
    await utimes(pathOf(picture), hours, hours)
  }
  const anOld = async () => {
    const picture = await keep()
    await old(picture)
    return picture
  }
  /** A database that knows this evidence. */
  const knowing = (...evidence: Evidence[]) => {
    let name: string | undefined
    return {
      taken: async () => new Set(evidence.map(({ id }) => id)),
      database: async () => name,
      named: async (id: string) => {
        name ??= id
        return name
      },
    }
  }
  const sweep = (index: EvidenceIndex, at = clock) =>
    sweepEvidence({ folder: createEvidenceFolder(folder), index, clock: at, newId: newCaseId })

  it('takes away old pictures of drafts, keeps those of reports and those of the last hours', async () => {
    const [reported, left, fresh] = [await anOld(), await anOld(), await keep()]
    expect(await sweep(knowing(reported))).toBe(1)
    expect((await read(reported)).length).toBe(reported.bytes)
    expect((await read(fresh)).length).toBe(fresh.bytes)
    await expect(read(left)).rejects.toThrow('ENOENT')
    expect(await files.has(left.id)).toBe(false)
  })

  it('deletes for good a week later, not before', async () => {
    const index = knowing(await anOld())
    const left = await anOld()
    await sweep(index)
    const inBin = async () => (await readdir(folder, { recursive: true })).filter((name) => name.includes(left.id))
    const inDays = (days: number) => ({ now: () => new Date(Date.now() + days * 24 * 3_600_000) })
    await sweep(index, inDays(6))
    expect(await inBin()).toHaveLength(1)
    await sweep(index, inDays(9))
    expect(await inBin()).toHaveLength(0)
  })

  it('brings back what the database knows again, as after a restored backup', async () => {
    const picture = await anOld()
    const index = knowing()
    await index.named('one')
    await createEvidenceFolder(folder).ownedBy('one')
    expect(await sweep(index)).toBe(1)
    await sweep({ ...index, taken: async () => new Set([picture.id]) })
    expect((await read(picture)).length).toBe(picture.bytes)
  })

  it('empties the bin at once while the disk is nearly full, and takes away what was left half written', async () => {
    const [reported, left] = [await anOld(), await anOld()]
    await writeFile(`${pathOf(left)}.part`, 'x')
    const longAgo = new Date(Date.now() - 2 * 3_600_000)
    await utimes(`${pathOf(left)}.part`, longAgo, longAgo)
    const tight = createEvidenceFolder(folder, { free: async () => 1000 })
    expect(await sweepEvidence({ folder: tight, index: knowing(reported), clock, newId: newCaseId })).toBe(1)
    const names = await readdir(folder, { recursive: true })
    expect(names.filter((name) => name.includes(left.id))).toEqual([])
    expect((await read(reported)).length).toBe(reported.bytes)
  })

  it('touches nothing when it cannot ask which are taken', async () => {
    const picture = await anOld()
    const down = () => Promise.reject(new Error('down'))
    await expect(sweep({ ...knowing(), taken: down })).rejects.toThrow('down')
    expect((await read(picture)).length).toBe(picture.bytes)
  })

  it('touches nothing when the database was emptied or is another one', async () => {
    const reported = await anOld()
    await sweep(knowing(reported))
    await expect(sweep(knowing())).rejects.toThrow(ForeignEvidence)
    const other = knowing()
    await other.named(newCaseId())
    await expect(sweep(other)).rejects.toThrow(ForeignEvidence)
    expect((await read(reported)).length).toBe(reported.bytes)
  })

  it('touches nothing of old pictures that have no owner yet and of which the database knows none', async () => {
    const picture = await anOld()
    await expect(sweep(knowing())).rejects.toThrow(ForeignEvidence)
    expect((await read(picture)).length).toBe(picture.bytes)
  })

  it('takes a new folder, and one with pictures of the last hours, as its own', async () => {
    expect(await sweep(knowing())).toBe(0)
    await rm(join(folder, 'database-id'))
    await keep()
    expect(await sweep(knowing())).toBe(0)
  })
})

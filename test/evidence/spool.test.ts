import { readSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSpool, type Medium, openSpool } from '../../src/evidence/spool.js'
import { newScratchKey, SCRATCH_PIECE } from '../../src/vault/scratch.js'

/** A disk that can be looked at. */
function disk() {
  const bytes = Buffer.alloc(SCRATCH_PIECE * 24)
  const medium: Medium = {
    read: (into, at) => bytes.copy(into, 0, at, at + into.length),
    write: (from, at) => bytes.set(from, at),
  }
  return { bytes, medium }
}

describe('a spool', () => {
  it('gives back what was written, in whatever order and wherever', async () => {
    const place = fc.integer({ min: 0, max: SCRATCH_PIECE * 12 })
    const writing = fc.record({ at: place, length: fc.integer({ min: 1, max: SCRATCH_PIECE * 2 }), with: fc.nat(255) })
    await fc.assert(
      fc.asyncProperty(fc.array(writing, { minLength: 1, maxLength: 12 }), async (writings) => {
        const { medium } = disk()
        const key = newScratchKey()
        const spool = createSpool(key, medium)
        const plain = Buffer.alloc(SCRATCH_PIECE * 14)
        for (const { at, length, with: byte } of writings) {
          plain.fill(byte, at, at + length)
          await spool.write(at, Buffer.alloc(length, byte))
        }
        await spool.settle()
        const end = Math.max(...writings.map(({ at, length }) => at + length))
        expect(spool.size).toBe(end)
        const again = createSpool(key, medium, end)
        expect((await again.read(0, end)).equals(plain.subarray(0, end))).toBe(true)
        const [from, to] = [Math.floor(end / 3), Math.floor(end / 2)]
        expect((await spool.read(from, to)).equals(plain.subarray(from, to))).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  it('has nothing in clear on disk, also what was written twice', async () => {
    const { bytes, medium } = disk()
    const spool = createSpool(newScratchKey(), medium)
    const words = Buffer.from('lời kể của bà Sáu '.repeat(9000))
    for (const at of [0, 3, words.length]) await spool.write(at, words)
    await spool.settle()
    expect(bytes.includes('bà Sáu')).toBe(false)
    expect(bytes.includes(words.subarray(0, 16))).toBe(false)
  })

  it('lies in a file without a name, sealed there too, and is gone when it is closed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hom-thu-spool-'))
    const { spool, fd, close } = await openSpool(join(folder, 'xx', 'one'))
    await spool.write(0, Buffer.from('lời kể của bà Sáu '.repeat(9000)))
    await spool.settle()
    expect(await readdir(join(folder, 'xx'))).toEqual([])
    const sealed = Buffer.alloc(400_000)
    expect(readSync(fd, sealed, 0, sealed.length, 0)).toBeGreaterThan(spool.size)
    expect(sealed.includes('Sáu')).toBe(false)
    await close()
    await rm(folder, { recursive: true })
  })

  it('does not open a piece that was changed or moved, nor with another key', async () => {
    const { bytes, medium } = disk()
    const key = newScratchKey()
    const spool = createSpool(key, medium)
    await spool.write(0, Buffer.alloc(SCRATCH_PIECE * 2, 5))
    await spool.settle()
    const fresh = (using = key) => createSpool(using, medium, SCRATCH_PIECE * 2).read(0, 10)
    await expect(fresh(newScratchKey())).rejects.toThrow('tampered')
    bytes.copyWithin(0, bytes.length / 24 + 40, SCRATCH_PIECE * 2 + 80)
    await expect(fresh()).rejects.toThrow('tampered')
  })

  it('has nothing before its beginning or beyond its end', async () => {
    const spool = createSpool(newScratchKey(), disk().medium)
    await spool.write(0, Buffer.from('abc'))
    for (const [from, to] of [
      [0, 4],
      [-1, 2],
      [2, 1],
    ] as const) {
      await expect(spool.read(from, to)).rejects.toThrow(RangeError)
    }
    expect((await spool.read(1, 3)).toString()).toBe('bc')
  })
})

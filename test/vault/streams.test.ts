import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newFileKey, openStream, PIECE, sealStream } from '../../src/vault/streams.js'

async function* chunks(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const chunk of stream) all.push(chunk)
  return Buffer.concat(all)
}

const key = newFileKey()
const seal = (bytes: Buffer, size = 5000) => collect(sealStream(key, 'tệp', chunks(bytes, size)))
const open = (sealed: Buffer, length: number, { id = 'tệp', by = key, size = 7001 } = {}) =>
  collect(openStream(by, id, length, chunks(sealed, size)))

describe('a sealed file', () => {
  it('opens to the same bytes, whatever its length and however it is cut on the way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 200_001),
        fc.integer({ min: 100, max: 100_000 }),
        async (length, size) => {
          const bytes = Buffer.alloc(length, 'hình')
          const sealed = await seal(bytes, size)
          expect((await open(sealed, length, { size })).equals(bytes)).toBe(true)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('shows no more of its length than how many pieces it has', async () => {
    expect((await seal(Buffer.alloc(1))).length).toBe((await seal(Buffer.alloc(PIECE))).length)
  })

  it('opens under no other key and under no other name', async () => {
    const sealed = await seal(Buffer.from('hình'))
    await expect(open(sealed, 4, { by: newFileKey() })).rejects.toThrow('tampered')
    await expect(open(sealed, 4, { id: 'khác' })).rejects.toThrow('tampered')
  })

  it('does not open when a piece was changed, dropped, swapped, repeated or cut off', async () => {
    const sealed = await seal(Buffer.alloc(3 * PIECE, 7))
    const [header, size] = [24, PIECE + 17]
    const piece = (n: number) => sealed.subarray(header + n * size, header + (n + 1) * size)
    const of = (...parts: Buffer[]) => Buffer.concat([sealed.subarray(0, header), ...parts])
    const changed = Buffer.from(sealed)
    changed[header + 10] = (changed[header + 10] ?? 0) ^ 1
    const broken = [
      changed,
      of(piece(0), piece(2)),
      of(piece(1), piece(0), piece(2)),
      of(piece(0), piece(1)),
      of(piece(0), piece(1), piece(2), piece(2)),
      sealed.subarray(0, sealed.length - 1),
      sealed.subarray(0, header),
      Buffer.alloc(0),
    ]
    for (const bytes of broken) await expect(open(bytes, 3 * PIECE)).rejects.toThrow('tampered')
  })
})

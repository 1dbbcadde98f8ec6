import { mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { newScratchKey, openPiece, SCRATCH_PIECE, SEALED_SCRATCH_PIECE, sealPiece } from '../vault/scratch.js'

/** Where sealed pieces lie: a file, read and written at a position. */
export interface Medium {
  read(into: Buffer, at: number): unknown
  write(bytes: Buffer, at: number): unknown
}

/**
 * A file of the moment that is never in clear on disk; written and read anywhere, a few pieces of it in memory. One writes
 * at a time; while nobody does, any number may read.
 */
export interface Spool {
  readonly size: number
  write(at: number, bytes: Uint8Array): Promise<void>
  /** @throws RangeError beyond the end */
  read(from: number, to: number): Promise<Buffer>
  /** Everything that was written is in the file now, for whoever opens it with the key. */
  settle(): Promise<void>
}

/** Half a megabyte: sound and picture are read by turns from places apart. */
const HELD = 8

interface Piece {
  readonly bytes: Buffer
  changed: boolean
}

/** @param size of what is there already, sealed under this key */
export function createSpool(key: Buffer, medium: Medium, size = 0): Spool {
  const held = new Map<number, Piece>()
  let end = size
  /** How many pieces are in the file: those before it may be holes nobody wrote to, but are there. */
  let there = Math.ceil(size / SCRATCH_PIECE)

  async function store(n: number, piece: Piece): Promise<void> {
    while (there < n) await put(there, Buffer.alloc(SCRATCH_PIECE))
    await put(n, piece.bytes)
    piece.changed = false
  }

  async function put(n: number, bytes: Buffer): Promise<void> {
    await medium.write(sealPiece(key, n, bytes), n * SEALED_SCRATCH_PIECE)
    there = Math.max(there, n + 1)
  }

  async function load(n: number): Promise<Piece> {
    const found = held.get(n)
    const piece = found ?? { bytes: n < there ? await fetch(n) : Buffer.alloc(SCRATCH_PIECE), changed: false }
    // The one used last stands last.
    held.delete(n)
    held.set(n, piece)
    const [oldest] = held
    if (oldest && held.size > HELD) {
      if (oldest[1].changed) await store(...oldest)
      held.delete(oldest[0])
    }
    return piece
  }

  async function fetch(n: number): Promise<Buffer> {
    const sealed = Buffer.alloc(SEALED_SCRATCH_PIECE)
    await medium.read(sealed, n * SEALED_SCRATCH_PIECE)
    return openPiece(key, n, sealed)
  }

  return {
    get size() {
      return end
    },
    async write(at, bytes) {
      for (const [n, from, to, offset] of spans(at, at + bytes.length)) {
        const piece = await load(n)
        piece.bytes.set(bytes.subarray(offset, offset + to - from), from)
        piece.changed = true
      }
      end = Math.max(end, at + bytes.length)
    },
    async read(from, to) {
      if (from < 0 || to > end || from > to) throw new RangeError('beyond the end')
      const bytes = Buffer.alloc(to - from)
      for (const [n, first, last, offset] of spans(from, to)) {
        bytes.set((await load(n)).bytes.subarray(first, last), offset)
      }
      return bytes
    },
    async settle() {
      for (const [n, piece] of held) if (piece.changed) await store(n, piece)
    },
  }
}

/** The pieces that a range touches: number, first and last byte within, and how far into the range that is. */
function* spans(from: number, to: number): Generator<[n: number, first: number, last: number, offset: number]> {
  for (let at = from; at < to; ) {
    const n = Math.floor(at / SCRATCH_PIECE)
    const last = Math.min(to - n * SCRATCH_PIECE, SCRATCH_PIECE)
    yield [n, at - n * SCRATCH_PIECE, last, at - from]
    at = n * SCRATCH_PIECE + last
  }
}

/** A spool and its file. Another thread of this process may open it too, by key and descriptor. */
export interface SpoolFile {
  readonly spool: Spool
  readonly key: Buffer
  readonly fd: number
  /** The same file after another thread has written `size` bytes to it. */
  reread(size: number): Spool
  close(): Promise<void>
}

/**
 * A new spool in a file without a name: it is gone with the process that opened it, however that ends, so that there is
 * never anything to tidy. (A process that dies between the two steps leaves an empty file, which the sweep takes away.)
 * @param path a name that nobody else uses
 */
export async function openSpool(path: string): Promise<SpoolFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'wx+', 0o600)
  await rm(path)
  const key = newScratchKey()
  const medium: Medium = {
    read: (into, at) => file.read(into, 0, into.length, at),
    write: (bytes, at) => file.write(bytes, 0, bytes.length, at),
  }
  return {
    ...{ spool: createSpool(key, medium), key, fd: file.fd },
    reread: (size) => createSpool(key, medium, size),
    close: () => file.close(),
  }
}

/** The whole, piece by piece. */
export async function* contentOf(spool: Spool): AsyncGenerator<Buffer> {
  for (let at = 0; at < spool.size; at += SCRATCH_PIECE) {
    yield await spool.read(at, Math.min(at + SCRATCH_PIECE, spool.size))
  }
}

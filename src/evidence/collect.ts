import type { Readable } from 'node:stream'

export interface CollectLimits {
  /** Held in memory at once by all uploads of this process. */
  readonly bytes: number
  /** From the first byte of a picture to its last, and between two pieces of it. */
  readonly totalMs: number
  readonly stallMs: number
}

/** Seventeen of the largest pictures; a phone on a weak line sends 5 MB within the time. */
const LIMITS: CollectLimits = { bytes: 200 * 1024 * 1024, totalMs: 150_000, stallMs: 15_000 }

/** What a piece takes besides its bytes: many tiny ones are not free. */
const EACH = 128

/**
 * Reads an upload into memory, because a picture can only be drawn whole. Slow senders take no place from others: what
 * is bounded is the memory of all, and how long one may take. What is refused is still read away.
 */
/** `use` asks for the whole when it is its turn: until then no second copy is in memory. */
export function createCollector(limits: CollectLimits = LIMITS) {
  const room = { left: limits.bytes }
  return async <T>(source: Readable, use: (whole: () => Buffer) => Promise<T>): Promise<T | 'busy' | 'slow'> => {
    const chunks: Buffer[] = []
    try {
      const end = await readInto(chunks, source, room, limits)
      return end === 'whole' ? await use(() => Buffer.concat(chunks)) : end
    } finally {
      for (const { length } of chunks) room.left += length + EACH
    }
  }
}

/** What comes after the end, whichever it was, is read and forgotten: the form goes on behind it. */
function readInto(chunks: Buffer[], source: Readable, room: { left: number }, { totalMs, stallMs }: CollectLimits) {
  return new Promise<'whole' | 'busy' | 'slow'>((resolve, reject) => {
    let open = true
    const total = setTimeout(() => finish('slow'), totalMs)
    const stall = setTimeout(() => finish('slow'), stallMs)
    const close = () => {
      open = false
      clearTimeout(total)
      clearTimeout(stall)
    }
    const finish = (end: 'whole' | 'busy' | 'slow') => {
      close()
      resolve(end)
    }
    source.on('data', (chunk: Buffer) => {
      if (!open) return
      if (chunk.length + EACH > room.left) return finish('busy')
      room.left -= chunk.length + EACH
      chunks.push(chunk)
      stall.refresh()
    })
    source.once('end', () => finish('whole'))
    source.once('error', (error) => {
      close()
      reject(error)
    })
  })
}

import type { Readable } from 'node:stream'
import type { EvidenceRefusal } from '../domain/evidence.js'

export interface ReceiveTimes {
  /** From the first byte of a file to its last, and between two pieces of it. */
  readonly totalMs: number
  readonly stallMs: number
}

/**
 * Hands on what arrives, as fast as it is taken. Slow senders take no place from others; what comes after a refusal is
 * read away, because a form goes on behind it.
 * @returns why it ended early, if it did
 */
export async function receive(
  source: Readable,
  { totalMs, stallMs }: ReceiveTimes,
  take: (chunk: Buffer) => Promise<EvidenceRefusal | undefined>,
): Promise<EvidenceRefusal | undefined> {
  const chunks: AsyncIterator<Buffer> = source.iterator({ destroyOnReturn: false })
  const until = Date.now() + totalMs
  try {
    for (;;) {
      const next = await within(Math.min(stallMs, until - Date.now()), chunks.next())
      if (!next) return 'slow'
      if (next.done) return undefined
      const refusal = await take(next.value)
      if (refusal) return refusal
    }
  } finally {
    readAway(chunks)
  }
}

/** Nothing, when it takes longer. */
function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.max(0, ms), undefined)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function readAway(chunks: AsyncIterator<Buffer>): void {
  chunks.next().then(
    ({ done }) => (done ? undefined : readAway(chunks)),
    () => undefined,
  )
}

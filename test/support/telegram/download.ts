import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyReply } from 'fastify'
import { refused, write } from './answer.js'
import { type Fault, type Faults, hangs } from './faults.js'
import { type FakeFile, piecesOf, sizeOf } from './files.js'
import { tooMany } from './refusal.js'

/**
 * Streams a file to the bot. `cut` and `reset-after` break off in the middle; `hang-after` stops in the middle until
 * released.
 */
export async function sendFile(
  reply: FastifyReply,
  file: FakeFile,
  fault: Fault | undefined,
  faults: Faults,
  gone: AbortSignal,
): Promise<void> {
  const { raw } = reply
  if (fault === 'reset-before') return void raw.socket?.resetAndDestroy()
  if (hangs(fault, 'before')) await faults.hold(fault, gone)
  if (gone.aborted) return
  if (typeof fault === 'object' && 'retryAfter' in fault) return write(reply, refused(tooMany(fault.retryAfter)))
  if (typeof fault === 'object' && 'status' in fault) {
    return write(reply, { status: fault.status, body: fault.body ?? '', headers: {} })
  }
  raw.writeHead(200, {
    'content-type': file.mime ?? 'application/octet-stream',
    'content-length': sizeOf(file.content),
  })
  await pipeline(Readable.from(body(file, fault, faults, gone)), raw).catch(() => raw.destroy())
}

class BrokenOff extends Error {}

async function* body(file: FakeFile, fault: Fault | undefined, faults: Faults, gone: AbortSignal) {
  const breaks = fault === 'cut' || fault === 'reset-after'
  const stops = hangs(fault, 'after')
  const half = Math.floor(sizeOf(file.content) / 2)
  let sent = 0
  for (const piece of piecesOf(file.content, breaks ? half : undefined)) {
    if (stops && sent <= half && sent + piece.byteLength > half) await faults.hold(fault, gone)
    sent += piece.byteLength
    yield piece
  }
  if (breaks) throw new BrokenOff()
}

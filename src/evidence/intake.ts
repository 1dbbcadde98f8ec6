import type { Readable } from 'node:stream'
import { EVIDENCE_BYTES, type EvidenceRefusal, PICTURE_BYTES } from '../domain/evidence.js'
import { HEAD_BYTES, kindOf } from './kind.js'
import { type ReceiveTimes, receive } from './receive.js'
import type { SpoolFile } from './spool.js'

export interface IntakeLimits extends ReceiveTimes {
  /** Pictures held in memory, film and sound on disk, at once by all uploads of this process. */
  readonly memory: number
  readonly disk: number
}

/** Seventeen of the largest pictures, twenty of the largest films; a phone on a weak line sends 20 MB within the time. */
const LIMITS: IntakeLimits = {
  ...{ memory: 200 * 1024 * 1024, disk: 400 * 1024 * 1024 },
  ...{ totalMs: 300_000, stallMs: 15_000 },
}

/** What a piece in memory takes besides its bytes: many tiny ones are not free. */
const EACH = 128

/** `whole` is asked for when it is a picture's turn to be drawn: until then no second copy is in memory. */
export interface IntakeUse<T> {
  picture(whole: () => Buffer): Promise<T>
  media(file: SpoolFile): Promise<T>
}

interface Vessel<T> {
  readonly limit: number
  readonly room: { left: number }
  pour(chunk: Buffer): unknown
  use(): Promise<T>
  empty(): unknown
}

/**
 * Takes an upload in. Its first bytes say what it is: a picture is held in memory, because it can only be drawn whole;
 * film and sound go to a sealed file of the moment, a piece at a time.
 */
export function createIntake(newSpool: () => Promise<SpoolFile>, limits: IntakeLimits = LIMITS) {
  const rooms = { memory: { left: limits.memory }, disk: { left: limits.disk } }

  async function vesselFor<T>(head: Buffer, use: IntakeUse<T>): Promise<Vessel<T> | EvidenceRefusal> {
    const kind = kindOf(head)
    if (kind === 'picture') return inMemory(use, rooms.memory)
    return kind === 'media' ? onDisk(use, await newSpool(), rooms.disk) : kind
  }

  return async <T>(source: Readable, use: IntakeUse<T>): Promise<T | EvidenceRefusal> => {
    const upload = createUpload((head) => vesselFor(head, use))
    try {
      const early = (await receive(source, limits, upload.take)) ?? (await upload.begun())
      return typeof early === 'string' ? early : await early.use()
    } finally {
      await upload.leave()
    }
  }
}

/** One file on its way: its first bytes are held until they say what it is. */
function createUpload<T>(choose: (head: Buffer) => Promise<Vessel<T> | EvidenceRefusal>) {
  let head = Buffer.alloc(0)
  let chosen: Vessel<T> | EvidenceRefusal | undefined
  let [taken, held] = [0, 0]

  async function pour(chunk: Buffer): Promise<EvidenceRefusal | undefined> {
    if (!chosen || typeof chosen === 'string') return chosen
    taken += chunk.length
    if (taken > chosen.limit) return 'large'
    if (chunk.length + EACH > chosen.room.left) return 'busy'
    chosen.room.left -= chunk.length + EACH
    held += chunk.length + EACH
    await chosen.pour(chunk)
    return undefined
  }

  async function begin(): Promise<EvidenceRefusal | undefined> {
    chosen = await choose(head)
    return pour(head)
  }

  return {
    async take(chunk: Buffer): Promise<EvidenceRefusal | undefined> {
      if (chosen) return pour(chunk)
      head = Buffer.concat([head, chunk])
      return head.length < HEAD_BYTES ? undefined : begin()
    },
    /** Also when it was shorter than its first bytes might have been. */
    async begun(): Promise<Vessel<T> | EvidenceRefusal> {
      const early = chosen ? undefined : await begin()
      return early ?? chosen ?? 'broken'
    },
    async leave(): Promise<void> {
      if (!chosen || typeof chosen === 'string') return
      chosen.room.left += held
      await chosen.empty()
    },
  }
}

function inMemory<T>(use: IntakeUse<T>, room: { left: number }): Vessel<T> {
  const chunks: Buffer[] = []
  return {
    ...{ limit: PICTURE_BYTES, room },
    pour: (chunk) => chunks.push(chunk),
    use: () => use.picture(() => Buffer.concat(chunks)),
    empty: () => undefined,
  }
}

function onDisk<T>(use: IntakeUse<T>, file: SpoolFile, room: { left: number }): Vessel<T> {
  return {
    ...{ limit: EVIDENCE_BYTES, room },
    pour: (chunk) => file.spool.write(file.spool.size, chunk),
    use: () => use.media(file),
    empty: () => file.close(),
  }
}

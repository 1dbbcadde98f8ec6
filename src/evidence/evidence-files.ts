import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { EvidenceFiles } from '../app/ports-evidence.js'
import type { Evidence, EvidenceRefusal } from '../domain/evidence.js'
import { newCaseId } from '../vault/ids.js'
import { newFileKey, openStream, sealStream } from '../vault/streams.js'
import { cleanPicture } from './clean-picture.js'
import { createIntake, type IntakeLimits } from './intake.js'
import { contentOf, openSpool, type SpoolFile } from './spool.js'
import { createTurnstile } from './turnstile.js'
import { rewrapInThread } from './wrap/in-thread.js'
import type { MediaFacts } from './wrap/rewrap.js'

/** Pictures drawn, and films wrapped, at the same time in one process: each may take some 200 MB for a moment. */
const AT_ONCE = 2
/** Evidence may not take the last of the disk: reports come first. */
export const FREE_BYTES = 1024 ** 3

/** The bots write there, the console reads there, the worker sweeps there. */
export function evidenceFolder(dataDir: string): string {
  return join(dataDir, 'evidence')
}

type PictureFacts = Omit<Extract<Evidence, { kind: 'picture' }>, 'id' | 'key' | 'bytes'>

/**
 * Sealed evidence on disk. A name is random and a key is never here, so that a file alone says nothing; what no report
 * took along is closed for good as soon as its draft is gone, and its file is swept away later.
 */
export function createEvidenceFiles(
  folder: string,
  { free = freeBytes, limits, wrapSeconds }: EvidenceFilesOptions = {},
): EvidenceFiles {
  const pathOf = (id: string) => evidenceFile(folder, id)
  const newSpool = () => openSpool(`${pathOf(newCaseId())}.part`)
  const intake = createIntake(newSpool, limits)
  const inTurn = createTurnstile(AT_ONCE)

  async function store(facts: PictureFacts | MediaFacts, bytes: number, content: AsyncIterable<Buffer>) {
    const [id, key] = [newCaseId(), newFileKey()]
    await write(pathOf(id), sealStream(key, id, content))
    return { ...facts, id, key, bytes }
  }

  async function keepPicture(whole: () => Buffer, gone?: AbortSignal): Promise<Evidence | EvidenceRefusal> {
    const clean = await inTurn(() => cleanPicture(whole()), gone)
    if (typeof clean === 'string') return clean
    const { jpeg, width, height } = clean
    return store({ kind: 'picture', type: 'image/jpeg', width, height }, jpeg.length, once(jpeg))
  }

  async function keepMedia(from: SpoolFile, gone?: AbortSignal): Promise<Evidence | EvidenceRefusal> {
    const to = await newSpool()
    try {
      const wrapped = await inTurn(() => rewrapInThread(from, to, { gone, seconds: wrapSeconds }), gone)
      if (typeof wrapped === 'string') return wrapped
      const { facts, size } = wrapped
      return typeof facts === 'string' ? facts : await store(facts, size, contentOf(to.reread(size)))
    } finally {
      await to.close()
    }
  }

  return {
    async keep(source: Readable, gone?: AbortSignal) {
      if ((await free(folder)) < FREE_BYTES) {
        source.resume()
        return 'busy'
      }
      return intake(source, {
        picture: (whole) => keepPicture(whole, gone),
        media: (file) => keepMedia(file, gone),
      })
    },
    async *open({ id, key, bytes }: Evidence) {
      yield* openStream(key, id, bytes, createReadStream(pathOf(id)))
    },
    has: (id) =>
      stat(pathOf(id)).then(
        () => true,
        () => false,
      ),
  }
}

interface EvidenceFilesOptions {
  readonly free?: typeof freeBytes
  readonly limits?: IntakeLimits
  readonly wrapSeconds?: number
}

export function evidenceFile(folder: string, id: string): string {
  return join(folder, id.slice(0, 2), id)
}

export async function freeBytes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

const HOUR = 3_600_000

/**
 * On disk, whole and under its name, or not there at all. Its date is cut to the hour, like a report's to the minute;
 * what a file system notes by itself (the change of a file's own record) cannot be set.
 */
async function write(path: string, sealed: AsyncIterable<Buffer>): Promise<void> {
  const folder = join(path, '..')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = `${path}.part`
  const file = await open(draft, 'wx', 0o600)
  try {
    for await (const piece of sealed) await file.write(piece)
    const hour = new Date(Math.floor(Date.now() / HOUR) * HOUR)
    await file.utimes(hour, hour)
    await file.sync()
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  } finally {
    await file.close()
  }
  await rename(draft, path)
  await syncFolder(folder)
}

/** A new name is on disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

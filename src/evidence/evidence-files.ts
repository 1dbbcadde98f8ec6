import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { EvidenceFiles } from '../app/ports.js'
import type { Evidence } from '../domain/evidence.js'
import { newCaseId } from '../vault/ids.js'
import { newFileKey, openStream, sealStream } from '../vault/streams.js'
import { cleanPicture } from './clean-picture.js'
import { createCollector } from './collect.js'
import { createTurnstile } from './turnstile.js'

/** Pictures drawn at the same time in one process: each may take some 200 MB for a moment. */
const AT_ONCE = 2
/** Pictures may not take the last of the disk: reports come first. */
export const FREE_BYTES = 1024 ** 3

/** The bots write there, the console reads there, the worker sweeps there. */
export function evidenceFolder(dataDir: string): string {
  return join(dataDir, 'evidence')
}

/**
 * Sealed pictures on disk. A name is random and a key is never here, so that a file alone says nothing; a picture that
 * no report took along is closed for good as soon as its draft is gone, and its file is swept away later.
 */
export function createEvidenceFiles(
  folder: string,
  { collect = createCollector(), free = freeBytes } = {},
): EvidenceFiles {
  const inTurn = createTurnstile(AT_ONCE)
  const pathOf = (id: string) => evidenceFile(folder, id)
  return {
    async keep(source: Readable) {
      if ((await free(folder)) < FREE_BYTES) return 'busy'
      const clean = await collect(source, (whole) => inTurn(() => cleanPicture(whole())))
      if (typeof clean === 'string') return clean
      const kind = { kind: 'picture', type: 'image/jpeg' } as const
      const picture = { ...kind, id: newCaseId(), key: newFileKey(), bytes: clean.jpeg.length, ...sizeOf(clean) }
      await write(pathOf(picture.id), sealStream(picture.key, picture.id, once(clean.jpeg)))
      return picture
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

export function evidenceFile(folder: string, id: string): string {
  return join(folder, id.slice(0, 2), id)
}

export async function freeBytes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

function sizeOf({ width, height }: { width: number; height: number }) {
  return { width, height }
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

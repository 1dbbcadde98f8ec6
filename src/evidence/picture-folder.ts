import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PictureFolder } from '../app/ports.js'
import { PictureId } from '../domain/evidence.js'
import { pictureFile } from './picture-files.js'

/** Beside the pictures: what was thrown away, by day, and whose folder it is. Neither name is one of theirs. */
const BIN = 'bin'
const OWNER = 'database-id'

export function createPictureFolder(folder: string): PictureFolder {
  const owner = join(folder, OWNER)
  return {
    async *all() {
      for (const part of (await listed(folder)).filter((name) => name.length === 2)) {
        for (const id of await listed(join(folder, part))) {
          const found = await stat(join(folder, part, id)).catch(() => undefined)
          if (found && PictureId.safeParse(id).success) yield { id, since: found.mtime }
        }
      }
    },
    async throwAway(id, day) {
      const place = join(folder, BIN, day)
      await mkdir(place, { recursive: true, mode: 0o700 })
      await rename(pictureFile(folder, id), join(place, id))
    },
    async emptyBin(before) {
      for (const day of await listed(join(folder, BIN))) {
        if (day < before) await rm(join(folder, BIN, day), { recursive: true })
      }
    },
    owner: () => readFile(owner, 'utf8').catch(() => undefined),
    async ownedBy(database) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(owner, database, { mode: 0o600 })
    },
  }
}

function listed(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}

import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { EvidenceFolder } from '../app/ports-evidence.js'
import { EvidenceId } from '../domain/evidence.js'
import { evidenceFile, FREE_BYTES, freeBytes } from './evidence-files.js'

/** Beside the evidence: what was thrown away, by day, and whose folder it is. Neither name is one of theirs. */
const BIN = 'bin'
const OWNER = 'database-id'
/** A file that is written takes seconds; what is older belongs to a process that is gone. */
const HALF_WRITTEN_MS = 3_600_000

export function createEvidenceFolder(folder: string, { free = freeBytes } = {}): EvidenceFolder {
  const owner = join(folder, OWNER)
  const inBin = (day: string, ...id: string[]) => join(folder, BIN, day, ...id)
  return {
    async *all() {
      for await (const { name, since } of files(folder)) {
        if (EvidenceId.safeParse(name).success) yield { id: name, since }
      }
    },
    async throwAway(id, day) {
      await mkdir(inBin(day), { recursive: true, mode: 0o700 })
      await rename(evidenceFile(folder, id), inBin(day, id))
    },
    bringBack: (id, day) => rename(inBin(day, id), evidenceFile(folder, id)),
    async *bin() {
      for (const day of await listed(join(folder, BIN))) for (const id of await listed(inBin(day))) yield { id, day }
    },
    async emptyBin(before) {
      const days = (await listed(join(folder, BIN))).filter((day) => day < before)
      for (const day of days) await rm(inBin(day), { recursive: true })
      for await (const { name, path, since } of files(folder)) {
        if (name.endsWith('.part') && Date.now() - since.getTime() > HALF_WRITTEN_MS) await rm(path, { force: true })
      }
    },
    isTight: async () => (await free(folder)) < 2 * FREE_BYTES,
    owner: () => readFile(owner, 'utf8').catch(nothingThere),
    async ownedBy(database) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeWhole(owner, database)
    },
  }
}

async function* files(folder: string): AsyncGenerator<{ name: string; path: string; since: Date }> {
  for (const part of (await listed(folder)).filter((name) => name.length === 2)) {
    for (const name of await listed(join(folder, part))) {
      const path = join(folder, part, name)
      const found = await stat(path).catch(nothingThere)
      if (found) yield { name, path, since: found.mtime }
    }
  }
}

async function listed(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(nothingThere)) ?? []
}

/** Anything else than "not there" must not look like it. */
function nothingThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}

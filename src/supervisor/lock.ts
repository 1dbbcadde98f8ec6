import { link, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { readJson } from './files.js'
import { identify, isAlive, type ProcessId } from './pids.js'

const Owner = z.object({ pid: z.number().int(), born: z.string() })

export interface Lock {
  release(): Promise<void>
}

/** One supervisor per DATA_DIR. `link` fails when the name exists, which makes taking the lock one step. */
export async function lockDataDir(dataDir: string): Promise<Lock> {
  const path = join(dataDir, 'supervisor.lock')
  const mine = `${path}.${process.pid}`
  await unlink(mine).catch(() => undefined)
  await writeFile(mine, JSON.stringify(identify(process.pid)), { mode: 0o600 })
  try {
    for (let tries = 0; tries < 10; tries++) {
      if (await take(mine, path)) return { release: () => unlink(path) }
      const owner = await readOwner(path)
      if (owner && isAlive(owner)) throw alreadyRuns(dataDir, owner)
      await removeStale(path)
    }
  } finally {
    await unlink(mine)
  }
  throw new Error(`Cannot lock ${dataDir}. Remove ${path} if nothing runs there.`)
}

async function take(mine: string, path: string): Promise<boolean> {
  try {
    await link(mine, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function readOwner(path: string): Promise<ProcessId | undefined> {
  const result = Owner.safeParse(await readJson(path))
  return result.success ? result.data : undefined
}

/** Moves the stale lock aside and looks again: somebody else may have taken it between our look and our move. */
async function removeStale(path: string): Promise<void> {
  const aside = `${path}.stale.${process.pid}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  const owner = await readOwner(aside)
  if (owner && isAlive(owner)) await take(aside, path)
  await unlink(aside)
}

function alreadyRuns(dataDir: string, owner: ProcessId): Error {
  return new Error(
    `Hòm thư 138 already runs on ${dataDir} (process ${owner.pid}). Stop it, or give this one its own DATA_DIR.`,
  )
}

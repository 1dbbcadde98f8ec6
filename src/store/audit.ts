import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditStore } from '../app/ports.js'
import { AuditEntry, type AuditHead } from '../domain/audit.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'
import { auditScript } from './scripts.js'

/** The chain of what officers did, and its head in a file outside Redis (`DATA_DIR/audit/heads`). */
export function createAuditStore(redis: Client, dataDir: string): AuditStore {
  return {
    async head() {
      const [last] = await entries(redis, -1, -1)
      return last ? { seq: last.seq, hash: last.hash } : { seq: 0, hash: '' }
    },
    async append(entry) {
      const prev = entry.prev
      return (await auditScript.run(redis, [keys.audit], [JSON.stringify(entry), prev])) === 'done' ? 'done' : 'stale'
    },
    entries: (from, count) => entries(redis, from, from < 0 ? -1 : from + count - 1),
    anchor: (head) => anchor(dataDir, head),
  }
}

async function entries(redis: Client, from: number, to: number): Promise<AuditEntry[]> {
  return reaching(async () =>
    (await redis.lrange(keys.audit, from, to)).map((text) => AuditEntry.parse(JSON.parse(String(text)))),
  )
}

async function anchor(dataDir: string, head: AuditHead): Promise<void> {
  const folder = join(dataDir, 'audit')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = await open(join(folder, 'heads'), 'a', 0o600)
  try {
    await file.write(`${head.seq} ${head.hash}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Every head that was ever written outside Redis; a half-written last line is left out. A file that was never made holds
 * none; one that cannot be read is an error.
 */
export async function readAnchors(dataDir: string): Promise<AuditHead[]> {
  const text = await readFile(join(dataDir, 'audit', 'heads'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n').flatMap((line) => {
    const [, seq, hash] = /^(\d+) ([A-Za-z0-9_-]{43})$/.exec(line) ?? []
    return seq && hash ? [{ seq: Number(seq), hash }] : []
  })
}

import type { AuditEntry, AuditFact } from '../domain/audit.js'
import { type AuditLinker, type AuditStore, type Clock, StoreUnavailable } from './ports.js'

export interface AuditDeps {
  readonly audit: AuditStore
  readonly linkAudit: AuditLinker
  readonly clock: Clock
}

/** Far more than two consoles could collide; a chain this busy is a fault worth hearing about. */
const TRIES = 50

/** Appends a fact to the audit chain. An action without its entry does not happen, so this throws rather than skips. */
export async function record(deps: AuditDeps, fact: AuditFact): Promise<void> {
  await chained(deps, fact, (entry) => deps.audit.append(entry))
}

/**
 * Builds the entry on the present head and writes it by `write`, again when someone else was faster. The new head is
 * then written outside Redis.
 */
export async function chained(
  { audit, linkAudit, clock }: AuditDeps,
  fact: AuditFact,
  write: (entry: AuditEntry) => Promise<'done' | 'stale' | 'skipped'>,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const entry = linkAudit(await audit.head(), fact, clock.now())
    const result = await write(entry)
    if (result === 'skipped') return
    if (result === 'done') return audit.anchor({ seq: entry.seq, hash: entry.hash })
  }
  throw new StoreUnavailable(new Error('audit chain busy'))
}

import type { AuditLinker } from '../app/ports.js'
import type { AuditEntry, AuditHead } from '../domain/audit.js'
import { b64, canonical, sha256 } from './bytes.js'

/** The next entry: its hash covers everything in it and the hash before it. */
export const linkAudit: AuditLinker = (head, fact, at) => {
  const body = { v: 1 as const, seq: head.seq + 1, at: at.toISOString(), ...fact, prev: head.hash }
  return { ...body, hash: hashOf(body) }
}

function hashOf(body: Omit<AuditEntry, 'hash'>): string {
  return b64(sha256('hom-thu-138/v1/audit', canonical(body)))
}

export type AuditFault = { readonly seq: number; readonly kind: 'changed' | 'missing' | 'cut-off' | 'not-anchored' }

/**
 * Checks the chain from its start, and against every head that was ever written outside Redis: an edit, a deletion and
 * a cut-off tail are each found.
 */
export function auditFaults(entries: readonly AuditEntry[], anchors: readonly AuditHead[]): AuditFault[] {
  const faults: AuditFault[] = []
  let prev: AuditHead = { seq: 0, hash: '' }
  for (const entry of entries) {
    const { hash, ...body } = entry
    if (entry.seq !== prev.seq + 1 || entry.prev !== prev.hash) faults.push({ seq: prev.seq + 1, kind: 'missing' })
    if (hashOf(body) !== hash) faults.push({ seq: entry.seq, kind: 'changed' })
    prev = { seq: entry.seq, hash }
  }
  return [...faults, ...anchorFaults(entries, anchors, prev.seq)]
}

function anchorFaults(entries: readonly AuditEntry[], anchors: readonly AuditHead[], last: number): AuditFault[] {
  const hashes = new Map(entries.map((entry) => [entry.seq, entry.hash]))
  return anchors.flatMap(({ seq, hash }): AuditFault[] => {
    if (seq === 0) return []
    if (seq > last) return [{ seq, kind: 'cut-off' }]
    return hashes.get(seq) === hash ? [] : [{ seq, kind: 'not-anchored' }]
  })
}

import { describe, expect, it } from 'vitest'
import type { AuditEntry, AuditHead } from '../../src/domain/audit.js'
import { auditFaults, linkAudit } from '../../src/vault/audit-link.js'

function chain(length: number): AuditEntry[] {
  const entries: AuditEntry[] = []
  let head: AuditHead = { seq: 0, hash: '' }
  for (let n = 0; n < length; n += 1) {
    const entry = linkAudit(
      head,
      { actor: 'an', action: 'case-viewed', subject: `case-${n}` },
      new Date(1_700_000_000_000 + n),
    )
    entries.push(entry)
    head = entry
  }
  return entries
}

const anchorsOf = (entries: readonly AuditEntry[]) => entries.map(({ seq, hash }) => ({ seq, hash }))

describe('audit verify', () => {
  const entries = chain(20)
  const anchors = anchorsOf(entries)

  it('finds nothing in a whole chain, nor when the last heads never reached the file', () => {
    expect(auditFaults(entries, anchors)).toEqual([])
    expect(auditFaults(entries, anchors.slice(0, 10))).toEqual([])
    expect(auditFaults([], [])).toEqual([])
  })

  it('finds an edit', () => {
    const edited = entries.map((entry) => (entry.seq === 7 ? { ...entry, subject: 'case-x' } : entry))
    expect(auditFaults(edited, anchors)).toContainEqual({ seq: 7, kind: 'changed' })
  })

  it('finds a deletion in the middle', () => {
    expect(
      auditFaults(
        entries.filter((entry) => entry.seq !== 7),
        anchors,
      ),
    ).toContainEqual({ seq: 7, kind: 'missing' })
  })

  it('finds a tail that was cut off', () => {
    expect(auditFaults(entries.slice(0, 15), anchors)).toContainEqual({ seq: 20, kind: 'cut-off' })
    expect(auditFaults([], anchors)).toContainEqual({ seq: 1, kind: 'cut-off' })
  })

  it('finds a chain that was written anew with other facts', () => {
    const rewritten = chain(20).map((entry) => entry)
    let head: AuditHead = { seq: 0, hash: '' }
    const other = rewritten.map((entry) => {
      const next = linkAudit(head, { actor: 'binh', action: entry.action, subject: entry.subject }, new Date(entry.at))
      head = next
      return next
    })
    expect(auditFaults(other, anchors)).toContainEqual({ seq: 1, kind: 'not-anchored' })
  })
})

import { isFirstLookLate } from '../domain/cases/clocks.js'
import { applyEvent, type CaseStatus } from '../domain/cases/status.js'
import type { CaseStore } from './ports.js'
import { type AuditDeps, chained } from './record.js'

export interface ClockDeps extends AuditDeps {
  readonly cases: CaseStore
}

const PAGE = 500

/**
 * Marks cases whose first look is late, so that nothing is silently late. It reads no report and needs no key.
 * @returns how many were marked
 */
export async function runClocks(deps: ClockDeps): Promise<number> {
  let marked = 0
  for (const which of ['general', 'restricted'] as const) {
    for await (const status of openCases(deps, which)) {
      if (isFirstLookLate(status, deps.clock.now()) && (await markLate(deps, status.id))) marked += 1
    }
  }
  return marked
}

async function* openCases({ cases }: ClockDeps, which: 'general' | 'restricted'): AsyncGenerator<CaseStatus> {
  for (let from = 0; ; from += PAGE) {
    const page = await cases.queue(which, PAGE, from)
    yield* page
    if (page.length < PAGE) return
  }
}

/** Looks again inside the try: an officer may have claimed the case meanwhile. */
async function markLate(deps: ClockDeps, caseId: string): Promise<boolean> {
  let marked = false
  await chained(deps, { actor: 'clock', action: 'case-overdue', subject: caseId }, async (entry) => {
    const before = await deps.cases.status(caseId)
    if (!before || !isFirstLookLate(before, deps.clock.now())) return 'skipped'
    const event = { type: 'overdue' as const, at: deps.clock.now().toISOString() }
    const result = await deps.cases.commit({ before, after: applyEvent(before, event), event }, entry)
    marked = result === 'done'
    return result
  })
  return marked
}

import type { AuditAction } from '../domain/audit.js'
import { isFirstLookLate, isWithdrawalDue } from '../domain/cases/clocks.js'
import type { CaseEvent } from '../domain/cases/events.js'
import { applyEvent, type CaseStatus } from '../domain/cases/status.js'
import type { CaseStore } from './ports.js'
import { type AuditDeps, chained } from './record.js'

export interface ClockDeps extends AuditDeps {
  readonly cases: CaseStore
}

const PAGE = 500

type Kind = 'overdue' | 'withdrawn'

/** What time does to a case by itself: who may ask for it, and what it writes. */
const CLOCKS: Record<Kind, { isDue: (status: CaseStatus, now: Date) => boolean; action: AuditAction }> = {
  overdue: { isDue: isFirstLookLate, action: 'case-overdue' },
  withdrawn: { isDue: isWithdrawalDue, action: 'case-withdrawn' },
}

/**
 * Marks cases whose first look is late, so that nothing is silently late, and lets wishes to withdraw take effect when
 * their time is over. It reads no report and needs no key.
 * @returns how many of each
 */
export async function runClocks(deps: ClockDeps): Promise<Record<Kind, number>> {
  const done = { overdue: 0, withdrawn: 0 }
  for (const which of ['general', 'restricted'] as const) {
    // All of them before any is changed: a case that leaves the queue would move the next one out of sight.
    for (const { id, kind } of await dueCases(deps, which)) if (await strike(deps, id, kind)) done[kind] += 1
  }
  return done
}

async function dueCases(deps: ClockDeps, which: 'general' | 'restricted') {
  const due: { id: string; kind: Kind }[] = []
  for await (const status of openCases(deps, which)) {
    for (const kind of ['overdue', 'withdrawn'] as const) {
      if (CLOCKS[kind].isDue(status, deps.clock.now())) due.push({ id: status.id, kind })
    }
  }
  return due
}

async function* openCases({ cases }: ClockDeps, which: 'general' | 'restricted'): AsyncGenerator<CaseStatus> {
  for (let from = 0; ; from += PAGE) {
    const page = await cases.queue(which, PAGE, from)
    yield* page
    if (page.length < PAGE) return
  }
}

/** Looks again inside the try: somebody may have moved the case meanwhile. */
async function strike(deps: ClockDeps, caseId: string, kind: Kind): Promise<boolean> {
  let done = false
  await chained(deps, { actor: 'clock', action: CLOCKS[kind].action, subject: caseId }, async (entry) => {
    const before = await deps.cases.status(caseId)
    if (!before || !CLOCKS[kind].isDue(before, deps.clock.now())) return 'skipped'
    const at = deps.clock.now().toISOString()
    const event: CaseEvent = kind === 'overdue' ? { type: kind, at } : { type: kind, at, by: null }
    const result = await deps.cases.commit({ before, after: applyEvent(before, event), event }, entry)
    done = result === 'done'
    return result
  })
  return done
}

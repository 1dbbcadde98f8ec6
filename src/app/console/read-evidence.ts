import type { Evidence } from '../../domain/evidence.js'
import type { ConsoleApi } from '../console-api.js'
import { record } from '../record.js'
import { type ConsoleDeps, mustBeAbleTo } from './deps.js'
import { openReport, visibleStatus } from './read-case.js'

/** One file of a report, opened for one officer; each look is in the audit chain. */
export function createReadEvidence(deps: ConsoleDeps): ConsoleApi['evidence'] {
  return async (actor, caseId, n) => {
    mustBeAbleTo(actor, 'case.read')
    if (!(await visibleStatus(deps, actor, caseId))) return undefined
    const opened = await openReport(deps, actor, caseId)
    const evidence = opened?.content.evidence[n - 1]
    opened?.close()
    if (!evidence) return undefined
    await record(deps, { actor: actor.officerId, action: 'evidence-viewed', subject: caseId })
    return openWhole(deps, evidence)
  }
}

/** Whole or not at all: what was tampered with shows nothing, not its first half. */
async function openWhole({ evidence, log }: ConsoleDeps, file: Evidence): Promise<Buffer | undefined> {
  try {
    const pieces: Buffer[] = []
    for await (const piece of evidence.open(file)) pieces.push(piece)
    return Buffer.concat(pieces)
  } catch (error) {
    log.error('evidence does not open', { error })
    return undefined
  }
}

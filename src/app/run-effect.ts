import type { Effect, Event } from '../domain/conversation/types.js'
import type { Evidence } from '../domain/evidence.js'
import type { ReportContent } from '../domain/report.js'
import type { Log } from '../log.js'
import type { Session } from './incoming.js'
import type { ChatAddress } from './ports.js'
import type { EvidenceFiles } from './ports-evidence.js'
import { type SubmitDeps, submitReport } from './submit-report.js'
import { type FollowUpDeps, viewCase } from './view-case.js'
import { writeCase } from './write-case.js'

export type EffectDeps = SubmitDeps &
  FollowUpDeps & { readonly evidence: Pick<EvidenceFiles, 'has'>; readonly log: Log }

/** What reaches beyond the session; forgetting it does not. */
export type OutsideEffect = Exclude<Effect, { type: 'forget' }>

interface Origin {
  readonly channel: ReportContent['channel']
  readonly language: string
  readonly address: ChatAddress | undefined
}

/** Effects of a conversation on one channel; `address`: of the chat that this turn came from. A failure is an event, so that the dialogue decides what to say. */
export function createEffects(deps: EffectDeps, channel: ReportContent['channel']) {
  return async (effect: OutsideEffect, { language }: Session, address?: ChatAddress): Promise<Event> => {
    try {
      return await run(deps, { channel, language, address }, effect)
    } catch (error) {
      deps.log.error('effect failed', { step: effect.type, error })
      return FAILED[effect.type]
    }
  }
}

const FAILED: Record<OutsideEffect['type'], Event> = {
  'save-report': { type: 'report-failed' },
  'open-case': { type: 'case-failed' },
  'write-case': { type: 'write-failed' },
}

async function run(deps: EffectDeps, origin: Origin, effect: OutsideEffect): Promise<Event> {
  switch (effect.type) {
    case 'save-report': {
      const { draft, caseId, receipt } = effect
      // A second try sends what the first one sent, whether or not that arrived.
      const gone = effect.again ? [] : await missing(deps.evidence, draft.evidence)
      if (gone.length > 0) return { type: 'evidence-gone', ids: gone }
      await submitReport(deps, { draft, caseId, receipt, ...origin })
      return { type: 'report-saved' }
    }
    case 'open-case': {
      const view = await viewCase(deps, effect.receipt)
      return view ? { type: 'case-opened', receipt: effect.receipt, view } : { type: 'case-not-found' }
    }
    case 'write-case': {
      const result = await writeCase(deps, effect.receipt, effect.write)
      const view = await viewCase(deps, effect.receipt)
      if (!view) return { type: 'write-failed' }
      if (result === 'saved') return { type: 'write-saved', view }
      return { type: 'write-refused', view, full: result === 'too-many' }
    }
  }
}

/** A draft that was touched for hours may have outlived its evidence. */
async function missing(files: Pick<EvidenceFiles, 'has'>, evidence: readonly Evidence[]): Promise<string[]> {
  const there = await Promise.all(evidence.map(({ id }) => files.has(id)))
  return evidence.flatMap(({ id }, index) => (there[index] ? [] : [id]))
}

import type { Effect, Event } from '../domain/conversation/types.js'
import type { ReportContent } from '../domain/report.js'
import type { Log } from '../log.js'
import { type FollowUpDeps, saveAnswer, viewCase } from './follow-up.js'
import type { Session } from './incoming.js'
import { type SubmitDeps, submitReport } from './submit-report.js'

export type EffectDeps = SubmitDeps & FollowUpDeps & { readonly log: Log }

/** Effects of a conversation on one channel. A failure is an event, so that the dialogue decides what to say. */
export function createEffects(deps: EffectDeps, channel: ReportContent['channel']) {
  return async (effect: Effect, session: Session): Promise<Event> => {
    try {
      return await run(deps, channel, effect, session)
    } catch (error) {
      deps.log.error('effect failed', { step: effect.type, error })
      return FAILED[effect.type]
    }
  }
}

const FAILED: Record<Effect['type'], Event> = {
  'save-report': { type: 'report-failed' },
  'open-case': { type: 'case-failed' },
  'save-answer': { type: 'answer-failed' },
}

async function run(
  deps: EffectDeps,
  channel: ReportContent['channel'],
  effect: Effect,
  session: Session,
): Promise<Event> {
  switch (effect.type) {
    case 'save-report': {
      const { draft, caseId, receipt } = effect
      await submitReport(deps, { draft, caseId, receipt, channel, language: session.language })
      return { type: 'report-saved' }
    }
    case 'open-case': {
      const view = await viewCase(deps, effect.receipt)
      return view ? { type: 'case-opened', receipt: effect.receipt, view } : { type: 'case-not-found' }
    }
    case 'save-answer': {
      const { receipt, text, question, answerId } = effect
      const result = await saveAnswer(deps, receipt, { text, question, id: answerId })
      const view = await viewCase(deps, effect.receipt)
      if (!view) return { type: 'answer-failed' }
      return { type: result === 'saved' ? 'answer-saved' : 'answer-refused', view }
    }
  }
}

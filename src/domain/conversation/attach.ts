import { EVIDENCE_LIMIT, type Evidence, type EvidenceRefusal, hasVoice } from '../evidence.js'
import type { StateOf, WholeDraft } from './state.js'
import { askAgain, goTo } from './steps.js'
import type { Event, Reply, Step, TurnContext } from './types.js'

/** Files that go with a report: taken, taken out again, and what is said of them. */
export function onEvidence(state: StateOf<'evidence'>, event: Event, context: TurnContext): Step {
  const { draft } = state
  if (event.type === 'evidence') return takeEvidence(draft, event.kept, event.refused, context)
  const id = event.type === 'choice' ? event.id : undefined
  if (id === 'drop-evidence') return dropped(draft, [], context)
  if (id === 'drop-voice') return withoutVoice(state, context)
  if (id === 'drop-last-evidence') return dropped(draft, draft.evidence.slice(0, -1), context)
  return id === 'back' || id === 'evidence-done' ? goTo({ step: 'review', draft }, context) : askAgain(state, context)
}

/** Whichever file it is in: a warning of a voice must not point at a button that takes out another one. */
export function withoutVoice(state: StateOf<'evidence' | 'review'>, context: TurnContext): Step {
  const evidence = state.draft.evidence.filter((one) => !hasVoice(one))
  return goTo({ ...state, draft: { ...state.draft, evidence } }, context, { key: 'evidence.dropped' })
}

function dropped(draft: WholeDraft, evidence: Evidence[], context: TurnContext): Step {
  return goTo({ step: 'evidence', draft: { ...draft, evidence } }, context, { key: 'evidence.dropped' })
}

/**
 * What was good is kept whatever happened to the others; each reason is said once. Where a voice may be heard, the way to
 * take it out again stays in sight.
 */
export function takeEvidence(
  draft: WholeDraft,
  kept: readonly Evidence[],
  refused: readonly EvidenceRefusal[],
  context: TurnContext,
): Step {
  const { evidence, problems, received } = attached(draft.evidence, kept, refused)
  const next = { ...draft, evidence }
  const voice: Reply[] = kept.some(hasVoice) ? [{ key: 'evidence.voice', tone: 'alert' }] : []
  const stays = [...problems, ...voice]
  if (kept.length === 0 && problems.length === 0) stays.push({ key: 'evidence.none', tone: 'problem' })
  return goTo({ step: stays.length > 0 ? 'evidence' : 'review', draft: next }, context, ...received, ...stays)
}

/** The files of a report with those that came, and what is to be said of them. */
export function attached(before: readonly Evidence[], kept: readonly Evidence[], refused: readonly EvidenceRefusal[]) {
  const all = [...before, ...kept]
  const many = all.length > EVIDENCE_LIMIT ? (['many'] as const) : []
  const problems = [...new Set([...refused, ...many])].map(problem)
  const received: Reply[] = kept.length > 0 && problems.length === 0 ? [{ key: 'evidence.kept', tone: 'good' }] : []
  return { evidence: all.slice(0, EVIDENCE_LIMIT), problems, received }
}

function problem(reason: EvidenceRefusal): Reply {
  return { key: `evidence.refused.${reason}`, params: { limit: EVIDENCE_LIMIT }, tone: 'problem' }
}

/** Files that were kept here for too long: nothing was sent, and the citizen is told before it is. */
export function withoutGone(draft: WholeDraft, ids: readonly string[], context: TurnContext): Step {
  const evidence = draft.evidence.filter(({ id }) => !ids.includes(id))
  return goTo({ step: 'review', draft: { ...draft, evidence } }, context, { key: 'evidence.gone', tone: 'problem' })
}

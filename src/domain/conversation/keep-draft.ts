import { isWorthKeeping } from './draft.js'
import { promptFor } from './prompts.js'
import type { PartialDraft, State, StateOf } from './state.js'
import { copyWords } from './steps.js'
import type { Step, TurnContext } from './types.js'

/** Steps beside a report, in which an unfinished one waits. */
const ASIDE = ['menu', 'ask-receipt', 'opening', 'case', 'writing', 'withdrawing', 'saving'] as const
type Aside = StateOf<(typeof ASIDE)[number]>

/**
 * Leaving a report or a case loses no word: the unfinished report waits, and the menu offers it again; words for a case
 * that were not sent are shown to be copied.
 */
export function nothingLost(from: State, step: Step, context: TurnContext): Step {
  const words = unsentOf(from)
  const isLeft = unsentOf(step.state) === undefined && step.state.step !== 'forgetting'
  const copied = words && isLeft ? [copyWords(words)] : []
  const kept = draftOf(from)
  if (!isAside(step.state) || step.state.kept !== undefined || !kept) return say(step, copied)
  const state = { ...step.state, kept }
  // The question may be another one with a draft beside it.
  const asked = step.replies.length > 0 ? [...step.replies.slice(0, -1), promptFor(state, context)] : []
  return say({ ...step, state, replies: asked }, copied)
}

function say(step: Step, copied: Step['replies']): Step {
  return copied.length > 0 ? { ...step, replies: [...copied, ...step.replies] } : step
}

/** The unfinished report of a state: the one that is being written, or the one that waits. */
export function draftOf(state: State): PartialDraft | undefined {
  if (isAside(state)) return state.kept ?? undefined
  if (!('draft' in state) || state.step === 'sending') return undefined
  const { restricted: _, ...draft } = { restricted: null, ...state.draft }
  return isWorthKeeping(draft) ? draft : undefined
}

/** Words for a case that were not sent; nothing where no case is at hand. Null when the case has none. */
function unsentOf(state: State): string | null | undefined {
  return 'unsent' in state ? state.unsent : undefined
}

function isAside(state: State): state is Aside {
  return (ASIDE as readonly string[]).includes(state.step)
}

import { ask, withUnsent } from './draft.js'
import type { PartialDraft, StateOf } from './state.js'
import { goTo } from './steps.js'
import { outsideScope } from './suggest.js'
import type { Reply, Step, TurnContext } from './types.js'

/** The reply to words that are not taken: why, and where to go with them. */
export function refusal(text: string, context: TurnContext): Reply | undefined {
  const why = outsideScope(text, context)
  return why ? { key: `scope.${why}` } : undefined
}

/**
 * The story is asked for again, after saying why the words were not taken; nothing of them stays anywhere. Whoever holds
 * the machine to be wrong may insist, and writes for a person to decide.
 */
export function declined(draft: PartialDraft, text: string, context: TurnContext): Step | undefined {
  if (draft.insists || (draft.category !== undefined && !context.readTip(text).surelyNotOurs)) return undefined
  const reply = refusal(text, context)
  // Half words that waited in the field are no way round.
  const rest = refusal(draft.unsent?.what ?? '', context) ? withUnsent(draft, 'what', null) : draft
  return reply && { ...goTo(ask('what', { ...rest, refused: true }), context, reply), forgets: true }
}

/** A line for a place or a time is no way round: the question is asked again. */
export function notHere<S extends StateOf<'where' | 'when'>>(
  state: S,
  words: string,
  context: TurnContext,
): Step | undefined {
  const reply = state.draft.insists ? undefined : refusal(words, context)
  return reply && { ...goTo(state, context, reply), forgets: true }
}

/** From here on nothing is declined in this report; officers see that the machine would have. */
export function insisting({ refused: _, ...draft }: PartialDraft, context: TurnContext): Step {
  return goTo(ask('what', { ...draft, insists: true }), context, { key: 'scope.insist' })
}

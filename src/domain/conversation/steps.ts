import { findCategory } from '../places.js'
import { fieldOf, joined, withUnsent } from './draft.js'
import { promptFor } from './prompts.js'
import { type State, type StateOf, TEXT_LIMIT } from './state.js'
import type { Event, Reply, Step, TurnContext } from './types.js'

export type Handler<S extends State['step']> = (state: StateOf<S>, event: Event, context: TurnContext) => Step

/** Moves to a state and asks its question, after any words that come first. */
export function goTo(state: State, context: TurnContext, ...before: Reply[]): Step {
  return { state, replies: [...before, promptFor(state, context)], effects: [] }
}

export function askAgain(state: State, context: TurnContext): Step {
  return goTo(state, context, { key: 'common.pleaseChoose' })
}

export function emergencyReply(context: TurnContext, numbers?: readonly string[]): Reply {
  const lines = context.places.hotlines.filter((line) => !numbers || numbers.includes(line.number))
  return {
    key: 'emergency.call',
    tone: 'alert',
    call: lines.map((line) => ({ number: line.number, label: { key: `hotline.${line.id}` } })),
  }
}

/** The steps in which a story is told. */
const STORY: readonly State['step'][] = ['menu', 'category', 'what']

/**
 * The numbers, when a text sounds as if somebody were in danger: a line for a place or a time, or words for an open case,
 * must say so plainly. Not again where the same kind has brought them already.
 */
export function dangerIn(state: State, text: string, context: TurnContext): Reply[] {
  const { danger, dangerWords, emergency, categories } = context.readTip(text)
  const category = 'draft' in state ? findCategory(context.places, state.draft.category ?? '') : undefined
  const told = category?.emergency === 'always' && categories[0]?.id === category.id
  const sounds = STORY.includes(state.step) ? emergency === 'always' : danger && dangerWords
  return sounds && !told ? [emergencyReply(context)] : []
}

/** Says that a text is too long, and gives it back into the field to be shortened. */
export function tooLong<S extends State>(
  state: S,
  context: TurnContext,
  words: string,
  { key = 'common.tooLong', limit = TEXT_LIMIT } = {},
): Step {
  return goTo(keepUnsent(state, words), context, { key, params: { limit }, tone: 'problem' })
}

/**
 * What stood in the field stays with the state, so that no button makes it vanish. Bounded far above any limit.
 * Nothing in `words` means that there was no field; an emptied field forgets what stood there.
 */
export function keepUnsent<S extends State>(state: S, words: string | undefined): S {
  if (words === undefined) return state
  // The draft bounds its own; a case's field is as long.
  const bounded = [...words].slice(0, TEXT_LIMIT * 5).join('')
  switch (state.step) {
    case 'writing':
      return { ...state, unsent: bounded || null }
    case 'what':
    case 'when':
      return { ...state, draft: withUnsent(state.draft, state.step, bounded) }
    case 'where': {
      const draft = withUnsent(state.draft, 'where', placeIn(state, bounded))
      // Words that were added while the ward was asked stay in sight, in the field they belong to.
      return { ...state, draft, asks: bounded ? 'place' : state.asks }
    }
    default:
      return state
  }
}

/** While the ward is asked, the field is empty and adds to the place that was noted. */
export function placeIn({ asks, draft }: StateOf<'where'>, words: string): string {
  return asks === 'ward' ? joined(fieldOf(draft, 'where'), words) : words
}

export function tooOften(minutes: number): Reply {
  return { key: 'common.tooOften', params: { minutes }, tone: 'problem' }
}

/** Words that have no field any more are shown, so that they can be copied. */
export function copyWords(text: string): Reply {
  return { key: 'receipt.copyWords', card: [{ label: { key: 'message.unsent' }, value: { text } }] }
}

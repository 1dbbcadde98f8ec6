import { promptFor } from './prompts.js'
import { type State, type StateOf, TEXT_LIMIT } from './state.js'
import type { Event, Reply, Step, TurnContext } from './types.js'

export type Handler<S extends State['step']> = (state: StateOf<S>, event: Event, context: TurnContext) => Step

/** Moves to a state and asks its question, after any words that come first. */
export function goTo(state: State, context: TurnContext, ...before: Reply[]): Step {
  return { state, replies: [...before, promptFor(state, context)], effects: [] }
}

export function emergencyReply(context: TurnContext, numbers?: readonly string[]): Reply {
  const lines = context.places.hotlines.filter((line) => !numbers || numbers.includes(line.number))
  return {
    key: 'emergency.call',
    tone: 'alert',
    call: lines.map((line) => ({ number: line.number, label: { key: `hotline.${line.id}` } })),
  }
}

export function tooLong(): Reply {
  return { key: 'common.tooLong', params: { limit: TEXT_LIMIT }, tone: 'problem' }
}

/** What is put back into the field when a text was too long: far more than the limit, and still bounded. */
export function kept(text: string): string {
  return [...text].slice(0, TEXT_LIMIT * 5).join('')
}

import type { State } from './state.js'
import { goTo } from './steps.js'
import type { Reply, Step, TurnContext } from './types.js'

/** Why a text is not taken, and where to go with it: matters that are not ours to keep, and adverts. */
function refusal(text: string, context: TurnContext): Reply | undefined {
  const { outOfScope, spam } = context.readTip(text)
  const why = spam ? 'spam' : outOfScope
  return why ? { key: `scope.${why}` } : undefined
}

/** The question again, after saying why the words were not taken; nothing of them stays anywhere. */
export function declined<S extends State>(state: S, text: string, context: TurnContext): Step | undefined {
  const reply = refusal(text, context)
  return reply && { ...goTo(state, context, reply), forgets: true }
}

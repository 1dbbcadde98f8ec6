import { caseSteps } from './case-flow.js'
import { reportSteps } from './report-flow.js'
import type { Plain, State, StateOf } from './state.js'
import { askAgain, emergencyReply, goTo, type Handler, keepUnsent } from './steps.js'
import type { CommandName, Event, Step, TurnContext } from './types.js'

type Handlers = { readonly [S in State['step']]: Handler<S> }

const handlers: Handlers = { menu: onMenu, forgetting: onForgetting, ...reportSteps, ...caseSteps }

/** In these steps something must not be lost, so that all but the numbers and "forget me" is answered by the step itself. */
const HOLDS: readonly State['step'][] = ['sending', 'receipt', 'saving', 'forgetting']

/** The whole dialogue: what a citizen's event makes of the state. Pure. */
export function reduce(state: State, event: Event, context: TurnContext): Step {
  if (event.type === 'command') return onCommand(keepUnsent(state, event.beside), event.name, context)
  if (event.type === 'choice' && event.id === 'cancel' && !HOLDS.includes(state.step)) return cancelled(context)
  return handle(state, event, context)
}

function handle(state: State, event: Event, context: TurnContext): Step {
  const handler = handlers[state.step] as Handler<State['step']>
  return handler(state, event, context)
}

function cancelled(context: TurnContext): Step {
  return goTo({ step: 'menu' }, context, { key: 'common.cancelled' })
}

function onCommand(state: State, name: CommandName, context: TurnContext): Step {
  if (name === 'emergency') return goTo(state, context, emergencyReply(context))
  if (name === 'forget') return goTo({ step: 'forgetting', from: plain(state) }, context)
  // A step that offers no way back stays where it is.
  if (name === 'back') return handle(state, { type: 'choice', id: 'back' }, context)
  if (HOLDS.includes(state.step)) return handle(state, { type: 'command', name }, context)
  switch (name) {
    case 'start':
      return goTo({ step: 'menu' }, context)
    case 'cancel':
      return cancelled(context)
    case 'report':
      return goTo({ step: 'category', draft: {}, unsent: null }, context)
    case 'receipt':
      return goTo({ step: 'ask-receipt' }, context)
  }
}

/** Long enough to be a story rather than a greeting. */
const STORY = 20

function onMenu(state: StateOf<'menu'>, event: Event, context: TurnContext): Step {
  // "Or just write": what was told waits until its kind is chosen.
  if (event.type === 'text' && [...event.text].length >= STORY) {
    const telling: State = { step: 'category', draft: {}, unsent: null }
    return goTo(keepUnsent(telling, event.text), context, { key: 'report.textKept' })
  }
  const id = event.type === 'choice' ? event.id : ''
  if (id === 'report' || id === 'receipt' || id === 'emergency') return onCommand(state, id, context)
  return askAgain(state, context)
}

function plain(state: State): Plain {
  return state.step === 'forgetting' ? state.from : state
}

function onForgetting(state: StateOf<'forgetting'>, event: Event, context: TurnContext): Step {
  const id = event.type === 'choice' ? event.id : event.type === 'command' ? event.name : ''
  if (id === 'forget-yes') {
    const forgotten = goTo({ step: 'menu' }, context, { key: 'forget.done', tone: 'good' })
    return { ...forgotten, effects: [{ type: 'forget' }] }
  }
  return ['forget-no', 'back', 'cancel', 'start'].includes(id) ? goTo(state.from, context) : askAgain(state, context)
}

import { caseSteps } from './case-flow.js'
import { reportSteps } from './report-flow.js'
import type { State, StateOf } from './state.js'
import { emergencyReply, goTo, type Handler } from './steps.js'
import type { Event, Step, TurnContext } from './types.js'

type Handlers = { readonly [S in State['step']]: Handler<S> }

const handlers: Handlers = { menu: onMenu, ...reportSteps, ...caseSteps }

/** In these steps something must not be lost, so "cancel" and "start" are answered by the step itself. */
const KEEPS_COMMANDS: readonly State['step'][] = ['sending', 'receipt', 'saving-answer']

/** The whole dialogue: what a citizen's event makes of the state. Pure. */
export function reduce(state: State, event: Event, context: TurnContext): Step {
  if (event.type === 'command' && !KEEPS_COMMANDS.includes(state.step)) return onCommand(state, event.name, context)
  if (event.type === 'choice' && event.id === 'cancel' && !KEEPS_COMMANDS.includes(state.step)) {
    return goTo({ step: 'menu' }, context, { key: 'common.cancelled' })
  }
  const handler = handlers[state.step] as Handler<State['step']>
  return handler(state, event, context)
}

function onCommand(state: State, name: Extract<Event, { type: 'command' }>['name'], context: TurnContext): Step {
  switch (name) {
    case 'start':
      return goTo({ step: 'menu' }, context)
    case 'cancel':
      return goTo({ step: 'menu' }, context, { key: 'common.cancelled' })
    case 'report':
      return goTo({ step: 'category' }, context)
    case 'receipt':
      return goTo({ step: 'ask-receipt' }, context)
    case 'emergency':
      return goTo(state, context, emergencyReply(context))
  }
}

function onMenu(state: StateOf<'menu'>, event: Event, context: TurnContext): Step {
  if (event.type !== 'choice') return goTo(state, context, { key: 'common.pleaseChoose' })
  if (event.id === 'report') return goTo({ step: 'category' }, context)
  if (event.id === 'receipt') return goTo({ step: 'ask-receipt' }, context)
  if (event.id === 'emergency') return goTo(state, context, emergencyReply(context))
  return goTo(state, context, { key: 'common.pleaseChoose' })
}

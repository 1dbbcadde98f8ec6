import { caseSteps } from './case-flow.js'
import { ask, fieldOf, joined, next, withUnsent } from './draft.js'
import { givenAnyTime } from './given-any-time.js'
import { draftOf, nothingLost } from './keep-draft.js'
import { reportSteps } from './report-flow.js'
import { declined, refusal } from './scope.js'
import type { PartialDraft, Plain, State, StateOf } from './state.js'
import { askAgain, dangerIn, emergencyReply, goTo, type Handler, keepUnsent } from './steps.js'
import type { CommandName, Event, Step, TurnContext } from './types.js'

type Handlers = { readonly [S in State['step']]: Handler<S> }

const handlers: Handlers = { menu: onMenu, forgetting: onForgetting, ...reportSteps, ...caseSteps }

/** In these steps something must not be lost, so that all but the numbers and "forget me" is answered by the step itself. */
const HOLDS: readonly State['step'][] = ['sending', 'receipt', 'saving', 'forgetting']

/** The whole dialogue: what a citizen's event makes of the state. Pure. */
export function reduce(state: State, event: Event, context: TurnContext): Step {
  const isCancel = event.type === 'choice' && event.id === 'cancel' && !HOLDS.includes(state.step)
  const command = isCancel ? 'cancel' : event.type === 'command' ? event.name : undefined
  if (command === undefined)
    return nothingLost(state, numbersFirst(state, event, handle(state, event, context), context), context)
  const from = keepUnsent(state, 'beside' in event ? event.beside : undefined)
  return nothingLost(from, onCommand(from, command, context), context)
}

/** Words of danger bring the numbers wherever they are written, before anything else. */
function numbersFirst(state: State, event: Event, step: Step, context: TurnContext): Step {
  if (event.type !== 'text' || state.step === 'ask-receipt') return step
  if (step.replies.some(({ key }) => key === 'emergency.call')) return step
  return { ...step, replies: [...dangerIn(state, event.text, context), ...step.replies] }
}

function handle(state: State, event: Event, context: TurnContext): Step {
  const given = givenAnyTime(state, event, context)
  if (given) return given
  const handler = handlers[state.step] as Handler<State['step']>
  return handler(state, event, context)
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
      return goTo({ step: 'menu' }, context, { key: draftOf(state) ? 'common.setAside' : 'common.cancelled' })
    case 'report':
      return goTo(draftOf(state) ? { step: 'menu' } : ask('category', {}), context)
    case 'receipt':
      return goTo({ step: 'ask-receipt' }, context)
  }
}

/** Long enough to be a story rather than a greeting. */
const STORY = 20

function onMenu({ kept }: StateOf<'menu'>, event: Event, context: TurnContext): Step {
  if (event.type === 'text' && [...event.text].length >= STORY) return onStory(kept, event.text, context)
  const id = event.type === 'choice' ? event.id : ''
  if (kept && id === 'resume') return goTo(next(kept), context)
  if (kept && id === 'discard') return goTo({ step: 'menu', kept: null }, context, { key: 'common.discarded' })
  // With a draft beside it the button says that the draft goes.
  if (id === 'report') return goTo(ask('category', {}), context)
  if (id === 'receipt' || id === 'emergency') return onCommand({ step: 'menu', kept }, id, context)
  return askAgain({ step: 'menu', kept }, context)
}

/** "Or just write": what was told waits until its kind is chosen, after what was written before. */
function onStory(kept: StateOf<'menu'>['kept'], story: string, context: TurnContext): Step {
  const draft: PartialDraft = kept ?? {}
  const why = kept ? refusal(story, context) : undefined
  // A report that waits is left as it is.
  if (why) return { ...goTo({ step: 'menu', kept }, context, why), forgets: true }
  const refused = declined(draft, story, context)
  if (refused) return refused
  const longer = withUnsent(draft, 'what', joined(fieldOf(draft, 'what'), story, '\n'))
  if (draft.category !== undefined) return goTo(ask('what', longer), context)
  return goTo(ask('category', longer), context, { key: 'report.textKept' })
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

import { lengthOf } from '../text/clean.js'
import { type StateOf, TEXT_LIMIT } from './state.js'
import { goTo, type Handler, kept, tooLong } from './steps.js'
import type { CaseView, Event, Step, TurnContext } from './types.js'

type CaseStep = 'ask-receipt' | 'opening' | 'case' | 'answering' | 'saving-answer'

/** "Phiếu của tôi": the receipt opens status, questions and answers of one case. */
export const caseSteps: { readonly [S in CaseStep]: Handler<S> } = {
  'ask-receipt': onAskReceipt,
  opening: onOpening,
  case: onCase,
  answering: onAnswering,
  'saving-answer': onSavingAnswer,
}

/** A code that cannot be one and a code that opens nothing get the same words: neither tells what exists. */
function wrong(context: TurnContext): Step {
  return goTo({ step: 'ask-receipt' }, context, { key: 'receipt.wrong', tone: 'problem' })
}

function onAskReceipt(state: StateOf<'ask-receipt'>, event: Event, context: TurnContext): Step {
  if (event.type !== 'text') return goTo(state, context)
  const receipt = context.readReceipt(event.text)
  return receipt === undefined ? wrong(context) : open(receipt)
}

function open(receipt: string): Step {
  return { state: { step: 'opening', receipt }, replies: [], effects: [{ type: 'open-case', receipt }] }
}

function onOpening(state: StateOf<'opening'>, event: Event, context: TurnContext): Step {
  if (event.type === 'case-opened')
    return goTo({ step: 'case', receipt: event.receipt, view: copy(event.view) }, context)
  if (event.type === 'case-not-found') return wrong(context)
  if (event.type === 'case-failed') return goTo({ step: 'ask-receipt' }, context, tryLater())
  return open(state.receipt)
}

function onCase(state: StateOf<'case'>, event: Event, context: TurnContext): Step {
  if (event.type === 'choice' && event.id === 'answer' && state.view.question !== null) {
    return goTo({ step: 'answering', receipt: state.receipt, view: state.view, tooLong: null }, context)
  }
  if (event.type === 'choice' && event.id === 'refresh') return open(state.receipt)
  if (event.type === 'choice' && event.id === 'done') return goTo({ step: 'menu' }, context)
  return goTo(state, context, { key: 'common.pleaseChoose' })
}

function onAnswering(state: StateOf<'answering'>, event: Event, context: TurnContext): Step {
  if (event.type !== 'text' || event.text === '') return goTo(state, context)
  if (lengthOf(event.text) > TEXT_LIMIT) return goTo({ ...state, tooLong: kept(event.text) }, context, tooLong())
  const { receipt, view } = state
  if (view.question === null) return goTo({ step: 'case', receipt, view }, context)
  const { answerId } = context.fresh
  return save({ step: 'saving-answer', receipt, view, text: event.text, question: view.question, answerId })
}

function save(state: StateOf<'saving-answer'>): Step {
  const { receipt, text, question, answerId } = state
  return { state, replies: [], effects: [{ type: 'save-answer', receipt, text, question, answerId }] }
}

function onSavingAnswer(state: StateOf<'saving-answer'>, event: Event, context: TurnContext): Step {
  const { receipt } = state
  switch (event.type) {
    case 'answer-saved':
      return goTo({ step: 'case', receipt, view: copy(event.view) }, context, {
        key: 'receipt.answerSaved',
        tone: 'good',
      })
    case 'answer-refused':
      return refused(state, event.view, context)
    case 'answer-failed':
      return goTo(state, context)
    case 'text':
      // Other words are another answer: the first try may have been kept.
      return event.text === '' || event.text === state.text
        ? save(state)
        : save({ ...state, text: event.text, answerId: context.fresh.answerId })
    case 'choice':
      return event.id === 'cancel' ? goTo({ step: 'case', receipt, view: state.view }, context) : save(state)
    default:
      return save(state)
  }
}

/** The question has changed or is gone. What was written is given back, never dropped. */
function refused({ receipt, text }: StateOf<'saving-answer'>, newView: CaseView, context: TurnContext): Step {
  const view = copy(newView)
  if (view.question !== null) {
    const notice = { key: 'receipt.questionChanged', tone: 'problem' } as const
    return goTo({ step: 'answering', receipt, view, tooLong: text }, context, notice)
  }
  const card = [{ label: { key: 'message.unsent' }, value: { text } }]
  return goTo({ step: 'case', receipt, view }, context, { key: 'receipt.questionGone', tone: 'problem', card })
}

function copy(view: CaseView): StateOf<'case'>['view'] {
  return { ...view, messages: view.messages.map((message) => ({ ...message })) }
}

function tryLater() {
  return { key: 'common.tryLater', tone: 'problem' } as const
}

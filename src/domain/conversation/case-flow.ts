import { lengthOf } from '../text/clean.js'
import { caseChoices } from './case-choices.js'
import { type StateOf, TEXT_LIMIT } from './state.js'
import { askAgain, copyWords, goTo, type Handler, keepUnsent, tooLong, tooOften } from './steps.js'
import type { CaseView, CaseWrite, Event, Reply, Step, TurnContext } from './types.js'

type CaseStep = 'ask-receipt' | 'opening' | 'case' | 'writing' | 'withdrawing' | 'saving'

/** "Phiếu của tôi": the receipt opens status, questions and answers of one case, and takes the citizen's words. */
export const caseSteps: { readonly [S in CaseStep]: Handler<S> } = {
  'ask-receipt': onAskReceipt,
  opening: onOpening,
  case: onCase,
  writing: onWriting,
  withdrawing: onWithdrawing,
  saving: onSaving,
}

/** A code that cannot be one and a code that opens nothing get the same words: neither tells what exists. */
function wrong(context: TurnContext): Step {
  return goTo({ step: 'ask-receipt' }, context, { key: 'receipt.wrong', tone: 'problem' })
}

function onAskReceipt(state: StateOf<'ask-receipt'>, event: Event, context: TurnContext): Step {
  if (event.type === 'choice' && event.id === 'back') return goTo({ step: 'menu' }, context)
  if (event.type !== 'text') return goTo(state, context)
  // What cannot be a receipt is looked up as one that nobody has: the same work, the same words.
  return open(context.readReceipt(event.text) ?? context.fresh.receipt, null, false)
}

function open(receipt: string, unsent: string | null, again: boolean): Step {
  const state = { step: 'opening', receipt, unsent } as const
  return { state, replies: [], effects: [{ type: 'open-case', receipt, again }] }
}

function onOpening(state: StateOf<'opening'>, event: Event, context: TurnContext): Step {
  if (event.type === 'case-opened') return showCase(state, event.view, context)
  if (event.type === 'case-not-found') return wrong(context)
  if (event.type === 'case-failed') return goTo(state, context)
  if (event.type === 'too-often') return goTo({ step: 'ask-receipt' }, context, tooOften(event.minutes))
  return open(state.receipt, state.unsent, true)
}

/** What was written and not sent stays with the case. */
interface OnCase {
  readonly receipt: string
  readonly unsent: string | null
}

function showCase({ receipt, unsent }: OnCase, view: CaseView, context: TurnContext, ...notices: Reply[]): Step {
  return goTo({ step: 'case', receipt, view: copy(view), unsent }, context, ...notices)
}

const WRITING = { answer: 'answer', add: 'addition', dispute: 'dispute' } as const

function onCase(state: StateOf<'case'>, event: Event, context: TurnContext): Step {
  const { receipt, view, unsent } = state
  const id = event.type === 'choice' ? event.id : ''
  if (!caseChoices(view, context.channel).includes(id)) return askAgain(state, context)
  if (id === 'done') return goTo({ step: 'menu' }, context)
  if (id === 'refresh') return open(receipt, unsent, true)
  if (id === 'withdraw') return goTo({ step: 'withdrawing', receipt, view, unsent }, context)
  if (id === 'keep' || id === 'no-notice') return save(state, { kind: id, id: context.fresh.writeId })
  const kind = WRITING[id as keyof typeof WRITING]
  return goTo({ step: 'writing', receipt, view, kind, unsent }, context)
}

function onWriting(state: StateOf<'writing'>, event: Event, context: TurnContext): Step {
  const { view, kind } = state
  if (event.type === 'choice' && event.id === 'back') return showCase(keepUnsent(state, event.beside), view, context)
  if (event.type !== 'text' || event.text === '') return goTo(state, context)
  if (lengthOf(event.text) > TEXT_LIMIT) return tooLong(state, context, event.text)
  const words = { id: context.fresh.writeId, text: event.text }
  if (kind !== 'answer') return save({ ...state, unsent: null }, { kind, ...words })
  if (view.question === null) return showCase({ ...state, unsent: event.text }, view, context)
  return save({ ...state, unsent: null }, { kind, ...words, question: view.question })
}

function onWithdrawing(state: StateOf<'withdrawing'>, event: Event, context: TurnContext): Step {
  const id = event.type === 'choice' ? event.id : ''
  if (id === 'back') return showCase(state, state.view, context)
  return id === 'withdraw-yes' ? save(state, { kind: 'withdraw', id: context.fresh.writeId }) : askAgain(state, context)
}

/** The id is in the state before anything is saved, so that a second try is the same message. */
function save({ receipt, view, unsent }: Omit<StateOf<'case'>, 'step'>, write: CaseWrite): Step {
  return trySave({ step: 'saving', receipt, view, unsent, write: { ...write } }, false)
}

function trySave(state: StateOf<'saving'>, again: boolean): Step {
  const { receipt, write } = state
  return { state, replies: [], effects: [{ type: 'write-case', receipt, write, again }] }
}

function onSaving(state: StateOf<'saving'>, event: Event, context: TurnContext): Step {
  const { view, write } = state
  switch (event.type) {
    case 'write-saved':
      return showCase(state, event.view, context, { key: `receipt.saved.${write.kind}`, tone: 'good' })
    case 'write-refused':
      return refused(state, copy(event.view), event.full, context)
    case 'write-failed':
      return goTo(state, context)
    case 'too-often':
      return giveBack(state, view, context, tooOften(event.minutes))
    case 'text':
      // Other words are another message: the first try may have been kept.
      return event.text === '' || !('text' in write) || event.text === write.text
        ? trySave(state, true)
        : save(state, { ...write, text: event.text, id: context.fresh.writeId })
    case 'choice':
      return event.id === 'back' ? giveBack(state, view, context) : trySave(state, true)
    default:
      return trySave(state, true)
  }
}

/** The case has moved on. What was written is given back, never dropped. */
function refused(state: StateOf<'saving'>, view: CaseView, full: boolean, context: TurnContext): Step {
  const { kind } = state.write
  if (kind === 'withdraw' || kind === 'keep') {
    return showCase(state, view, context, { key: full ? 'receipt.enough' : 'receipt.moved', tone: 'problem' })
  }
  if (full) return giveBack(state, view, context, { key: 'receipt.full', tone: 'problem' })
  const key = kind === 'answer' && view.question !== null ? 'receipt.questionChanged' : 'receipt.moved'
  return giveBack(state, view, context, { key, tone: 'problem' })
}

/** The words go back into a field that the case still has; where it has none, they are shown to be copied. */
function giveBack(state: StateOf<'saving'>, view: CaseView, context: TurnContext, ...notices: Reply[]): Step {
  const { receipt, write } = state
  if (!('text' in write)) return showCase(state, view, context, ...notices)
  const choices = caseChoices(view, context.channel)
  const kinds = { answer: 'answer', addition: 'add', dispute: 'dispute' } as const
  const kind = ([write.kind, 'addition', 'dispute'] as const).find((one) => choices.includes(kinds[one]))
  if (kind) {
    return goTo({ step: 'writing', receipt, view: copy(view), kind, unsent: write.text }, context, ...notices)
  }
  return showCase(state, view, context, ...notices, copyWords(write.text))
}

function copy(view: CaseView): StateOf<'case'>['view'] {
  return { ...view, messages: view.messages.map((message) => ({ ...message })) }
}

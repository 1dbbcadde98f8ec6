import { findCategory } from '../places.js'
import { lengthOf } from '../text/clean.js'
import { promptFor } from './prompts.js'
import { type State, type StateOf, TEXT_LIMIT, WHEN } from './state.js'
import { emergencyReply, goTo, type Handler, kept, tooLong } from './steps.js'
import type { Event, Step, TurnContext } from './types.js'

type ReportStep = 'category' | 'what' | 'now' | 'where' | 'when' | 'first-hand' | 'review' | 'sending' | 'receipt'

/** The report, one question a step, in the order in which the citizen meets them. */
export const reportSteps: { readonly [S in ReportStep]: Handler<S> } = {
  category: onCategory,
  what: onWhat,
  now: onNow,
  where: onWhere,
  when: onWhen,
  'first-hand': onFirstHand,
  review: onReview,
  sending: onSending,
  receipt: onReceipt,
}

function askAgain(state: State, context: TurnContext): Step {
  return goTo(state, context, { key: 'common.pleaseChoose' })
}

function onCategory(state: StateOf<'category'>, event: Event, context: TurnContext): Step {
  const category = event.type === 'choice' ? findCategory(context.places, event.id) : undefined
  if (!category) return askAgain(state, context)
  const next: State = { step: 'what', draft: { category: category.id }, tooLong: null }
  if (category.emergency === 'always') return goTo(next, context, emergencyReply(context, category.hotlines))
  if (category.emergency === 'money-guard') return goTo(next, context, { key: 'emergency.bankFirst', tone: 'alert' })
  return goTo(next, context)
}

function onWhat(state: StateOf<'what'>, event: Event, context: TurnContext): Step {
  if (event.type !== 'text' || event.text === '') return goTo(state, context, { key: 'report.textPlease' })
  if (lengthOf(event.text) > TEXT_LIMIT) {
    return goTo({ ...state, tooLong: kept(event.text) }, context, tooLong())
  }
  return goTo({ step: 'now', draft: { ...state.draft, text: event.text } }, context)
}

function onNow(state: StateOf<'now'>, event: Event, context: TurnContext): Step {
  if (event.type !== 'choice' || !['yes', 'no', 'unsure'].includes(event.id)) return askAgain(state, context)
  const happeningNow = event.id === 'yes'
  const draft = { ...state.draft, happeningNow, ...(happeningNow ? { when: 'now' as const } : {}) }
  const next: State = { step: 'where', draft }
  if (!happeningNow) return goTo(next, context)
  return goTo(next, context, emergencyReply(context, urgentNumbers(state.draft.category, context)))
}

/** The category's own numbers, and the police in any case: something is happening now. */
function urgentNumbers(categoryId: string | undefined, context: TurnContext): string[] {
  const own = categoryId ? (findCategory(context.places, categoryId)?.hotlines ?? []) : []
  return ['113', ...own]
}

const WORDS_LIMIT = 200

/** Says that it is too long and gives the words back to be shortened. */
function shorter(state: State, context: TurnContext, key: string, words: string): Step {
  const replies = [
    { key, params: { limit: WORDS_LIMIT }, tone: 'problem' as const },
    { ...promptFor(state, context), prefill: words },
  ]
  return { state, replies, effects: [] }
}

function onWhere(state: StateOf<'where'>, event: Event, context: TurnContext): Step {
  if (event.type === 'text' && event.text !== '') {
    if (lengthOf(event.text) > WORDS_LIMIT) return shorter(state, context, 'report.placeTooLong', event.text)
    return goTo({ ...state, draft: { ...state.draft, placeWords: event.text } }, context, { key: 'report.placeNoted' })
  }
  if (event.type !== 'choice') return askAgain(state, context)
  const area = context.places.areas.find((ward) => ward.id === event.id)?.id ?? null
  if (!area && event.id !== 'unknown') return askAgain(state, context)
  const placeWords = event.beside ?? state.draft.placeWords ?? event.typed ?? null
  if (lengthOf(placeWords ?? '') > WORDS_LIMIT) return shorter(state, context, 'report.placeTooLong', placeWords ?? '')
  const draft = { ...state.draft, area, placeWords }
  return goTo(draft.happeningNow ? { step: 'first-hand', draft } : { step: 'when', draft }, context)
}

function onWhen(state: StateOf<'when'>, event: Event, context: TurnContext): Step {
  const when = event.type === 'choice' ? (WHEN.find((id) => id === event.id) ?? null) : null
  const whenWords = event.type === 'text' ? event.text : event.type === 'choice' ? (event.beside ?? null) : null
  if (!when && !whenWords) return askAgain(state, context)
  if (lengthOf(whenWords ?? '') > WORDS_LIMIT) return shorter(state, context, 'report.whenTooLong', whenWords ?? '')
  return goTo({ step: 'first-hand', draft: { ...state.draft, when, whenWords } }, context)
}

function onFirstHand(state: StateOf<'first-hand'>, event: Event, context: TurnContext): Step {
  if (event.type !== 'choice' || (event.id !== 'saw' && event.id !== 'heard')) return askAgain(state, context)
  const draft = { placeWords: null, area: null, when: null, whenWords: null, ...state.draft, firstHand: event.id }
  return goTo({ step: 'review', draft } as StateOf<'review'>, context)
}

function onReview(state: StateOf<'review'>, event: Event, context: TurnContext): Step {
  if (event.type !== 'choice') return askAgain(state, context)
  if (event.id === 'edit') return goTo({ step: 'what', draft: state.draft, tooLong: null }, context)
  if (event.id !== 'send' && event.id !== 'send-restricted') return askAgain(state, context)
  const draft = { ...state.draft, restricted: event.id === 'send-restricted' }
  const { caseId, receipt } = context.fresh
  return send({ step: 'sending', draft, caseId, receipt })
}

/** The id and the receipt are in the state before anything is saved, so that a second try is the same report. */
function send(state: StateOf<'sending'>): Step {
  const { draft, caseId, receipt } = state
  return { state, replies: [], effects: [{ type: 'save-report', draft, caseId, receipt }] }
}

function onSending(state: StateOf<'sending'>, event: Event, context: TurnContext): Step {
  if (event.type === 'report-saved') return goTo({ step: 'receipt', receipt: state.receipt }, context)
  if (event.type === 'report-failed') return { state, replies: [promptFor(state, context)], effects: [] }
  return send(state)
}

function onReceipt(state: StateOf<'receipt'>, event: Event, context: TurnContext): Step {
  if (event.type === 'choice' && event.id === 'saved') {
    return goTo({ step: 'menu' }, context, { key: 'report.thanks', tone: 'good' })
  }
  return goTo(state, context)
}

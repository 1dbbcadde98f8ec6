import { type Category, findCategory } from '../places.js'
import { lengthOf } from '../text/clean.js'
import { onEvidence, takeEvidence, withoutGone, withoutVoice } from './attach.js'
import { answersOf, ask, before, beforeReview, EDITABLE, fieldOf, joined, next, withUnsent } from './draft.js'
import { declined, insisting, notHere } from './scope.js'
import { type LeavingDraft, type PartialDraft, type StateOf, TEXT_LIMIT, WHEN } from './state.js'
import { askAgain, emergencyReply, goTo, type Handler, keepUnsent, placeIn, tooLong, tooOften } from './steps.js'
import {
  rewritten,
  stillSuggested,
  suggestedKinds,
  suggestedWard,
  withHints,
  withoutOwnData,
  withSuggested,
} from './suggest.js'
import type { Event, Reply, Step, TurnContext } from './types.js'

type Question = 'category' | 'what' | 'now' | 'where' | 'when' | 'first-hand'
type ReportStep = Question | 'review' | 'edit' | 'evidence' | 'notify' | 'sending' | 'receipt'

/** The report, one question a step, in the order in which the citizen meets them. */
export const reportSteps: { readonly [S in ReportStep]: Handler<S> } = {
  category: withBack(onCategory),
  what: withBack(onWhat),
  now: withBack(onNow),
  where: withBack(onWhere),
  when: withBack(onWhen),
  'first-hand': withBack(onFirstHand),
  review: onReview,
  edit: onEdit,
  evidence: onEvidence,
  notify: onNotify,
  sending: onSending,
  receipt: onReceipt,
}

/** Place and time are a line, not a story. */
export const WORDS_LIMIT = 200

/** "Back" is answered alike by every question; what stood in its field waits for the citizen's return. */
function withBack<S extends Question>(handler: Handler<S>): Handler<S> {
  return (state, event, context) =>
    event.type === 'choice' && event.id === 'back'
      ? goTo(before({ ...keepUnsent(state, event.beside), ...('asks' in state ? { asks: state.asks } : {}) }), context)
      : handler(state, event, context)
}

function go(draft: PartialDraft, context: TurnContext, ...notices: Reply[]): Step {
  return goTo(next(draft), context, ...notices)
}

function onCategory(state: StateOf<'category'>, event: Event, context: TurnContext): Step {
  // Whoever begins by telling has told something: it waits in the next step.
  if (event.type === 'text' && event.text !== '') {
    const refused = declined(state.draft, event.text, context)
    if (refused) return refused
    const draft = withUnsent(state.draft, 'what', joined(fieldOf(state.draft, 'what'), event.text, '\n'))
    return goTo({ ...state, draft }, context, { key: 'report.textKept' })
  }
  // The story first, and its kind afterwards, when there is something to go by.
  if (event.type === 'choice' && event.id === 'tell') return goTo(ask('what', state.draft), context)
  const category = event.type === 'choice' ? findCategory(context.places, event.id) : undefined
  if (!category) return askAgain(state, context)
  const typed = event.type === 'choice' && Boolean(event.typed)
  const bySuggestion = !typed && suggestedKinds(state.draft, context).some(({ id }) => id === category.id)
  const draft = { ...withSuggested(state.draft, 'category', bySuggestion), category: category.id }
  return go(draft, context, ...warnings(category, context))
}

/** Before anything else is asked, what may help at once. */
function warnings({ emergency, hotlines }: Category, context: TurnContext): Reply[] {
  if (emergency === 'always') return [emergencyReply(context, hotlines)]
  return emergency === 'money-guard' ? [{ key: 'emergency.bankFirst', tone: 'alert' }] : []
}

function onWhat(state: StateOf<'what'>, event: Event, context: TurnContext): Step {
  if (event.type === 'choice' && event.id === 'insist') return insisting(state.draft, context)
  if (event.type !== 'text' || event.text === '') return goTo(state, context, { key: 'report.textPlease' })
  const refused = declined(withUnsent(state.draft, 'what', null), event.text, context)
  if (refused) return refused
  if (lengthOf(event.text) > TEXT_LIMIT) return tooLong(state, context, event.text)
  const { refused: _, ...before } = withUnsent(rewritten(state.draft, 'text'), 'what', null)
  const draft = {
    ...withSuggested(before, 'category', stillSuggested(state.draft, event.text, context)),
    text: event.text,
  }
  return go(draft, context)
}

function onNow(state: StateOf<'now'>, event: Event, context: TurnContext): Step {
  if (event.type !== 'choice' || !['yes', 'no', 'unsure'].includes(event.id)) return askAgain(state, context)
  if (event.id !== 'yes') {
    const { when, ...draft } = state.draft
    return go({ ...draft, ...(when === 'now' ? {} : { when }), happeningNow: false }, context)
  }
  // Own words for a time are no answer now, and wait should it turn out not to be happening.
  const time = withUnsent({ ...state.draft, whenWords: null }, 'when', fieldOf(state.draft, 'when'))
  const draft = { ...time, happeningNow: true, when: 'now' as const }
  const category = findCategory(context.places, draft.category ?? '')
  return go(draft, context, emergencyReply(context, category?.hotlines))
}

const PLACE = { key: 'report.placeTooLong', limit: WORDS_LIMIT }

function onWhere(state: StateOf<'where'>, event: Event, context: TurnContext): Step {
  if (event.type === 'text' && event.text !== '') return onPlace(state, event.text, context)
  if (event.type !== 'choice') return askAgain(state, context)
  const area = context.places.areas.find((ward) => ward.id === event.id)?.id ?? null
  if (!area && event.id !== 'unknown') return askAgain(state, context)
  const placeWords = placeBeside(state, event) || null
  if (lengthOf(placeWords ?? '') > WORDS_LIMIT) return tooLong(asksPlace(state), context, placeWords ?? '', PLACE)
  const guess = suggestedWard(state.draft, context)
  const bySuggestion = !event.typed && guess.kind === 'ward' && guess.id === area
  const before = withSuggested(withUnsent(rewritten(state.draft, 'placeWords'), 'where', null), 'area', bySuggestion)
  return go({ ...before, area, placeWords }, context)
}

/** The words wait until the ward is known, so that they never stand beside another one. */
function onPlace(state: StateOf<'where'>, text: string, context: TurnContext): Step {
  // A number alone is no place, and may be meant for a ward that had one.
  if (/^\d+$/.test(text)) return goTo(state, context, { key: 'report.whichWard' })
  const words = placeIn(state, text)
  const refused = notHere(state, words, context)
  if (refused) return refused
  if (lengthOf(words) > WORDS_LIMIT) return tooLong(asksPlace(state), context, words, PLACE)
  const draft = withUnsent(state.draft, 'where', words)
  return goTo({ ...state, draft, asks: 'ward' }, context, noted(draft, context))
}

/** That the place is written down, and whose it seems to be. */
function noted(draft: PartialDraft, context: TurnContext): Reply {
  const guess = suggestedWard(draft, context)
  if (guess.kind === 'outside') return { key: 'report.wardOutside', params: { name: guess.name } }
  const ward = guess.kind === 'ward' && context.places.areas.find(({ id }) => id === guess.id)
  return ward ? { key: 'report.wardSuggested', params: { name: ward.name } } : { key: 'report.placeNoted' }
}

/** The place that goes with a chosen ward. What was in the field counts as it stood there, also when it was emptied. */
function placeBeside(
  state: StateOf<'where'>,
  { id, beside, typed }: Extract<Event, { type: 'choice' }>,
): string | null {
  if (state.asks === 'ward') return placeIn(state, beside ?? '')
  if (beside !== undefined) return beside
  if (typed !== undefined) return id === 'unknown' ? null : typed
  return fieldOf(state.draft, 'where')
}

function asksPlace(state: StateOf<'where'>): StateOf<'where'> {
  return { ...state, asks: 'place' }
}

function onWhen(state: StateOf<'when'>, event: Event, context: TurnContext): Step {
  const when = event.type === 'choice' ? (WHEN.find((id) => id === event.id) ?? null) : null
  const words = event.type === 'text' ? event.text : event.type === 'choice' ? event.beside : undefined
  if (!when && (!words || event.type === 'choice')) return askAgain(keepUnsent(state, words || undefined), context)
  const refused = event.type === 'text' ? notHere(state, event.text, context) : undefined
  if (refused) return refused
  if (lengthOf(words ?? '') > WORDS_LIMIT) {
    return tooLong(state, context, words ?? '', { key: 'report.whenTooLong', limit: WORDS_LIMIT })
  }
  const before = withUnsent(rewritten(state.draft, 'whenWords'), 'when', null)
  return go({ ...before, when, whenWords: words || null }, context)
}

function onFirstHand(state: StateOf<'first-hand'>, event: Event, context: TurnContext): Step {
  if (event.type !== 'choice' || (event.id !== 'saw' && event.id !== 'heard')) return askAgain(state, context)
  return go({ ...state.draft, firstHand: event.id }, context)
}

function onReview(state: StateOf<'review'>, event: Event, context: TurnContext): Step {
  // Where files come one message after another, the second finds the review open already.
  if (event.type === 'evidence') return takeEvidence(state.draft, event.kept, event.refused, context)
  if (event.type !== 'choice') return askAgain(state, context)
  if (event.id === 'back') return goTo(beforeReview(state.draft), context)
  if (event.id === 'evidence') return goTo({ step: 'evidence', draft: state.draft }, context)
  if (event.id === 'edit') return goTo({ step: 'edit', draft: state.draft }, context)
  if (event.id === 'drop-voice') return withoutVoice(state, context)
  if (event.id === 'mask') {
    const draft = withoutOwnData(state.draft, context)
    return goTo({ step: 'review', draft }, context, { key: 'report.masked', tone: 'good' })
  }
  const { uncovered, ...rest } = state.draft
  if (event.id === 'unmask' && uncovered) return goTo({ step: 'review', draft: { ...rest, ...uncovered } }, context)
  if (event.id !== 'send' && event.id !== 'send-restricted') return askAgain(state, context)
  const restricted = event.id === 'send-restricted'
  const draft = { ...withHints(state.draft, restricted, context), restricted }
  if (mayOfferNotice(draft.category, context)) return goTo({ step: 'notify', draft }, context)
  return begin({ ...draft, notify: false }, context)
}

/** Which answer to change; the others stay as they are. */
function onEdit(state: StateOf<'edit'>, event: Event, context: TurnContext): Step {
  const id = event.type === 'choice' ? event.id : undefined
  if (id === 'back') return goTo({ step: 'review', draft: state.draft }, context)
  const step = EDITABLE.find((name) => id === `edit-${name}`)
  return step ? goTo(ask(step, state.draft), context) : askAgain(state, context)
}

/** Where a message that pops up can hurt the person it is meant for, it is not even offered. */
function mayOfferNotice(category: string, { channel, places }: TurnContext): boolean {
  return channel.canPush && findCategory(places, category)?.shared_phone_risk === false
}

function onNotify(state: StateOf<'notify'>, event: Event, context: TurnContext): Step {
  const id = event.type === 'choice' ? event.id : undefined
  if (id === 'back') {
    const { restricted: _, ...draft } = state.draft
    return goTo({ step: 'review', draft }, context)
  }
  if (id !== 'yes' && id !== 'no') return askAgain(state, context)
  return begin({ ...state.draft, notify: id === 'yes' }, context)
}

/** The id and the receipt are in the state before anything is saved, so that a second try is the same report. */
function begin(draft: LeavingDraft, { fresh: { caseId, receipt } }: TurnContext): Step {
  return send({ step: 'sending', draft, caseId, receipt }, false)
}

function send(state: StateOf<'sending'>, again: boolean): Step {
  const { draft, caseId, receipt } = state
  return { state, replies: [], effects: [{ type: 'save-report', draft: answersOf(draft), caseId, receipt, again }] }
}

function onSending(state: StateOf<'sending'>, event: Event, context: TurnContext): Step {
  if (event.type === 'report-saved') return goTo({ step: 'receipt', receipt: state.receipt }, context)
  if (event.type === 'report-failed') return goTo(state, context)
  const { restricted: _, notify: __, ...draft } = state.draft
  if (event.type === 'too-often') return goTo({ step: 'review', draft }, context, tooOften(event.minutes))
  if (event.type === 'evidence-gone') return withoutGone(draft, event.ids, context)
  return send(state, true)
}

function onReceipt(state: StateOf<'receipt'>, event: Event, context: TurnContext): Step {
  if (event.type === 'choice' && event.id === 'saved') {
    return goTo({ step: 'menu' }, context, { key: 'report.thanks', tone: 'good' })
  }
  return goTo(state, context)
}

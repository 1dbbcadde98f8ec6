import { type Field, type PartialDraft, type Plain, type StateOf, TEXT_LIMIT, type WholeDraft } from './state.js'

type Asking = 'category' | 'what' | 'now' | 'where' | 'when' | 'first-hand'
type AskingState = StateOf<Asking>

/** What the review lets one change, the story first. */
export const EDITABLE = ['what', 'category', 'now', 'where', 'when', 'first-hand'] as const

/** The order in which the citizen meets the questions, and when each counts as answered. */
const QUESTIONS: readonly { readonly step: Asking; readonly isAnswered: (draft: PartialDraft) => boolean }[] = [
  { step: 'category', isAnswered: ({ category }) => category !== undefined },
  { step: 'what', isAnswered: ({ text }) => text !== undefined },
  { step: 'now', isAnswered: ({ happeningNow }) => happeningNow !== undefined },
  { step: 'where', isAnswered: ({ area }) => area !== undefined },
  { step: 'when', isAnswered: (draft) => !asksWhen(draft) || Boolean(draft.when || draft.whenWords) },
  { step: 'first-hand', isAnswered: ({ firstHand }) => firstHand !== undefined },
]

/** The state that asks one question. */
export function ask(step: Asking, draft: PartialDraft): AskingState {
  return step === 'where' ? { step, draft, asks: 'place' } : { step, draft }
}

/** The first question that is not answered yet, or the review: so that one answer can be changed without the others. */
export function next(draft: PartialDraft): Plain {
  const open = QUESTIONS.find(({ isAnswered }) => !isAnswered(draft))
  return open ? ask(open.step, draft) : { step: 'review', draft: filled(draft) }
}

/** Where "back" leads: to the review when everything is answered, otherwise to the question before. */
export function before(state: AskingState): Plain {
  const { step, draft } = state
  if (step === 'where' && state.asks === 'ward') return ask('where', draft)
  if (isWhole(draft)) return { step: 'review', draft: filled(draft) }
  const asked = QUESTIONS.filter((question) => question.step !== 'when' || asksWhen(draft))
  const previous = asked[asked.findIndex((question) => question.step === step) - 1]
  return previous ? ask(previous.step, draft) : { step: 'menu' }
}

/** From the review back to the last question, which then counts as open again. */
export function beforeReview({ firstHand: _, ...draft }: WholeDraft): Plain {
  return ask('first-hand', draft)
}

function isWhole(draft: PartialDraft): boolean {
  return QUESTIONS.every(({ isAnswered }) => isAnswered(draft))
}

/** What is happening now needs no other time. */
function asksWhen({ happeningNow }: PartialDraft): boolean {
  return happeningNow !== true
}

function filled(draft: PartialDraft): WholeDraft {
  const none = { placeWords: null, area: null, when: null, whenWords: null, evidence: [], suggested: [] }
  return { ...none, ...draft } as WholeDraft
}

/** Far above any limit, and no session grows beyond it however often words are joined. */
const HALF_WORDS = TEXT_LIMIT * 5

/** The draft with half words in one field, or without any there. What was answered already is no half word. */
export function withUnsent(draft: PartialDraft, field: Field, words: string | null): PartialDraft {
  const { unsent: { [field]: _, ...others } = {}, ...rest } = draft
  const kept = [...(words ?? '')].slice(0, HALF_WORDS).join('')
  const unsent = kept && kept !== answerOf(draft, field) ? { ...others, [field]: kept } : others
  return Object.keys(unsent).length > 0 ? { ...rest, unsent } : rest
}

/** What stands in a field when its question is asked: half words first, then what was answered before. */
export function fieldOf(draft: PartialDraft, field: Field): string | null {
  return draft.unsent?.[field] ?? answerOf(draft, field)
}

function answerOf({ text, placeWords, whenWords }: PartialDraft, field: Field): string | null {
  return { what: text, where: placeWords, when: whenWords }[field] ?? null
}

/** Only the answers: what stands beside them is never sent. */
export function answersOf<D extends WholeDraft>(draft: D) {
  const { unsent: _, uncovered: __, refused: ___, insists: ____, ...answers } = draft
  return answers
}

/** Whether somebody would miss it. */
export function isWorthKeeping({ text, placeWords, whenWords, evidence = [], unsent = {} }: PartialDraft): boolean {
  return Boolean(text || placeWords || whenWords) || evidence.length > 0 || Object.keys(unsent).length > 0
}

/** Words that follow others. */
export function joined(words: string | null | undefined, more: string | undefined, between = '; '): string {
  return [words, more].filter((part) => part).join(between)
}

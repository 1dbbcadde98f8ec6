import { findCategory } from '../places.js'
import { type State, type StateOf, WHEN } from './state.js'
import type { CaseMessage, Choice, Phrase, Reply, TurnContext, Words } from './types.js'

type Prompts = { readonly [S in State['step']]: (state: StateOf<S>, context: TurnContext) => Reply }

const CANCEL: Choice = { id: 'cancel', label: { key: 'choice.cancel' }, tone: 'quiet' }

/** The question each state asks. What it offers here is the whole of what a citizen may choose. */
const prompts: Prompts = {
  menu: (_, { places }) => ({
    key: 'menu.ask',
    params: { wards: places.areas.map((area) => area.name).join(', ') },
    choices: [choice('report', 'primary'), choice('receipt'), choice('emergency')],
  }),
  category: (_, { places }) => ({
    key: 'report.askCategory',
    choices: [...places.categories.map(({ id }) => ({ id, label: { key: `category.${id}` } })), CANCEL],
  }),
  what: (state) => ({
    key: 'report.askWhat',
    input: 'long-text',
    choices: [CANCEL],
    ...prefill(state.tooLong ?? state.draft.text),
  }),
  now: () => ({ key: 'report.askNow', choices: [choice('yes'), choice('no'), choice('unsure'), CANCEL] }),
  where: askWhere,
  when: () => ({
    key: 'report.askWhen',
    input: 'text',
    choices: [...WHEN.map((id) => choice(id)), CANCEL],
  }),
  'first-hand': () => ({ key: 'report.askFirstHand', choices: [choice('saw'), choice('heard'), CANCEL] }),
  review: (state, context) => ({
    key: 'report.review',
    card: reviewCard(state.draft, context),
    choices: [choice('send', 'primary'), choice('send-restricted'), choice('edit'), CANCEL],
  }),
  sending: () => ({ key: 'report.notSaved', tone: 'problem', choices: [choice('retry', 'primary')] }),
  receipt: (state) => ({
    key: 'report.receipt',
    tone: 'good',
    code: state.receipt,
    choices: [choice('saved', 'primary')],
  }),
  'ask-receipt': () => ({ key: 'receipt.ask', input: 'receipt', choices: [CANCEL] }),
  opening: () => ({ key: 'common.tryLater', tone: 'problem', choices: [choice('retry', 'primary'), CANCEL] }),
  case: (state) => ({
    ...caseStatus(state.view),
    card: messagesCard(state.view),
    choices: [
      ...(state.view.question !== null ? [choice('answer', 'primary')] : []),
      choice('refresh'),
      choice('done', 'quiet'),
    ],
  }),
  answering: (state) => ({
    key: 'receipt.askAnswer',
    card: messagesCard(state.view),
    input: 'long-text',
    choices: [CANCEL],
    ...prefill(state.tooLong),
  }),
  'saving-answer': () => ({
    key: 'receipt.answerFailed',
    tone: 'problem',
    choices: [choice('retry', 'primary'), CANCEL],
  }),
}

export function promptFor(state: State, context: TurnContext): Reply {
  const prompt = prompts[state.step] as (state: State, context: TurnContext) => Reply
  return prompt(state, context)
}

function choice(id: string, tone?: Choice['tone']): Choice {
  return { id, label: { key: `choice.${id}` }, ...(tone ? { tone } : {}) }
}

function prefill(text: string | null | undefined) {
  return text ? { prefill: text } : {}
}

function askWhere(state: StateOf<'where'>, { places }: TurnContext): Reply {
  const wards = places.areas.map((area) => ({ id: area.id, label: { text: area.name }, names: area.aliases }))
  return {
    key: state.draft.placeWords ? 'report.askWard' : 'report.askWhere',
    input: 'text',
    choices: [...wards, { id: 'unknown', label: { key: 'choice.unknown-place' } }, CANCEL],
  }
}

function reviewCard(draft: StateOf<'review'>['draft'], { places }: TurnContext): Reply['card'] {
  const ward = places.areas.find((area) => area.id === draft.area)
  const place = [draft.placeWords, ward?.name].filter((part) => part).join(' · ')
  return [
    row('category', findCategory(places, draft.category) ? { key: `category.${draft.category}` } : { text: '' }),
    row('what', { text: draft.text }),
    row('now', { key: draft.happeningNow ? 'choice.yes' : 'review.not-now' }),
    row('where', place ? { text: place } : { key: 'choice.unknown-place' }),
    ...(draft.when ? [row('when', { key: `choice.${draft.when}` })] : []),
    ...(draft.whenWords ? [row('when', { text: draft.whenWords })] : []),
    row('first-hand', { key: `choice.${draft.firstHand}` }),
  ]
}

function row(name: string, value: Words): { label: Phrase; value: Words } {
  return { label: { key: `review.${name}` }, value }
}

function caseStatus(view: StateOf<'case'>['view']): Phrase {
  return view.outcome ? { key: `status.closed.${view.outcome}` } : { key: `status.${view.state}` }
}

function messagesCard(view: StateOf<'case'>['view']): Reply['card'] {
  return view.messages.map((message) => ({
    label: { key: `message.${message.kind}` },
    value: message.text === null ? withoutText(message.kind) : { text: message.text },
  }))
}

/** The citizen's own answers are sealed to officers; a message that was tampered with does not open. */
function withoutText(kind: CaseMessage['kind']): Phrase {
  return kind === 'unreadable' ? { key: 'message.cannotOpen' } : { key: 'message.answerKept' }
}

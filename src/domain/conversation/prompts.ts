import { EVIDENCE_KINDS, EVIDENCE_LIMIT, hasVoice } from '../evidence.js'
import { findCategory } from '../places.js'
import type { Suggestion } from '../understanding/read-tip.js'
import { caseChoices } from './case-choices.js'
import { EDITABLE, fieldOf } from './draft.js'
import { type State, type StateOf, WHEN, type WholeDraft } from './state.js'
import { mayTouchOfficial, ownDataIn, suggestedKinds, suggestedWard } from './suggest.js'
import type { CaseMessage, Choice, Phrase, Reply, TurnContext, Words } from './types.js'

type Prompts = { readonly [S in State['step']]: (state: StateOf<S>, context: TurnContext) => Reply }

const BACK = choice('back', 'quiet', 'names.back')
const CANCEL = choice('cancel', 'quiet', 'names.cancel')
const YES = choice('yes', undefined, 'names.yes')
const NO = choice('no', undefined, 'names.no')
const RETRY = choice('retry', 'primary')
const EMERGENCY = choice('emergency', undefined, 'names.emergency')

/** Beginning anew says that the other one goes. */
const MENU_WITH_DRAFT: Reply = {
  key: 'menu.askKept',
  choices: [
    choice('resume', 'primary', 'names.resume'),
    { ...choice('report'), label: { key: 'choice.report-anew' } },
    choice('discard', undefined, 'names.discard'),
    choice('receipt'),
    EMERGENCY,
  ],
}

/** The question each state asks. What it offers here is the whole of what a citizen may choose. */
const prompts: Prompts = {
  menu: ({ kept }, context) => (kept ? MENU_WITH_DRAFT : menu(context)),
  category: askCategory,
  what: ({ draft }) => ({
    key: 'report.askWhat',
    input: 'long-text',
    choices: [...(draft.refused ? [choice('insist')] : []), BACK, CANCEL],
    ...prefill(fieldOf(draft, 'what')),
  }),
  now: () => ({ key: 'report.askNow', choices: [YES, NO, choice('unsure', undefined, 'names.unsure'), BACK, CANCEL] }),
  where: askWhere,
  when: ({ draft }) => ({
    key: 'report.askWhen',
    input: 'text',
    choices: [...WHEN.map((id) => choice(id)), BACK, CANCEL],
    ...prefill(fieldOf(draft, 'when')),
  }),
  'first-hand': () => ({ key: 'report.askFirstHand', choices: [choice('saw'), choice('heard'), BACK, CANCEL] }),
  review: ({ draft }, context) => ({
    key: 'report.review',
    card: reviewCard(draft, context),
    choices: [
      ...ways(draft, context),
      ...[choice('evidence'), ...voiceChoice(draft), choice('edit')],
      ...(ownDataIn(draft, context).length > 0 ? [choice('mask')] : []),
      ...(draft.uncovered ? [choice('unmask')] : []),
      ...[BACK, CANCEL],
    ],
  }),
  edit: ({ draft }) => ({
    key: 'report.askEdit',
    choices: [
      ...EDITABLE.filter((step) => step !== 'when' || !draft.happeningNow).map((step) => ({
        id: `edit-${step}`,
        label: { key: `review.${step}` },
      })),
      BACK,
      CANCEL,
    ],
  }),
  evidence: ({ draft }) => ({
    key: 'report.askEvidence',
    params: { limit: EVIDENCE_LIMIT },
    input: 'evidence',
    ...(draft.evidence.length > 0 ? { card: evidenceRows(draft) } : {}),
    choices: [...attachedChoices(draft), BACK, CANCEL],
  }),
  notify: () => ({ key: 'report.askNotify', choices: [NO, YES, BACK, CANCEL] }),
  sending: ({ draft }) => ({
    key: 'report.notSaved',
    tone: 'problem',
    card: [row('what', { text: draft.text })],
    choices: [RETRY],
  }),
  receipt: ({ receipt }) => ({
    key: 'report.receipt',
    tone: 'good',
    code: receipt,
    choices: [choice('saved', 'primary')],
  }),
  'ask-receipt': () => ({ key: 'receipt.ask', input: 'receipt', choices: [BACK, CANCEL] }),
  opening: () => ({ key: 'receipt.notOpened', tone: 'problem', choices: [RETRY, CANCEL] }),
  case: ({ view }, { channel }) => ({
    ...caseStatus(view),
    card: messagesCard(view),
    choices: caseChoices(view, channel).map(caseChoice),
  }),
  writing: ({ kind, view, unsent }) => ({
    key: `receipt.ask.${kind}`,
    card: messagesCard(view),
    input: 'long-text',
    choices: [BACK, CANCEL],
    ...prefill(unsent),
  }),
  withdrawing: () => ({ key: 'receipt.askWithdraw', choices: [choice('withdraw-yes'), BACK, CANCEL] }),
  saving: ({ write }) => ({
    key: 'receipt.notSaved',
    tone: 'problem',
    ...('text' in write ? { card: [{ label: { key: 'message.unsent' }, value: { text: write.text } }] } : {}),
    choices: [RETRY, BACK],
  }),
  forgetting: ({ from }) => ({
    key: from.step === 'receipt' || from.step === 'sending' ? 'forget.askWithReceipt' : 'forget.ask',
    choices: [choice('forget-yes'), choice('forget-no', 'primary')],
  }),
}

export function promptFor(state: State, context: TurnContext): Reply {
  const prompt = prompts[state.step] as (state: State, context: TurnContext) => Reply
  return prompt(state, context)
}

function choice(id: string, tone?: Choice['tone'], namesKey?: string): Choice {
  return { id, label: { key: `choice.${id}` }, ...(tone ? { tone } : {}), ...(namesKey ? { namesKey } : {}) }
}

const CASE_TONES: Readonly<Record<string, Choice['tone']>> = {
  answer: 'primary',
  withdraw: 'quiet',
  done: 'quiet',
  'no-notice': 'quiet',
}

function caseChoice(id: string): Choice {
  return choice(id, CASE_TONES[id])
}

function prefill(text: string | null) {
  return text ? { prefill: text } : {}
}

/** Honest about who knows what: a platform knows whose account it is, our page knows nobody. */
function menu({ places, channel: { address, knownTo } }: TurnContext): Reply {
  const wards = places.areas.map((area) => area.name).join(', ')
  return {
    key: knownTo ? 'menu.askKnown' : 'menu.ask',
    params: { wards, address, ...(knownTo ? { platform: knownTo } : {}) },
    choices: [choice('report', 'primary'), choice('receipt'), EMERGENCY],
  }
}

function askWhere({ asks, draft }: StateOf<'where'>, context: TurnContext): Reply {
  const guess = suggestedWard(draft, context)
  const ward = guess.kind === 'ward' ? context.places.areas.find(({ id }) => id === guess.id) : undefined
  const first = (id: string) => Number(ward?.id === id)
  const wards = context.places.areas
    .map((area) => ({ id: area.id, label: { text: area.name }, names: area.aliases }))
    .sort((one, other) => first(other.id) - first(one.id))
  return {
    ...(asks === 'ward' ? { key: 'report.askWard' } : askPlace(ward?.name)),
    input: 'text',
    // "5" is Phường 5 to whoever lives there, not the fifth in our list.
    numbers: false,
    choices: [...wards, { id: 'unknown', label: { key: 'choice.unknown-place' } }, BACK, CANCEL],
    ...prefill(asks === 'ward' ? null : fieldOf(draft, 'where')),
  }
}

/** Where the story names a ward, that is said; the place is asked for all the same. */
function askPlace(ward: string | undefined): Phrase {
  return ward ? { key: 'report.askWhereSuggested', params: { name: ward } } : { key: 'report.askWhere' }
}

/** What the story seems to speak of comes first; the whole list stays as it is behind it. */
function askCategory({ draft }: StateOf<'category'>, context: TurnContext): Reply {
  const kinds = suggestedKinds(draft, context)
  const all = context.places.categories.map(({ id }) => id)
  const ids = [...new Set([...kinds.map(({ id }) => id), ...all])]
  return {
    key: kinds.length > 0 ? 'report.askCategorySuggested' : 'report.askCategory',
    ...(kinds.length > 0 ? { params: { n: kinds.length }, card: kinds.map(reasonRow) } : {}),
    choices: [
      ...ids.map((id) => kindChoice(id, kinds[0]?.id)),
      ...(fieldOf(draft, 'what') ? [] : [choice('tell', undefined, 'names.tell')]),
      ...[BACK, CANCEL],
    ],
  }
}

/** Who reads it: the way around an official comes first where one seems to be touched. Both are always offered. */
function ways(draft: WholeDraft, context: TurnContext): Choice[] {
  return mayTouchOfficial(draft, context)
    ? [choice('send-restricted', 'primary'), choice('send')]
    : [choice('send', 'primary'), choice('send-restricted')]
}

function reviewCard(draft: WholeDraft, context: TurnContext): Reply['card'] {
  const { places } = context
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
    ...evidenceRows(draft),
    ...ownDataIn(draft, context).map((text) => row('own-data', { text })),
    ...(mayTouchOfficial(draft, context) ? [row('official', { key: 'review.officialHint' })] : []),
    ...Object.values(draft.unsent ?? {}).map((text) => row('unsent', { text })),
  ]
}

/** What is likeliest is confirmed by the button in sight. */
function kindChoice(id: string, likeliest: string | undefined): Choice {
  return { id, label: { key: `category.${id}` }, ...(id === likeliest ? { tone: 'primary' } : {}) }
}

function reasonRow({ id, because }: Suggestion) {
  const value = because.length > 0 ? { key: 'suggest.words', params: { words: `“${because.join('”, “')}”` } } : ALIKE
  return { label: { key: `category.${id}` }, value }
}

const ALIKE: Phrase = { key: 'suggest.alike' }

function attachedChoices({ evidence }: WholeDraft): Choice[] {
  if (evidence.length === 0) return []
  const last =
    evidence.length > 1 ? [choice('drop-last-evidence'), choice('drop-evidence')] : [choice('drop-last-evidence')]
  return [choice('evidence-done', 'primary'), ...voiceChoice({ evidence }), ...last]
}

/** Also at the review: a voice that came early is warned of there for the last time. */
function voiceChoice({ evidence }: Pick<WholeDraft, 'evidence'>): Choice[] {
  return evidence.some(hasVoice) ? [choice('drop-voice')] : []
}

function evidenceRows({ evidence }: WholeDraft) {
  return EVIDENCE_KINDS.flatMap((kind) => {
    const n = evidence.filter((one) => one.kind === kind).length
    return n > 0 ? [row('evidence', { key: `review.evidenceKept.${kind}`, params: { n } })] : []
  })
}

function row(name: string, value: Words): { label: Phrase; value: Words } {
  return { label: { key: `review.${name}` }, value }
}

function caseStatus({ state, outcome, withdrawsOn }: StateOf<'case'>['view']): Phrase {
  if (withdrawsOn) return { key: 'status.withdrawing', params: { day: withdrawsOn.split('-').reverse().join('/') } }
  return outcome ? { key: `status.closed.${outcome}` } : { key: `status.${state}` }
}

function messagesCard(view: StateOf<'case'>['view']): Reply['card'] {
  return view.messages.map(({ kind, text }) => ({
    label: { key: `message.${kind}` },
    value: text === null ? { key: withoutText(kind) } : { text },
  }))
}

/** The citizen's own words are sealed to officers; a message that was tampered with does not open. */
function withoutText(kind: CaseMessage['kind']): string {
  if (kind === 'unreadable') return 'message.cannotOpen'
  return kind === 'own-withdrawal' || kind === 'own-withdrawal-back' ? 'message.noted' : 'message.answerKept'
}

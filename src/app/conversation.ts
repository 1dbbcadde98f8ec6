import { promptFor } from '../domain/conversation/prompts.js'
import { reduce } from '../domain/conversation/reduce.js'
import { keepUnsent } from '../domain/conversation/steps.js'
import {
  type ChannelTraits,
  type Choice,
  type Event,
  numberedChoices,
  type Reply,
  type Step,
  type TurnContext,
} from '../domain/conversation/types.js'
import { type Places, placesOn } from '../domain/places.js'
import { dayOf } from '../domain/time.js'
import { type CitizenInput, type Conversation, type Handled, type Incoming, Session } from './incoming.js'
import {
  type Allowance,
  type Allowances,
  type ChatAddress,
  type CitizenSessions,
  type CitizenVault,
  type Clock,
  type SessionHandle,
  StoreUnavailable,
  type Translator,
} from './ports.js'
import type { OutsideEffect } from './run-effect.js'
import { understand } from './understand.js'

export interface ConversationDeps {
  readonly sessions: CitizenSessions
  readonly vault: CitizenVault
  readonly places: Places
  readonly translator: Translator
  readonly clock: Clock
  /** Runs one effect and says how it went, as an event. Never throws: a failure is an event too. */
  readonly run: (effect: OutsideEffect, session: Session, address?: ChatAddress) => Promise<Event>
  readonly allowances: Allowances
  readonly channel: ChannelTraits
  readonly readTip: TurnContext['readTip']
}

/** How many earlier lines of the dialogue are kept for a channel that draws them itself. */
const LINES = 40
const SEEN = 30
/** Of a long text, the transcript keeps the beginning; the draft itself is in the state. */
const WORDS_KEPT = 300

/**
 * The only way a citizen's message changes anything: load, reduce, keep, run effects, reduce their results, keep.
 * The state is kept before an effect runs, so that a crash between saving a report and answering finds the same
 * receipt again; the message counts as handled only when the answer is kept.
 */
export function createConversation(deps: ConversationDeps): Conversation {
  return {
    async look(handle, language) {
      return (await load(deps, handle, language)).session
    },
    async handle(incoming, language) {
      return deps.sessions.exclusively(incoming.session.id, () => turn(deps, incoming, language))
    },
    erase: (handle) => deps.sessions.erase(handle),
  }
}

async function turn(deps: ConversationDeps, incoming: Incoming, language: string): Promise<Handled> {
  const { session: handle, input } = incoming
  const loaded = await load(deps, handle, language)
  const earlier = loaded.session.seen.find(({ id }) => id === incoming.eventId)
  const seen = { id: incoming.eventId, words: markOf(incoming) }
  if (earlier) {
    // Whoever sends it again has not heard the answer: the session waits for as long as they try.
    await deps.sessions.prolong(handle)
    return { session: loaded.session, repeated: true, otherWords: isOther(earlier, seen) }
  }
  const arrived = withWard(loaded.session, input)
  const context = contextOf(deps, arrived.ward)
  const started = withInput(deps, arrived, input, context)
  let { session, step } = started
  let version = loaded.version
  const replies: Reply[] = [...step.replies]
  for (let [effect] = step.effects; effect !== undefined; [effect] = step.effects) {
    if (effect.type === 'forget') return forget(deps, handle, answered(emptied(session), step, replies, seen))
    const pending = { ...session, state: step.state, replies: [promptFor(step.state, context)] }
    version = await keep(deps, handle, pending, version)
    step = reduce(step.state, await runWithin(deps, effect, incoming, pending), context)
    replies.push(...step.replies)
  }
  session = answered(session, step, replies, seen)
  await keep(deps, handle, session, version)
  return { session, repeated: false, otherWords: false }
}

/** What is left of a session that was erased: the language, and that this message was handled. */
async function forget(deps: ConversationDeps, handle: SessionHandle, session: Session): Promise<Handled> {
  await deps.sessions.erase(handle)
  await keep(deps, handle, session, 0)
  return { session, repeated: false, otherWords: false }
}

function emptied({ v, language }: Session): Session {
  return { v, language, state: { step: 'menu' }, seen: [], transcript: [], replies: [] }
}

const ALLOWANCE: Record<OutsideEffect['type'], Allowance> = {
  'save-report': 'report',
  'open-case': 'receipt-try',
  'write-case': 'case-write',
}

/** One visitor may not fill the queue; what was allowed once may be tried again. */
async function runWithin(deps: ConversationDeps, effect: OutsideEffect, incoming: Incoming, session: Session) {
  const wait = effect.again ? 0 : await deps.allowances.take(ALLOWANCE[effect.type], incoming.session.id)
  if (wait > 0) return { type: 'too-often' as const, minutes: Math.ceil(wait / 60_000) }
  return deps.run(effect, session, incoming.address)
}

function isOther(earlier: Session['seen'][number], now: Session['seen'][number]): boolean {
  return now.words !== '' && now.words !== earlier.words
}

function markOf({ session, input }: Incoming): string {
  const words = input.type === 'text' ? input.text : 'beside' in input ? input.beside : undefined
  return words ? session.mark(words) : ''
}

async function keep(deps: ConversationDeps, handle: SessionHandle, session: Session, version: number): Promise<number> {
  if (!(await deps.sessions.save(handle, session, version))) throw new StoreUnavailable(new Error('session changed'))
  return version + 1
}

async function load(deps: ConversationDeps, handle: SessionHandle, language: string) {
  const { value, version } = await deps.sessions.load(handle)
  const parsed = Session.safeParse(value)
  if (parsed.success) return { session: parsed.data, version }
  return { session: freshSession(deps, language), version }
}

function freshSession(deps: ConversationDeps, language: string): Session {
  const known = deps.translator.languages.includes(language) ? language : 'vi'
  const state = { step: 'menu' } as const
  const replies = [promptFor(state, contextOf(deps))]
  return { v: 1, language: known, state, seen: [], transcript: [], replies }
}

/** A code on a poster says in which ward it hangs; that is a hint for the whole session, and no more. */
function withWard(session: Session, input: CitizenInput): Session {
  return input.type === 'command' && input.ward ? { ...session, ward: input.ward } : session
}

function contextOf({ places, clock, vault, channel, readTip }: ConversationDeps, ward?: string): TurnContext {
  return {
    ward,
    places: placesOn(places, dayOf(clock.now())),
    fresh: { caseId: vault.newCaseId(), receipt: vault.newReceipt(), writeId: vault.newCaseId() },
    readReceipt: vault.readReceipt,
    channel,
    readTip: remembering(readTip),
  }
}

/** One turn reads the same text several times; nothing of it is kept for the next. */
function remembering(readTip: TurnContext['readTip']): TurnContext['readTip'] {
  const readings = new Map<string, ReturnType<typeof readTip>>()
  return (text) => {
    const reading = readings.get(text) ?? readTip(text)
    readings.set(text, reading)
    return reading
  }
}

/** The first step of a turn, with the citizen's line written down. */
function withInput(deps: ConversationDeps, session: Session, input: CitizenInput, context: TurnContext) {
  const prompt = promptFor(session.state, context)
  const { choices: offered = [] } = prompt
  const numbered = numberedChoices(prompt)
  const event = understand(input, { translator: deps.translator, language: session.language, offered, numbered })
  if (event.type === 'language') return inLanguage(deps, session, event, context)
  // A receipt that was typed is not written down again.
  const step = reduce(session.state, event, context)
  const said = session.state.step === 'ask-receipt' || step.forgets ? undefined : wordsOf(event, offered)
  const past = session.replies.map((reply) => ({ from: 'bot' as const, reply: withoutControls(reply) }))
  const mine = said ? [{ from: 'citizen' as const, words: said }] : []
  // What was covered, or is not ours to keep, may not stand in the lines above.
  const covers = step.forgets || (event.type === 'choice' && event.id === 'mask')
  const transcript = covers ? [] : [...session.transcript, ...past, ...mine].slice(-LINES)
  return { session: { ...session, transcript }, step }
}

/** The same question in another language, with what stood in its field. */
function inLanguage(
  { translator }: ConversationDeps,
  session: Session,
  { language, beside }: { readonly language: string; readonly beside?: string },
  context: TurnContext,
) {
  const state = keepUnsent(session.state, beside)
  const replies = [...session.replies.slice(0, -1), promptFor(state, context)]
  const known = translator.languages.includes(language) ? language : session.language
  return { session: { ...session, language: known }, step: { state, replies, effects: [] } satisfies Step }
}

function wordsOf(event: Event, offered: readonly Choice[]): Reply | { text: string } | undefined {
  if (event.type === 'text') return { text: [...event.text].slice(0, WORDS_KEPT).join('') }
  if (event.type !== 'choice') return undefined
  const label = offered.find((choice) => choice.id === event.id)?.label
  const own = event.beside || event.typed
  return own ? { text: own } : label
}

/** A line of the past is words only: no buttons, no receipt, no card, nothing that was typed. */
function withoutControls({ key, params, tone }: Reply): Reply {
  return { key, ...(params ? { params } : {}), ...(tone ? { tone } : {}) }
}

/** Steps at which nothing that was sent may stay behind in the session: it is sealed, also from whoever picks up the phone. */
const CLEAN_START = ['menu', 'receipt', 'case']

function answered(session: Session, step: Step, replies: readonly Reply[], turn: Session['seen'][number]): Session {
  const transcript = CLEAN_START.includes(step.state.step) ? [] : session.transcript
  const seen = [...session.seen, turn].slice(-SEEN)
  return { ...session, state: step.state, transcript, replies: [...replies], seen }
}

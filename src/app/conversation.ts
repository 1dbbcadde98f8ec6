import { promptFor } from '../domain/conversation/prompts.js'
import { reduce } from '../domain/conversation/reduce.js'
import type { Choice, Effect, Event, Reply, Step, TurnContext } from '../domain/conversation/types.js'
import { type Places, placesOn } from '../domain/places.js'
import { cleanText } from '../domain/text/clean.js'
import { matchChoice } from '../domain/text/match-choice.js'
import { dayOf } from '../domain/time.js'
import { type CitizenInput, type Conversation, type Incoming, Session } from './incoming.js'
import {
  type CitizenSessions,
  type CitizenVault,
  type Clock,
  type SessionHandle,
  StoreUnavailable,
  type Translator,
} from './ports.js'

export interface ConversationDeps {
  readonly sessions: CitizenSessions
  readonly vault: CitizenVault
  readonly places: Places
  readonly translator: Translator
  readonly clock: Clock
  /** Runs one effect and says how it went, as an event. Never throws: a failure is an event too. */
  readonly run: (effect: Effect, session: Session) => Promise<Event>
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

async function turn(deps: ConversationDeps, { session: handle, eventId, input }: Incoming, language: string) {
  const loaded = await load(deps, handle, language)
  if (loaded.session.seen.includes(eventId)) return { session: loaded.session, repeated: true }
  const context = contextOf(deps)
  const started = withInput(deps, loaded.session, input, context)
  let { session, step } = started
  let version = loaded.version
  const replies: Reply[] = [...step.replies]
  for (let [effect] = step.effects; effect !== undefined; [effect] = step.effects) {
    version = await keep(
      deps,
      handle,
      { ...session, state: step.state, replies: [promptFor(step.state, context)] },
      version,
    )
    step = reduce(step.state, await deps.run(effect, { ...session, state: step.state }), context)
    replies.push(...step.replies)
  }
  session = answered(session, step, replies, eventId)
  await keep(deps, handle, session, version)
  return { session, repeated: false }
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

function contextOf({ places, clock, vault }: ConversationDeps): TurnContext {
  return {
    places: placesOn(places, dayOf(clock.now())),
    fresh: { caseId: vault.newCaseId(), receipt: vault.newReceipt(), answerId: vault.newCaseId() },
    readReceipt: vault.readReceipt,
  }
}

/** The first step of a turn, with the citizen's line written down. */
function withInput(deps: ConversationDeps, session: Session, input: CitizenInput, context: TurnContext) {
  if (input.type === 'language') {
    const language = deps.translator.languages.includes(input.language) ? input.language : session.language
    const step: Step = { state: session.state, replies: session.replies, effects: [] }
    return { session: { ...session, language, replies: [] }, step }
  }
  const { choices: offered = [], input: field } = promptFor(session.state, context)
  // A story or an answer may be just a number; there it never means a button.
  const names = { offered, numbers: field !== 'long-text' }
  const event = understand(deps.translator, session.language, input, names)
  // A receipt that was typed is not written down again.
  const said = session.state.step === 'ask-receipt' ? undefined : wordsOf(event, offered)
  const past = session.replies.map((reply) => ({ from: 'bot' as const, reply: withoutControls(reply) }))
  const mine = said ? [{ from: 'citizen' as const, words: said }] : []
  const transcript = [...session.transcript, ...past, ...mine].slice(-LINES)
  return { session: { ...session, transcript }, step: reduce(session.state, event, context) }
}

/** Typed text becomes the offered choice it names; an id that is not offered here is no choice at all. */
function understand(
  translator: Translator,
  language: string,
  input: Exclude<CitizenInput, { type: 'language' }>,
  { offered, numbers }: { readonly offered: readonly Choice[]; readonly numbers: boolean },
): Event {
  if (input.type === 'choice') {
    if (!offered.some((choice) => choice.id === input.id)) return { type: 'unsupported' }
    const beside = cleanText(input.beside ?? '')
    return { type: 'choice', id: input.id, ...(beside ? { beside } : {}) }
  }
  if (input.type !== 'text') return input
  const text = cleanText(input.text)
  const names = offered.map((choice) => ({ id: choice.id, names: namesOf(translator, language, choice) }))
  const isNumber = /^\d+[.)]?$/.test(text)
  const id = isNumber && !numbers ? undefined : matchChoice(text, names)
  if (id === undefined) return { type: 'text', text }
  return isNumber ? { type: 'choice', id } : { type: 'choice', id, typed: text }
}

function namesOf(translator: Translator, language: string, { label, names = [] }: Choice): string[] {
  return ['key' in label ? translator.say(language, label) : label.text, ...names]
}

function wordsOf(event: Event, offered: readonly Choice[]): Reply | { text: string } | undefined {
  if (event.type === 'text') return { text: [...event.text].slice(0, WORDS_KEPT).join('') }
  if (event.type !== 'choice') return undefined
  const label = offered.find((choice) => choice.id === event.id)?.label
  const own = event.beside ?? event.typed
  return own ? { text: own } : label
}

/** A line of the past is words only: no buttons, no receipt, no card, nothing that was typed. */
function withoutControls({ key, params, tone }: Reply): Reply {
  return { key, ...(params ? { params } : {}), ...(tone ? { tone } : {}) }
}

/** Steps at which nothing of an earlier report may stay behind in the session. */
const CLEAN_START = ['menu', 'receipt']

function answered(session: Session, step: Step, replies: readonly Reply[], eventId: string): Session {
  const transcript = CLEAN_START.includes(step.state.step) ? [] : session.transcript
  const seen = [...session.seen, eventId].slice(-SEEN)
  return { ...session, state: step.state, transcript, replies: [...replies], seen }
}

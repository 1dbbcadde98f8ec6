import type { CitizenInput, Session } from '../../app/incoming.js'
import type { SessionHandle } from '../../app/ports.js'
import type { Reply } from '../../domain/conversation/types.js'
import { closeQuestion, coverReceipt, type Pressed } from './close-question.js'
import { deleteMessages, deleteOne } from './delete-messages.js'
import { deliver, edit, hasCode } from './deliver.js'
import { firstLanguage, type TelegramDeps } from './deps.js'
import { type Drawn, draw } from './draw.js'
import { moreButtons } from './more-buttons.js'
import { type ChatView, NO_VIEW, withMessage } from './view.js'

/** One update of a private chat, as a turn of the conversation. */
export interface Arrival {
  readonly chat: string
  /** Of the update: it comes again when we did not answer in time. */
  readonly updateId: number
  /** The newest message of the chat when it came. */
  readonly messageId: number
  /** What the citizen did; two for a picture with words under it. */
  readonly inputs: readonly [CitizenInput, ...CitizenInput[]]
  readonly pressed?: Pressed
  readonly album?: string
}

/** An answer on its way to a chat. */
interface Answer {
  readonly view: ChatView
  readonly event: string
  readonly session: Session
  readonly replies: readonly Reply[]
}

/**
 * Handles an arrival and shows the answer. A second delivery of one that was shown does nothing; of one that was handled
 * and not wholly shown, shows the rest.
 */
export async function takeTurn(deps: TelegramDeps, arrival: Arrival): Promise<void> {
  const handle = deps.sessionOf(arrival.chat)
  const view = (await deps.views.read(arrival.chat)) ?? NO_VIEW
  const event = eventOf(arrival, arrival.inputs.length - 1)
  if (view.event === event && view.done) return
  const before = await deps.conversation.look(handle, firstLanguage(deps))
  const isLost = before.seen.length === 0
  // It was handled, and the session ended before the answer arrived: what was done may not be done again.
  if (view.event === event && isLost) {
    const key = view.step === 'receipt' ? 'telegram.receiptLost' : 'telegram.lost'
    return show(deps, arrival, { view, event, session: before, replies: [problem(key), ...before.replies] })
  }
  const { session, replies, isOld } = await handleAll(deps, handle, arrival)
  if (isOld) return
  const lost = isLost && view.underWay ? [problem('telegram.lost')] : []
  await show(deps, arrival, { view, event, session, replies: [...lost, ...replies] })
}

function problem(key: string): Reply {
  return { key, tone: 'problem' }
}

/** The conversation's name of one part of an update: a second delivery is known by it. */
export function eventOf({ updateId }: Pick<Arrival, 'updateId'>, index: number): string {
  return `telegram:${updateId}.${index}`
}

/** The turns of one arrival. `isOld`: it comes late, and newer words were answered meanwhile. */
async function handleAll(deps: TelegramDeps, handle: SessionHandle, arrival: Arrival) {
  const notices: Reply[] = []
  let handled = await handleOne(deps, handle, arrival, 0)
  for (let index = 1; index < arrival.inputs.length; index += 1) {
    // The question that the first part led to is answered, or asked again, by the next.
    notices.push(...handled.session.replies.slice(0, -1))
    handled = await handleOne(deps, handle, arrival, index)
  }
  const { session, repeated } = handled
  const isOld = repeated && session.seen.at(-1)?.id !== eventOf(arrival, arrival.inputs.length - 1)
  return { session, replies: [...notices, ...session.replies], isOld }
}

function handleOne(deps: TelegramDeps, session: SessionHandle, arrival: Arrival, index: number) {
  const input = arrival.inputs[index] ?? { type: 'unsupported' }
  // Where to write to, should the citizen want to be told: it goes with the turn and is kept nowhere on the way.
  const address = { channel: 'telegram', chat: arrival.chat } as const
  const incoming = { session, eventId: eventOf(arrival, index), input, address }
  return deps.conversation.handle(incoming, firstLanguage(deps))
}

async function show(deps: TelegramDeps, arrival: Arrival, answer: Answer): Promise<void> {
  const { chat, pressed } = arrival
  const { view: before, event, session } = answer
  const again = before.event === event
  const replies = await withDeeds(deps, arrival, answer)
  const mark = arrival.updateId.toString(36)
  const drawing = { translator: deps.translator, language: session.language, mark, more: moreButtons(deps, session) }
  const messages = draw(replies, drawing)
  const inPlace = again ? before.inPlace : isInPlace(arrival, answer, messages)
  const begun = begin(deps, arrival, answer, { mark, inPlace, again })
  await deps.views.write(chat, begun)
  const changed = inPlace ? await changeLive(deps, chat, begun, messages[0]) : undefined
  const shown = changed ?? (await deliver(deps, chat, { from: begun, messages, doubtful: again }))
  if (isForgetting(replies)) return forgetMessages(deps, chat, before, shown)
  if (!changed && before.live && !before.live.code && before.live.id !== shown.live?.id) {
    await closeQuestion(deps, chat, before.live.id, pressed)
  }
  await coverLeft(deps, chat, shown, session.language)
}

const isForgetting = (replies: readonly Reply[]) => replies.some(({ key }) => key === 'forget.done')

/** What this channel does beside the conversation, and says of it: it deletes what was to be forgotten, or a typed receipt. */
async function withDeeds(deps: TelegramDeps, arrival: Arrival, { view, session, replies }: Answer): Promise<Reply[]> {
  const told = [...replies]
  const now = deps.clock.now()
  const forgotten = told.findIndex(({ key }) => key === 'forget.done')
  if (forgotten >= 0) {
    const all = await deleteMessages(deps, arrival.chat, withMessage(view, arrival.messageId, now))
    const key = all && view.event !== '' ? 'telegram.deleted' : 'telegram.notAllDeleted'
    told.splice(forgotten + 1, 0, { key }, { key: 'telegram.noticesGoOn' })
  }
  if (session.state.step === 'forgetting') told.splice(-1, 0, { key: 'telegram.noticesGoOn' })
  const typedReceipt = view.step === 'ask-receipt' && !arrival.pressed && session.state.step === 'case'
  if (typedReceipt && (await deleteOne(deps, arrival.chat, arrival.messageId, Date.now() + 3_000))) {
    told.unshift({ key: 'telegram.receiptDeleted' })
  }
  return told
}

/** Of a chat that was forgotten, only what the last turn needs is known, and only for minutes. */
async function forgetMessages(deps: TelegramDeps, chat: string, before: ChatView, shown: ChatView): Promise<void> {
  const messages = shown.messages.filter(({ id }) => id > before.newest)
  await deps.views.writeBriefly(chat, { ...shown, messages, uncovered: null })
}

/** Tried again with every turn until it is done. */
async function coverLeft(deps: TelegramDeps, chat: string, shown: ChatView, language: string): Promise<void> {
  if (shown.uncovered === null || !(await coverReceipt(deps, chat, shown.uncovered, language))) return
  await deps.views.write(chat, { ...shown, uncovered: null })
}

interface Beginning {
  readonly mark: string
  readonly inPlace: boolean
  readonly again: boolean
}

/** What is known before anything is sent: should we be killed now, the next delivery goes on from here. */
function begin(deps: TelegramDeps, arrival: Arrival, answer: Answer, beginning: Beginning): ChatView {
  const { view, event, session } = answer
  const { mark, inPlace, again } = beginning
  const { state } = session
  return {
    ...withMessage(view, arrival.messageId, deps.clock.now()),
    ...{ event, mark, inPlace },
    arrived: again ? view.arrived : 0,
    done: false,
    uncovered: view.live?.code && !inPlace && !again ? view.live.id : view.uncovered,
    // What was done, also when the session that knew it is gone by now.
    step: again ? view.step : state.step,
    underWay: state.step !== 'menu' || Boolean(state.kept),
    album: arrival.album ?? null,
  }
}

/** A press that asks the same again (what is chosen on a card), or the next picture of an album: no new message for that. */
function isInPlace({ pressed, album, messageId }: Arrival, { view, session }: Answer, messages: readonly Drawn[]) {
  const { live, step } = view
  if (!live || messages.length !== 1) return false
  if (album !== undefined && album === view.album) return messageId < live.id
  return pressed?.messageId === live.id && view.newest === live.id && step === session.state.step
}

async function changeLive(deps: TelegramDeps, chat: string, view: ChatView, message: Drawn | undefined) {
  if (!view.live || !message || !(await edit(deps, chat, view.live.id, message))) return undefined
  const changed = { ...view, live: { id: view.live.id, code: hasCode(message) }, arrived: 1, done: true }
  await deps.views.write(chat, changed)
  return changed
}

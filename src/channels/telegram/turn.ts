import type { CitizenInput, Session } from '../../app/incoming.js'
import type { SessionHandle } from '../../app/ports.js'
import type { Reply } from '../../domain/conversation/types.js'
import { closeQuestion, type Pressed } from './close-question.js'
import { deleteOurs } from './delete-ours.js'
import { deliver, edit, hasCode } from './deliver.js'
import { firstLanguage, type TelegramDeps } from './deps.js'
import { type Drawn, draw } from './draw.js'
import { moreButtons } from './more-buttons.js'
import { type ChatView, NO_VIEW } from './view.js'

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
  const lost = view.underWay && view.event !== event && (await isFresh(deps, handle))
  const { session, replies, isOld } = await handleAll(deps, handle, arrival)
  if (isOld) return
  const told: Reply[] = lost ? [{ key: 'telegram.lost', tone: 'problem' }, ...replies] : [...replies]
  // The citizen's own messages cannot be deleted from here, which is said beside what was.
  const forgotten = told.findIndex(({ key }) => key === 'forget.done')
  if (forgotten >= 0) told.splice(forgotten + 1, 0, { key: 'telegram.deleted' })
  await show(deps, arrival, { view, event, session, replies: told })
}

/** The conversation's name of one part of an update: a second delivery is known by it. */
export function eventOf({ updateId }: Pick<Arrival, 'updateId'>, index: number): string {
  return `telegram:${updateId}.${index}`
}

async function isFresh({ conversation, ...deps }: TelegramDeps, handle: SessionHandle): Promise<boolean> {
  return (await conversation.look(handle, firstLanguage(deps))).seen.length === 0
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
  const { chat } = arrival
  const { view: before, event, session, replies } = answer
  const doubtful = before.event === event
  const mark = arrival.updateId.toString(36)
  const { translator } = deps
  const { language } = session
  const messages = draw(replies, { translator, language, mark, more: moreButtons(deps, session) })
  const isForgotten = replies.some(({ key }) => key === 'forget.done')
  if (isForgotten) await deleteOurs(deps, chat, before)
  const inPlace = doubtful ? before.inPlace : isInPlace(arrival, answer, messages)
  const begun = begin(arrival, answer, { mark, inPlace, again: doubtful, isForgotten })
  await deps.views.write(chat, begun)
  if (inPlace && (await changeLive(deps, chat, begun, messages[0]))) return
  const shown = await deliver(deps, chat, { from: begun, messages, doubtful })
  const left = before.live && before.live.id !== shown.live?.id && !isForgotten ? before.live : undefined
  if (left) await closeQuestion(deps, chat, { ...left, language, pressed: arrival.pressed })
}

interface Beginning {
  readonly mark: string
  readonly inPlace: boolean
  readonly again: boolean
  readonly isForgotten: boolean
}

/** What is known before anything is sent: should we be killed now, the next delivery goes on from here. */
function begin(
  arrival: Arrival,
  { view, event, session: { state } }: Answer,
  { mark, inPlace, again, isForgotten }: Beginning,
): ChatView {
  return {
    ...view,
    ...{ event, mark, inPlace },
    arrived: again ? view.arrived : 0,
    done: false,
    step: state.step,
    underWay: state.step !== 'menu' || Boolean(state.kept),
    album: arrival.album ?? null,
    mine: isForgotten ? [] : view.mine,
    newest: Math.max(view.newest, arrival.messageId),
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

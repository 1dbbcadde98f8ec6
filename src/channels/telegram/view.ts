import * as z from 'zod'

/**
 * What stands in a chat, as far as we have to know it: which turn was answered, which message has the buttons, and which
 * messages there are, so that they can be deleted on request. Ids only, no words; sealed, in the volatile Redis.
 */
export const ChatView = z.object({
  v: z.literal(1),
  /** The turn whose answer stands there, or is on its way. */
  event: z.string(),
  /** How many messages of that answer are known to have arrived; `done` when that is all of it. */
  arrived: z.number().int(),
  done: z.boolean(),
  /** The answer changes the message with the buttons. Decided once: what stands there is another when the turn comes again. */
  inPlace: z.boolean(),
  /** The message with the buttons; `code`: a receipt can be read in it. */
  live: z.object({ id: z.number().int(), code: z.boolean() }).nullable(),
  /** In the data of its buttons. */
  mark: z.string(),
  /** The step that was asked, and whether a lost session would lose anything. */
  step: z.string(),
  underWay: z.boolean(),
  /** The album whose pictures came last: the next of them changes the answer instead of giving another. */
  album: z.string().nullable(),
  /** A receipt that is to be covered, and could not be yet. */
  uncovered: z.number().int().nullable(),
  /** Ids and hours (since the epoch) of the messages of both sides that we know of, the oldest first. */
  messages: z.array(z.object({ id: z.number().int(), hour: z.number().int() })),
  /** The newest message of the chat that we know of, whoever wrote it. */
  newest: z.number().int(),
})
export type ChatView = z.infer<typeof ChatView>

/** Kept for two days, since a bot may delete its messages for so long. */
export interface ChatViews {
  read(chat: string): Promise<ChatView | undefined>
  write(chat: string, view: ChatView): Promise<void>
  /** For some minutes only: long enough to know the last turn should it come again. */
  writeBriefly(chat: string, view: ChatView): Promise<void>
  delete(chat: string): Promise<void>
}

const HOUR_MS = 3_600_000
/** Telegram lets a bot delete a message for 48 hours; one hour less, because ours are counted whole. */
const DELETABLE_HOURS = 47
const KNOWN = 800
/** Beyond this many ids, what lies between the messages we know of is not asked for. */
const RANGE = 1_000

export const NO_VIEW: ChatView = {
  v: 1,
  event: '',
  arrived: 0,
  done: true,
  inPlace: false,
  live: null,
  mark: '',
  step: 'menu',
  underWay: false,
  album: null,
  uncovered: null,
  messages: [],
  newest: 0,
}

/** The view with a message of either side. */
export function withMessage(view: ChatView, id: number, now: Date): ChatView {
  const hour = hourOf(now)
  const young = view.messages.filter((message) => hour - message.hour <= DELETABLE_HOURS && message.id !== id)
  const messages = [...young, { id, hour }].sort((a, b) => a.id - b.id).slice(-KNOWN)
  return { ...view, messages, newest: Math.max(view.newest, id) }
}

/**
 * What Telegram still lets a bot delete in this chat: messages of both sides, and what lies between them, since notices
 * that the worker sends are not known here. Ids of other chats in that range are none of this one and are passed over.
 */
export function deletable({ messages, newest }: ChatView, now: Date): number[] {
  const known = messages.filter(({ hour }) => hourOf(now) - hour <= DELETABLE_HOURS).map(({ id }) => id)
  const [first] = known
  if (first === undefined || newest - first >= RANGE) return known
  return Array.from({ length: newest - first + 1 }, (_, index) => first + index)
}

function hourOf(now: Date): number {
  return Math.floor(now.getTime() / HOUR_MS)
}

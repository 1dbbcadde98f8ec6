import * as z from 'zod'
import { State } from '../domain/conversation/state.js'
import type { Event, Reply } from '../domain/conversation/types.js'
import type { ChatAddress, SessionHandle } from './ports.js'

/** What a channel hands in. `eventId` is the platform's id of the message, so that a redelivery changes nothing. */
export interface Incoming {
  readonly session: SessionHandle
  readonly eventId: string
  readonly input: CitizenInput
  /** Of a channel that can write first: where it came from. Never part of the session. */
  readonly address?: ChatAddress
}

export type CitizenInput =
  | Extract<Event, { type: 'text' | 'choice' | 'command' | 'evidence' | 'location' | 'unsupported' }>
  | { readonly type: 'language'; readonly language: string; readonly beside?: string }

/** One line of the dialogue so far, kept for channels that draw it themselves (the web page). */
export type Line =
  | { readonly from: 'bot'; readonly reply: Reply }
  | { readonly from: 'citizen'; readonly words: Reply | { text: string } }

/** A citizen's session as kept, encrypted, in the volatile Redis. Anything that no longer parses begins anew. */
export const Session = z.object({
  v: z.literal(1),
  language: z.string(),
  state: State,
  /** Of the poster that brought the citizen here. */
  ward: z.string().optional(),
  /** The turns that were handled; `words` tells the same words from others, and nothing else of them. */
  seen: z.array(z.object({ id: z.string(), words: z.string() })),
  transcript: z.array(z.custom<Line>((line) => typeof line === 'object' && line !== null)),
  replies: z.array(z.custom<Reply>((reply) => typeof reply === 'object' && reply !== null)),
})
export type Session = z.infer<typeof Session>

export interface Handled {
  readonly session: Session
  /** This event id was seen before: the session is as it was. */
  readonly repeated: boolean
  /** It was seen with other words, so that these are new and nobody has read them. */
  readonly otherWords: boolean
}

export interface Conversation {
  /** The session as it stands, for drawing; a fresh one (menu) when there is none. Saves nothing. */
  look(session: SessionHandle, language: string): Promise<Session>
  /** One turn. */
  handle(incoming: Incoming, language: string): Promise<Handled>
  /** Forgets session and draft. */
  erase(session: SessionHandle): Promise<void>
}

import * as z from 'zod'
import { FirstHand } from '../report.js'

/** The times a citizen may choose from; `now` is set when it is happening now. */
export const WHEN = ['today', 'yesterday', 'this-week', 'earlier', 'often'] as const
const When = z.enum(['now', ...WHEN])

export const TEXT_LIMIT = 4000

/** What the citizen has said so far. Every field is filled in by its own step. */
export const Draft = z.object({
  category: z.string(),
  text: z.string(),
  happeningNow: z.boolean(),
  area: z.string().nullable(),
  placeWords: z.string().nullable(),
  /** One of the offered times, and the citizen's own words for it. */
  when: When.nullable(),
  whenWords: z.string().nullable(),
  firstHand: FirstHand,
  /** Sealed to the leads only, because the matter may touch an official. */
  restricted: z.boolean(),
})
export type Draft = z.infer<typeof Draft>

const partial = Draft.partial()

const CaseViewState = z.object({
  state: z.enum(['open', 'claimed', 'closed', 'withdrawn']),
  outcome: z.enum(['confirmed', 'not-confirmed', 'not-enough', 'outside-scope', 'duplicate', 'spam']).nullable(),
  receivedAt: z.string(),
  messages: z.array(
    z.object({
      kind: z.enum(['question', 'reply', 'closing', 'own-answer', 'unreadable']),
      at: z.string(),
      text: z.string().nullable(),
    }),
  ),
  question: z.number().int().nullable(),
})

/** The dialogue's state, as kept (encrypted) in the volatile Redis. A shape that no longer parses begins anew. */
export const State = z.discriminatedUnion('step', [
  z.object({ step: z.literal('menu') }),
  z.object({ step: z.literal('category') }),
  z.object({ step: z.literal('what'), draft: partial, tooLong: z.string().nullable() }),
  z.object({ step: z.literal('now'), draft: partial }),
  z.object({ step: z.literal('where'), draft: partial }),
  z.object({ step: z.literal('when'), draft: partial }),
  z.object({ step: z.literal('first-hand'), draft: partial }),
  z.object({ step: z.literal('review'), draft: Draft.omit({ restricted: true }) }),
  z.object({ step: z.literal('sending'), draft: Draft, caseId: z.string(), receipt: z.string() }),
  z.object({ step: z.literal('receipt'), receipt: z.string() }),
  z.object({ step: z.literal('ask-receipt') }),
  z.object({ step: z.literal('opening'), receipt: z.string() }),
  z.object({ step: z.literal('case'), receipt: z.string(), view: CaseViewState }),
  z.object({ step: z.literal('answering'), receipt: z.string(), view: CaseViewState, tooLong: z.string().nullable() }),
  z.object({
    step: z.literal('saving-answer'),
    receipt: z.string(),
    view: CaseViewState,
    text: z.string(),
    question: z.number().int(),
    answerId: z.string(),
  }),
])
export type State = z.infer<typeof State>
export type StateOf<S extends State['step']> = Extract<State, { step: S }>

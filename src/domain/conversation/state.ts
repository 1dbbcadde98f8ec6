import * as z from 'zod'
import { Outcome } from '../cases/events.js'
import { CaseState } from '../cases/status.js'
import { EVIDENCE_LIMIT, Evidence } from '../evidence.js'
import { FirstHand, Suggested } from '../report.js'
import { MESSAGE_KINDS } from './messages.js'

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
  evidence: z.array(Evidence).max(EVIDENCE_LIMIT),
  suggested: z.array(Suggested),
  /** Sealed to the leads only, because the matter may touch an official. */
  restricted: z.boolean(),
  /** "Tell me here when there is an answer": off unless chosen, and only where a channel can write first. */
  notify: z.boolean(),
})
export type Draft = z.infer<typeof Draft>

/**
 * Words that stood in a question's field and were not taken as its answer: too long, or a button was pressed beside
 * them. They are back in the field when it is asked again, and never part of what is sent.
 */
const halfWords = z.object({ what: z.string(), where: z.string(), when: z.string() }).partial()
export type Field = keyof z.infer<typeof halfWords>

/**
 * Beside the answers: half words; the answers as they were before the writer's own data was covered; that the last words
 * were not taken (`refused`), and that the writer insists on a person who decides.
 */
const aside = {
  unsent: halfWords.optional(),
  uncovered: z
    .object({ text: z.string(), placeWords: z.string().nullable(), whenWords: z.string().nullable() })
    .partial()
    .optional(),
  refused: z.boolean().optional(),
  insists: z.boolean().optional(),
}
const answers = Draft.omit({ restricted: true, notify: true })
const partial = answers.partial().extend(aside)
export type PartialDraft = z.infer<typeof partial>
const whole = answers.extend(aside)
export type WholeDraft = z.infer<typeof whole>
/** On its way: kept with what is not sent, so that nothing is gone should it come back to the review. */
const leaving = Draft.extend(aside)
export type LeavingDraft = z.infer<typeof leaving>

const CaseViewState = z.object({
  state: z.enum(CaseState.options.map((option) => option.shape.name.value)),
  outcome: Outcome.nullable(),
  receivedAt: z.string(),
  messages: z.array(z.object({ kind: z.enum(MESSAGE_KINDS), at: z.string(), text: z.string().nullable() })),
  question: z.number().int().nullable(),
  withdrawsOn: z.string().nullable(),
  disputable: z.boolean(),
})

const written = { id: z.string(), text: z.string() }
const Write = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), ...written, question: z.number().int() }),
  z.object({ kind: z.enum(['addition', 'dispute']), ...written }),
  z.object({ kind: z.enum(['withdraw', 'keep', 'no-notice']), id: z.string() }),
])

/** `kept`: an unfinished report that waits while the citizen looks at something else. */
const waiting = { kept: partial.nullish() }
/** `unsent`: words for this case that were not sent; they stay with it until they are, or until it is left. */
const withCase = { receipt: z.string(), unsent: z.string().nullable(), ...waiting }
const opened = { ...withCase, view: CaseViewState }

const STEPS = [
  z.object({ step: z.literal('menu'), ...waiting }),
  z.object({ step: z.literal('category'), draft: partial }),
  z.object({ step: z.literal('what'), draft: partial }),
  z.object({ step: z.literal('now'), draft: partial }),
  /** First the place in the citizen's own words (which wait as half words), then its ward of today. */
  z.object({ step: z.literal('where'), draft: partial, asks: z.enum(['place', 'ward']) }),
  z.object({ step: z.literal('when'), draft: partial }),
  z.object({ step: z.literal('first-hand'), draft: partial }),
  z.object({ step: z.literal('review'), draft: whole }),
  z.object({ step: z.literal('edit'), draft: whole }),
  z.object({ step: z.literal('evidence'), draft: whole }),
  z.object({ step: z.literal('notify'), draft: leaving.omit({ notify: true }) }),
  z.object({ step: z.literal('sending'), draft: leaving, caseId: z.string(), receipt: z.string() }),
  z.object({ step: z.literal('receipt'), receipt: z.string() }),
  z.object({ step: z.literal('ask-receipt'), ...waiting }),
  z.object({ step: z.literal('opening'), ...withCase }),
  z.object({ step: z.literal('case'), ...opened }),
  z.object({ step: z.literal('writing'), ...opened, kind: z.enum(['answer', 'addition', 'dispute']) }),
  z.object({ step: z.literal('withdrawing'), ...opened }),
  z.object({ step: z.literal('saving'), ...opened, write: Write }),
] as const

const Plain = z.discriminatedUnion('step', STEPS)
export type Plain = z.infer<typeof Plain>

/** The dialogue's state, as kept (encrypted) in the volatile Redis. A shape that no longer parses begins anew. */
export const State = z.discriminatedUnion('step', [
  ...STEPS,
  /** Asks before everything is erased; `from` is where the citizen was, should they say no. */
  z.object({ step: z.literal('forgetting'), from: Plain }),
])
export type State = z.infer<typeof State>
export type StateOf<S extends State['step']> = Extract<State, { step: S }>

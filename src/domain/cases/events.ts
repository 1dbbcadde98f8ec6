import * as z from 'zod'
import { Urgency } from '../places.js'
import { CaseId, Minute } from '../report.js'

/** Why a case ended. None of these words says that a person did anything. */
export const Outcome = z.enum(['confirmed', 'not-confirmed', 'not-enough', 'outside-scope', 'duplicate', 'spam'])
export type Outcome = z.infer<typeof Outcome>

/** Ciphertext, base64url, opaque to everything but the vault. */
const Sealed = z.string().min(1)
const byOfficer = { at: z.iso.datetime(), by: z.string() }
/** `id` is random and made with the event, so that a second try of the same one is known. */
const byCitizen = { at: Minute, id: z.string() }
const sealedByCitizen = { sealed: Sealed, keyId: z.string() }

/**
 * What happened to a case, in order. Words of officers are stored twice: `forOfficers` under the case's content key,
 * `forCitizen` sealed to the receipt. Citizen-side events carry the minute only.
 */
export const CaseEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('received'),
    at: Minute,
    id: CaseId,
    receivedAt: Minute,
    category: z.string(),
    area: z.string().nullable(),
    urgency: Urgency,
    restricted: z.boolean(),
  }),
  z.object({ type: z.literal('claimed'), ...byOfficer }),
  z.object({ type: z.literal('released'), ...byOfficer }),
  /** A lead puts a report back that somebody else holds, so that it never waits for an officer who is away or gone. */
  z.object({ type: z.literal('taken-back'), ...byOfficer }),
  z.object({ type: z.literal('question-asked'), ...byOfficer, forOfficers: Sealed, forCitizen: Sealed }),
  z.object({ type: z.literal('answer-received'), ...byCitizen, ...sealedByCitizen }),
  /** More words of the citizen's own accord, and words with which they disagree with how the report was closed. */
  z.object({ type: z.literal('added'), ...byCitizen, ...sealedByCitizen }),
  z.object({ type: z.literal('disputed'), ...byCitizen, ...sealedByCitizen }),
  /** Takes effect later (see clocks.ts), because a reporter may be under pressure; until then it can be taken back. */
  z.object({ type: z.literal('withdrawal-requested'), ...byCitizen }),
  z.object({ type: z.literal('withdrawal-taken-back'), ...byCitizen }),
  /** `by` is null when the waiting time was over. */
  z.object({ type: z.literal('withdrawn'), at: z.iso.datetime(), by: z.string().nullable() }),
  z.object({ type: z.literal('reply-sent'), ...byOfficer, forOfficers: Sealed, forCitizen: Sealed }),
  z.object({ type: z.literal('noted'), ...byOfficer, forOfficers: Sealed }),
  z.object({
    type: z.literal('closed'),
    ...byOfficer,
    outcome: Outcome,
    forOfficers: Sealed,
    forCitizen: Sealed.nullable(),
  }),
  z.object({ type: z.literal('reopened'), ...byOfficer, forOfficers: Sealed }),
  z.object({ type: z.literal('overdue'), at: z.iso.datetime() }),
])
export type CaseEvent = z.infer<typeof CaseEvent>

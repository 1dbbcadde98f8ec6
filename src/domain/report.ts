import * as z from 'zod'
import { Evidence } from './evidence.js'
import { Urgency } from './places.js'

/** Base64url without padding. */
const bytes = z.string().regex(/^[A-Za-z0-9_-]+$/)
/** First 120 bits of SHA-256 over the public key, in Crockford base32: the id binds the key it names. */
export const KeyId = z.string().regex(/^[0-9a-hjkmnp-tv-z]{24}$/)
export const CaseId = z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/)
export type CaseId = z.infer<typeof CaseId>

/** Minute precision on purpose: a second would tie a report to a moment on somebody's phone. */
export const Minute = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/)
  .describe('UTC, cut to the minute')

export const FirstHand = z.enum(['saw', 'heard'])

/** The clear part. It is bound to the ciphertext, so nobody can change it unseen. */
export const ReportHeader = z.object({
  v: z.literal(1),
  id: CaseId,
  receivedAt: Minute,
  category: z.string(),
  area: z.string().nullable(),
  urgency: Urgency,
  happeningNow: z.boolean(),
  firstHand: FirstHand,
  evidenceCount: z.number().int().min(0),
})
export type ReportHeader = z.infer<typeof ReportHeader>

/** A content key sealed to one holder of a private key. */
export const SealedKey = z.object({ v: z.literal(1), keyId: KeyId, key: bytes })
export type SealedKey = z.infer<typeof SealedKey>

/**
 * `keyId` names the key the report was sealed to (duty or lead), `key` is the content key sealed to it,
 * `copies` the same content key sealed to other recipients, such as a foreign system that reads the stream as a unit.
 */
export const SealedReport = SealedKey.extend({ ciphertext: bytes, copies: z.array(SealedKey).default([]) })
export type SealedReport = z.infer<typeof SealedReport>

export const Signature = z.object({ v: z.literal(1), keyId: KeyId, value: bytes })
export type Signature = z.infer<typeof Signature>

/** One entry of the moderation stream, field `report`. */
export const StructuredReport = ReportHeader.extend({ sealed: SealedReport, signature: Signature })
export type StructuredReport = z.infer<typeof StructuredReport>

/**
 * What a machine suggested and the citizen confirmed by choosing it; `urgency`: raised because the words sound like
 * danger; `scope`: held to be outside this line's scope, and the citizen asked for a person to decide. Officers see it beside each.
 */
export const Suggested = z.enum(['category', 'area', 'restricted', 'urgency', 'scope'])
export type Suggested = z.infer<typeof Suggested>

/** What only a key holder reads. `contact` is the public half derived from the receipt: answers are sealed to it. */
export const ReportContent = z.object({
  text: z.string(),
  /** The citizen's own words for the place, kept beside the ward id so that a boundary change can be replayed. */
  placeWords: z.string().nullable(),
  when: z.string().nullable(),
  whenWords: z.string().nullable(),
  evidence: z.array(Evidence).default([]),
  suggested: z.array(Suggested).default([]),
  channel: z.enum(['web', 'telegram', 'zalo']),
  language: z.string(),
  contact: bytes,
})
export type ReportContent = z.infer<typeof ReportContent>

export function headerOf(report: StructuredReport): ReportHeader {
  return ReportHeader.parse(report)
}

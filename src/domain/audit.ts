import * as z from 'zod'

/** What officers did. `detail` holds ids and bounded words only, never content. */
export const AuditAction = z.enum([
  'signed-in',
  'sign-in-failed',
  'signed-out',
  'screen-locked',
  'screen-unlocked',
  'password-chosen',
  'case-viewed',
  'evidence-viewed',
  'case-claimed',
  'case-released',
  'case-taken-back',
  'question-asked',
  'reply-sent',
  'note-added',
  'case-closed',
  'case-reopened',
  'case-overdue',
  'withdrawal-confirmed',
  'case-withdrawn',
  'officer-invited',
  'officer-enrolled',
  'officer-approved',
  'officer-disabled',
  'key-rotated',
  'key-list-renewed',
  'roster-changed',
  'link-code-made',
  'alerts-linked',
  'alerts-unlinked',
  'refused',
])
export type AuditAction = z.infer<typeof AuditAction>

export const AuditEntry = z.object({
  v: z.literal(1),
  seq: z.number().int().positive(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: AuditAction,
  subject: z.string().nullable(),
  prev: z.string(),
  hash: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>
export type AuditFact = Pick<AuditEntry, 'actor' | 'action' | 'subject'>
export interface AuditHead {
  readonly seq: number
  readonly hash: string
}

import * as z from 'zod'
import type { CaseEvent } from './cases/events.js'
import { type CaseStatus, isSettled } from './cases/status.js'
import { OfficerId } from './officers.js'
import { Urgency } from './places.js'
import { CaseId } from './report.js'
import { minuteOf } from './time.js'

/**
 * Why an officer is told: a new report; an urgent one that still nobody has claimed; a first look that became late; a
 * citizen who disagrees; words of a citizen for whoever holds the case.
 */
export const AlertReason = z.enum(['new', 'unclaimed', 'late', 'dispute', 'answer'])
export type AlertReason = z.infer<typeof AlertReason>

/** All that an alert is made of. `n`: the event it tells of, so that the same fact is the same text. */
export const AlertFact = z.object({
  reason: AlertReason,
  caseId: CaseId,
  n: z.number().int().positive(),
  urgency: Urgency,
  /** Officers whose chat did not take it, so that others are told in their place. */
  passedBy: z.array(OfficerId).readonly().default([]),
})
export type AlertFact = z.infer<typeof AlertFact>

/** A fact and the whole minute from which it may be told, in milliseconds. */
export interface DueFact {
  readonly fact: AlertFact
  readonly at: number
}

/** An urgent report that nobody has claimed after this long is told once more. */
const UNCLAIMED_MS = 5 * 60_000

/**
 * What an event gives officers to be told, stored with the event itself. `delayMs`: whole minutes by which an answer is
 * told later, so that a citizen's last message and an officer's buzzing phone do not meet.
 */
export function factsOf(event: CaseEvent, after: CaseStatus, delayMs: number): DueFact[] {
  const { id: caseId, version: n, urgency } = after
  const at = Date.parse(minuteOf(new Date(event.at)))
  const fact = (reason: AlertReason, later = 0) => ({
    fact: { reason, caseId, n, urgency, passedBy: [] },
    at: at + later,
  })
  switch (event.type) {
    case 'received':
      if (urgency === 'urgent') return [fact('new'), fact('unclaimed', UNCLAIMED_MS)]
      return urgency === 'high' ? [fact('new')] : []
    case 'overdue':
      return [fact('late')]
    case 'disputed':
      return [fact('dispute', delayMs)]
    case 'answer-received':
    case 'added':
      return [fact('answer', delayMs)]
    default:
      return []
  }
}

/** Whether there is still something to tell: what was claimed, read or closed meanwhile interrupts nobody. */
export function stillHolds({ reason }: AlertFact, status: CaseStatus): boolean {
  if (isSettled(status)) return false
  if (reason === 'answer') return status.unread > 0
  return status.state.name === 'open' && status.firstLookAt === null
}

/** Somebody who can be told: in the signed key list, with a chat that is linked. */
export interface Listener {
  readonly officerId: string
  readonly leads: boolean
}

/**
 * Who is told. Whoever is on duty and may see the case; when none of them listens, every lead. What nobody has taken up
 * in time goes to the leads as well. Restricted reports are for leads only; an answer is for the holder alone.
 */
export function recipientsOf(
  { reason, passedBy }: Pick<AlertFact, 'reason' | 'passedBy'>,
  { restricted, state }: CaseStatus,
  listeners: readonly Listener[],
  onDuty: readonly string[],
): string[] {
  const able = listeners.filter(({ officerId, leads }) => (leads || !restricted) && !passedBy.includes(officerId))
  const pick = (test: (one: Listener) => boolean) => able.filter(test).map(({ officerId }) => officerId)
  if (reason === 'answer') return pick(({ officerId }) => state.name === 'claimed' && state.by === officerId)
  const present = pick(({ officerId }) => onDuty.includes(officerId))
  if (present.length === 0) return pick(({ leads }) => leads)
  if (reason !== 'unclaimed' && reason !== 'late') return present
  return pick(({ officerId, leads }) => leads || present.includes(officerId))
}

/** Whom a new report would reach at this moment. */
export type AlertReach = 'on-duty' | 'leads' | 'nobody'

export function reachOf(listeners: readonly Listener[], onDuty: readonly string[]): AlertReach {
  if (listeners.some(({ officerId }) => onDuty.includes(officerId))) return 'on-duty'
  return listeners.some(({ leads }) => leads) ? 'leads' : 'nobody'
}

/** Told at once, whatever was told a moment ago. */
export function isPressingFact({ reason, urgency }: AlertFact): boolean {
  return urgency === 'urgent' && reason !== 'answer' && reason !== 'dispute'
}

/** One line for each case: the newest. */
export function byCase(facts: readonly AlertFact[]): AlertFact[] {
  return [...new Map(facts.map((fact) => [fact.caseId, fact])).values()]
}

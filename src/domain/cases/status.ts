import * as z from 'zod'
import { Urgency } from '../places.js'
import { CaseId, Minute } from '../report.js'
import type { CaseEvent, Outcome } from './events.js'

/** Where a case stands. A closed case cannot exist without its outcome. */
export const CaseState = z.discriminatedUnion('name', [
  z.object({ name: z.literal('open') }),
  z.object({ name: z.literal('claimed'), by: z.string() }),
  z.object({
    name: z.literal('closed'),
    outcome: z.enum(['confirmed', 'not-confirmed', 'not-enough', 'outside-scope', 'duplicate', 'spam']),
  }),
])
export type CaseState = z.infer<typeof CaseState>

/** Folded from the events and stored beside them in one atomic step. `version` counts the events. */
export const CaseStatus = z.object({
  v: z.literal(1),
  id: CaseId,
  version: z.number().int().positive(),
  state: CaseState,
  receivedAt: Minute,
  category: z.string(),
  area: z.string().nullable(),
  urgency: Urgency,
  restricted: z.boolean(),
  firstLookAt: z.iso.datetime().nullable(),
  overdue: z.boolean(),
  /** The question that waits for the citizen, by its event number, and whether an answer waits for an officer. */
  openQuestion: z.number().int().nullable(),
  unreadAnswer: z.boolean(),
})
export type CaseStatus = z.infer<typeof CaseStatus>

export class MoveRefused extends Error {
  readonly reason: 'not-allowed' | 'claimed-by-other' | 'not-claimed' | 'no-open-question' | 'changed'

  constructor(reason: MoveRefused['reason']) {
    super(`case move refused: ${reason}`)
    this.reason = reason
  }
}

type StateName = CaseState['name']

/** Which events each state accepts. One table; what is not here is refused. */
const ALLOWED: Record<StateName, readonly CaseEvent['type'][]> = {
  open: ['claimed', 'noted', 'answer-received', 'overdue'],
  claimed: ['claimed', 'released', 'taken-back', 'question-asked', 'answer-received', 'reply-sent', 'noted', 'closed'],
  closed: ['reopened', 'noted'],
}

/** Only the officer who holds the case may do these; anybody may write a note. */
const HOLDER_ONLY: readonly CaseEvent['type'][] = ['released', 'question-asked', 'reply-sent', 'closed']

export function firstStatus(event: Extract<CaseEvent, { type: 'received' }>): CaseStatus {
  const { id, receivedAt, category, area, urgency, restricted } = event
  return {
    v: 1,
    id,
    version: 1,
    state: { name: 'open' },
    receivedAt,
    category,
    area,
    urgency,
    restricted,
    firstLookAt: null,
    overdue: false,
    openQuestion: null,
    unreadAnswer: false,
  }
}

/** The next status, or {@link MoveRefused}. Pure: the caller stores status and event together. */
export function applyEvent(status: CaseStatus, event: CaseEvent): CaseStatus {
  refuseUnlessAllowed(status, event)
  return { ...status, version: status.version + 1, ...changeOf(status, event) }
}

function refuseUnlessAllowed({ state, openQuestion, overdue }: CaseStatus, event: CaseEvent): void {
  if (event.type === 'received' || !ALLOWED[state.name].includes(event.type)) throw new MoveRefused('not-allowed')
  if (event.type === 'claimed' && state.name === 'claimed') throw new MoveRefused('claimed-by-other')
  if (HOLDER_ONLY.includes(event.type) && !(state.name === 'claimed' && 'by' in event && state.by === event.by)) {
    throw new MoveRefused('not-claimed')
  }
  if (event.type === 'answer-received' && openQuestion === null) throw new MoveRefused('no-open-question')
  if (event.type === 'overdue' && overdue) throw new MoveRefused('not-allowed')
}

function changeOf(status: CaseStatus, event: CaseEvent): Partial<CaseStatus> {
  switch (event.type) {
    case 'claimed':
      return { state: { name: 'claimed', by: event.by }, firstLookAt: status.firstLookAt ?? event.at }
    case 'released':
    case 'taken-back':
      return { state: { name: 'open' } }
    case 'question-asked':
      return { openQuestion: status.version + 1, unreadAnswer: false }
    case 'answer-received':
      return { openQuestion: null, unreadAnswer: true }
    case 'reply-sent':
      return { unreadAnswer: false }
    case 'closed':
      return { state: closedWith(event.outcome), openQuestion: null, unreadAnswer: false }
    case 'reopened':
      return { state: { name: 'open' } }
    case 'overdue':
      return { overdue: true }
    case 'noted':
    case 'received':
      return {}
  }
}

function closedWith(outcome: Outcome): CaseState {
  return { name: 'closed', outcome }
}

/** The status from its events: what is stored must equal this. */
export function foldEvents(events: readonly CaseEvent[]): CaseStatus {
  const [first, ...rest] = events
  if (first?.type !== 'received') throw new Error('a case starts with received')
  return rest.reduce(applyEvent, firstStatus(first))
}

import * as z from 'zod'
import { Urgency } from '../places.js'
import { CaseId, Minute } from '../report.js'
import { minuteOf } from '../time.js'
import { type CaseEvent, Outcome } from './events.js'

/** Where a case stands. A closed case cannot exist without its outcome. */
export const CaseState = z.discriminatedUnion('name', [
  z.object({ name: z.literal('open') }),
  z.object({ name: z.literal('claimed'), by: z.string() }),
  z.object({
    name: z.literal('closed'),
    outcome: Outcome,
  }),
  /** By the citizen's wish. Not an outcome: nobody has said what came of it. */
  z.object({ name: z.literal('withdrawn') }),
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
  /** When it came back to the queue (disputed or reopened), so that it waits for a look anew; null while it has not. */
  returnedAt: z.iso.datetime().nullable().default(null),
  overdue: z.boolean(),
  /** The question that waits for the citizen, by its event number. */
  openQuestion: z.number().int().nullable(),
  /** How many messages of the citizen wait for an officer's word. */
  unread: z.number().int().min(0),
  /** The citizen wishes to withdraw; when that takes effect is in clocks.ts. */
  withdrawal: z.object({ requestedAt: Minute }).nullable(),
  /** How often they have wished so, because a change of mind is allowed and a game is not. */
  withdrawals: z.number().int().min(0),
  /** The citizen disagreed with the closure. Once; only a lead may close such a report again. */
  disputed: z.boolean(),
})
export type CaseStatus = z.infer<typeof CaseStatus>

export class MoveRefused extends Error {
  readonly reason:
    | 'not-allowed'
    | 'claimed-by-other'
    | 'not-claimed'
    | 'no-open-question'
    | 'changed'
    | 'lead-only'
    | 'too-many'

  constructor(reason: MoveRefused['reason']) {
    super(`case move refused: ${reason}`)
    this.reason = reason
  }
}

type StateName = CaseState['name']

/** Which events each state accepts. One table; what is not here is refused. */
const CITIZEN = ['answer-received', 'added', 'withdrawal-requested', 'withdrawal-taken-back'] as const
const ALLOWED: Record<StateName, readonly CaseEvent['type'][]> = {
  open: [...CITIZEN, 'claimed', 'noted', 'overdue', 'withdrawn'],
  claimed: [
    ...CITIZEN,
    ...(['claimed', 'released', 'taken-back', 'question-asked', 'reply-sent', 'noted', 'closed', 'withdrawn'] as const),
  ],
  closed: ['reopened', 'noted', 'disputed'],
  withdrawn: ['reopened', 'noted'],
}

/** Messages of one citizen that may wait unread, and changes of mind: enough for people, not for a game. */
const UNREAD_LIMIT = 20
const WITHDRAWAL_LIMIT = 5

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
    returnedAt: null,
    overdue: false,
    openQuestion: null,
    unread: 0,
    withdrawal: null,
    withdrawals: 0,
    disputed: false,
  }
}

/** The next status, or {@link MoveRefused}. Pure: the caller stores status and event together. */
export function applyEvent(status: CaseStatus, event: CaseEvent): CaseStatus {
  refuseUnlessAllowed(status, event)
  return { ...status, version: status.version + 1, ...changeOf(status, event) }
}

function refuseUnlessAllowed(status: CaseStatus, event: CaseEvent): void {
  const { state, openQuestion, overdue } = status
  if (event.type === 'received' || !ALLOWED[state.name].includes(event.type)) throw new MoveRefused('not-allowed')
  if (event.type === 'claimed' && state.name === 'claimed') throw new MoveRefused('claimed-by-other')
  if (HOLDER_ONLY.includes(event.type) && !(state.name === 'claimed' && 'by' in event && state.by === event.by)) {
    throw new MoveRefused('not-claimed')
  }
  if (event.type === 'answer-received' && openQuestion === null) throw new MoveRefused('no-open-question')
  if (event.type === 'overdue' && overdue) throw new MoveRefused('not-allowed')
  refuseCitizenUnlessAllowed(status, event)
}

function refuseCitizenUnlessAllowed({ unread, withdrawal, withdrawals, disputed }: CaseStatus, event: CaseEvent): void {
  if (event.type === 'added' && unread >= UNREAD_LIMIT) throw new MoveRefused('too-many')
  if (event.type === 'withdrawal-requested' && withdrawals >= WITHDRAWAL_LIMIT) throw new MoveRefused('too-many')
  if (event.type === 'withdrawal-requested' && withdrawal) throw new MoveRefused('not-allowed')
  if ((event.type === 'withdrawal-taken-back' || event.type === 'withdrawn') && !withdrawal)
    throw new MoveRefused('not-allowed')
  if (event.type === 'disputed' && disputed) throw new MoveRefused('not-allowed')
}

function changeOf(status: CaseStatus, event: CaseEvent): Partial<CaseStatus> {
  switch (event.type) {
    case 'claimed':
      return { state: { name: 'claimed', by: event.by }, firstLookAt: status.firstLookAt ?? event.at }
    case 'released':
    case 'taken-back':
      return { state: { name: 'open' } }
    case 'question-asked':
      return { openQuestion: status.version + 1, unread: 0 }
    case 'answer-received':
      return { openQuestion: null, unread: status.unread + 1 }
    case 'added':
      return { unread: status.unread + 1 }
    case 'withdrawal-requested':
      return { withdrawal: { requestedAt: event.at }, withdrawals: status.withdrawals + 1 }
    case 'withdrawal-taken-back':
      return { withdrawal: null }
    case 'withdrawn':
      return { state: { name: 'withdrawn' }, ...SETTLED, withdrawal: null }
    case 'disputed':
      // Whoever wants it looked at again no longer wishes it away.
      return { ...returned(event.at), disputed: true, unread: status.unread + 1, withdrawal: null }
    case 'reply-sent':
      return { unread: 0 }
    case 'closed':
      return { state: closedWith(event.outcome), ...SETTLED }
    case 'reopened':
      return { ...returned(event.at), withdrawal: status.withdrawal && { requestedAt: minuteOf(new Date(event.at)) } }
    case 'overdue':
      return { overdue: true }
    case 'noted':
    case 'received':
      return {}
  }
}

/** Nothing waits any more, on either side. A wish to withdraw outlives a closure: should it be reopened, it counts anew. */
const SETTLED = { openQuestion: null, unread: 0 } as const

function returned(at: string) {
  return { state: { name: 'open' }, returnedAt: at, firstLookAt: null, overdue: false } as const
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

/** Over, for now: nobody has to do anything. */
export function isSettled({ state }: CaseStatus): boolean {
  return state.name === 'closed' || state.name === 'withdrawn'
}

/** The citizen may disagree with how a report was closed, once. */
export function canDispute({ state, disputed }: CaseStatus): boolean {
  return state.name === 'closed' && !disputed
}

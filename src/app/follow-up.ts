import type { CaseEvent } from '../domain/cases/events.js'
import type { CaseStatus } from '../domain/cases/status.js'
import { applyEvent, MoveRefused } from '../domain/cases/status.js'
import type { CaseMessage, CaseView } from '../domain/conversation/types.js'
import { currentKey } from '../domain/officers.js'
import { dayOf, minuteOf } from '../domain/time.js'
import {
  type CaseStore,
  type CitizenVault,
  type Clock,
  type KeyLists,
  type ReportStore,
  StoreUnavailable,
} from './ports.js'

export interface FollowUpDeps {
  readonly vault: CitizenVault
  readonly keyLists: KeyLists
  readonly reports: ReportStore
  readonly cases: CaseStore
  readonly clock: Clock
}

/** What a receipt opens. Nothing when no case belongs to it. */
export async function viewCase(deps: FollowUpDeps, receipt: string): Promise<CaseView | undefined> {
  const caseId = await deps.reports.caseOfReceipt(deps.vault.lookupId(receipt))
  if (caseId === undefined) return undefined
  const [status, events] = await Promise.all([deps.cases.status(caseId), deps.cases.events(caseId)])
  return status && viewOf(deps.vault, receipt, status, events)
}

function viewOf(vault: CitizenVault, receipt: string, status: CaseStatus, events: readonly CaseEvent[]): CaseView {
  return {
    state: status.state.name,
    outcome: status.state.name === 'closed' ? status.state.outcome : null,
    receivedAt: status.receivedAt,
    messages: events.flatMap((event, index) => messageOf(vault, receipt, status.id, event, index + 1) ?? []),
    question: status.openQuestion,
  }
}

const KINDS = { 'question-asked': 'question', 'reply-sent': 'reply', closed: 'closing' } as const

function messageOf(
  vault: CitizenVault,
  receipt: string,
  caseId: string,
  event: CaseEvent,
  n: number,
): CaseMessage | undefined {
  const at = dayOf(new Date(event.at))
  if (event.type === 'answer-received') return { kind: 'own-answer', at, text: null }
  if (event.type !== 'question-asked' && event.type !== 'reply-sent' && event.type !== 'closed') return undefined
  if (event.forCitizen === null) return undefined
  const kind = KINDS[event.type]
  try {
    return { kind, at, text: vault.openForCitizen(receipt, { caseId, kind, n }, event.forCitizen) }
  } catch {
    // One message that was tampered with must not shut the others away.
    return { kind: 'unreadable', at, text: null }
  }
}

export interface Answer {
  readonly text: string
  /** The number of the question that was on the citizen's screen. */
  readonly question: number
  readonly id: string
}

/**
 * Keeps the citizen's answer to the question they saw. `refused` when another question is open now, or none;
 * a second try of an answer that was kept is known by its id and counts as saved.
 */
export async function saveAnswer(
  deps: FollowUpDeps,
  receipt: string,
  answer: Answer,
): Promise<'saved' | 'refused' | 'not-found'> {
  const caseId = await deps.reports.caseOfReceipt(deps.vault.lookupId(receipt))
  if (caseId === undefined) return 'not-found'
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const status = await deps.cases.status(caseId)
    if (!status) return 'not-found'
    if (await wasKept(deps, caseId, answer.id)) return 'saved'
    if (status.openQuestion !== answer.question) return 'refused'
    if ((await commitAnswer(deps, receipt, status, answer)) === 'done') return 'saved'
  }
  throw new StoreUnavailable(new Error('case busy'))
}

async function commitAnswer(deps: FollowUpDeps, receipt: string, before: CaseStatus, { text, id }: Answer) {
  const list = await deps.keyLists.current()
  const officersKey = currentKey(list, before.restricted ? 'lead' : 'duty')
  const context = { caseId: before.id, kind: 'answer' as const, n: before.version + 1 }
  const sealed = deps.vault.sealAnswer(receipt, officersKey, context, text)
  const keyId = sealed.split('.')[1] ?? ''
  const event: CaseEvent = { type: 'answer-received', at: minuteOf(deps.clock.now()), id, sealed, keyId }
  try {
    return await deps.cases.commit({ before, after: applyEvent(before, event), event }, null)
  } catch (error) {
    if (error instanceof MoveRefused) return 'stale'
    throw error
  }
}

async function wasKept({ cases }: FollowUpDeps, caseId: string, id: string): Promise<boolean> {
  const kept = (await cases.events(caseId)).some((event) => event.type === 'answer-received' && event.id === id)
  // It may have been kept by a process that died before it heard so: make sure of the disk before saying it.
  if (kept) await cases.settle(caseId)
  return kept
}

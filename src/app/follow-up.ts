import type { CaseEvent } from '../domain/cases/events.js'
import type { CaseStatus } from '../domain/cases/status.js'
import { applyEvent, MoveRefused } from '../domain/cases/status.js'
import type { CaseMessage, CaseView } from '../domain/conversation/types.js'
import { currentKey } from '../domain/officers.js'
import { minuteOf } from '../domain/time.js'
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
    questionOpen: status.openQuestion !== null,
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
  if (event.type === 'answer-received') return { kind: 'own-answer', at: event.at, text: null }
  if (event.type !== 'question-asked' && event.type !== 'reply-sent' && event.type !== 'closed') return undefined
  if (event.forCitizen === null) return undefined
  const kind = KINDS[event.type]
  // A day is enough here: the officer's minute is nobody else's business.
  return {
    kind,
    at: minuteOf(new Date(event.at)),
    text: vault.openForCitizen(receipt, { caseId, kind, n }, event.forCitizen),
  }
}

/**
 * Keeps the citizen's answer to the open question. `refused` when there is none any more; a second try of an answer
 * that was kept counts as saved.
 */
export async function saveAnswer(
  deps: FollowUpDeps,
  receipt: string,
  text: string,
): Promise<'saved' | 'refused' | 'not-found'> {
  const caseId = await deps.reports.caseOfReceipt(deps.vault.lookupId(receipt))
  if (caseId === undefined) return 'not-found'
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const status = await deps.cases.status(caseId)
    if (!status) return 'not-found'
    if (status.openQuestion === null) return (await wasAnswered(deps, caseId)) ? 'saved' : 'refused'
    if ((await commitAnswer(deps, receipt, status, text)) === 'done') return 'saved'
  }
  throw new StoreUnavailable(new Error('case busy'))
}

async function commitAnswer(deps: FollowUpDeps, receipt: string, before: CaseStatus, text: string) {
  const list = await deps.keyLists.current()
  const officersKey = currentKey(list, before.restricted ? 'lead' : 'duty')
  const context = { caseId: before.id, kind: 'answer' as const, n: before.version + 1 }
  const sealed = deps.vault.sealAnswer(receipt, officersKey, context, text)
  const keyId = sealed.split('.')[1] ?? ''
  const event: CaseEvent = { type: 'answer-received', at: minuteOf(deps.clock.now()), sealed, keyId }
  try {
    return await deps.cases.commit({ before, after: applyEvent(before, event), event }, null)
  } catch (error) {
    if (error instanceof MoveRefused) return 'stale'
    throw error
  }
}

/** True when the last thing said in the case is the citizen's own answer. */
async function wasAnswered({ cases }: FollowUpDeps, caseId: string): Promise<boolean> {
  const talk = (await cases.events(caseId)).filter((event) =>
    ['question-asked', 'answer-received'].includes(event.type),
  )
  return talk.at(-1)?.type === 'answer-received'
}

import { withdrawalDue } from '../domain/cases/clocks.js'
import type { CaseEvent } from '../domain/cases/events.js'
import { type CaseStatus, canDispute, isSettled } from '../domain/cases/status.js'
import type { CaseMessage, CaseView } from '../domain/conversation/types.js'
import { dayOf } from '../domain/time.js'
import type { ForgetAddressDeps } from './forget-address.js'
import type { CaseStore, CitizenVault, Clock, ReportStore } from './ports.js'

export interface FollowUpDeps extends ForgetAddressDeps {
  readonly vault: CitizenVault
  readonly reports: ReportStore
  readonly cases: CaseStore
  readonly clock: Clock
}

export function caseIdOf({ vault, reports }: FollowUpDeps, receipt: string): Promise<string | undefined> {
  return reports.caseOfReceipt(vault.lookupId(receipt))
}

/** What a receipt opens. Nothing when no case belongs to it. */
export async function viewCase(deps: FollowUpDeps, receipt: string): Promise<CaseView | undefined> {
  const caseId = await caseIdOf(deps, receipt)
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
    withdrawsOn: status.withdrawal && !isSettled(status) ? dayOf(withdrawalDue(status.withdrawal)) : null,
    disputable: canDispute(status),
  }
}

const OFFICERS = { 'question-asked': 'question', 'reply-sent': 'reply', closed: 'closing' } as const

/** The citizen's own words are sealed to officers, so only that there were some can be shown. */
const OWN = {
  'answer-received': 'own-answer',
  added: 'own-addition',
  disputed: 'own-dispute',
  'withdrawal-requested': 'own-withdrawal',
  'withdrawal-taken-back': 'own-withdrawal-back',
} as const

function messageOf(
  vault: CitizenVault,
  receipt: string,
  caseId: string,
  event: CaseEvent,
  n: number,
): CaseMessage | undefined {
  const at = dayOf(new Date(event.at))
  if (event.type in OWN) return { kind: OWN[event.type as keyof typeof OWN], at, text: null }
  if (!('forCitizen' in event) || event.forCitizen === null) return undefined
  const kind = OFFICERS[event.type]
  try {
    return { kind, at, text: vault.openForCitizen(receipt, { caseId, kind, n }, event.forCitizen) }
  } catch {
    // One message that was tampered with must not shut the others away.
    return { kind: 'unreadable', at, text: null }
  }
}

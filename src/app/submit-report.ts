import type { Draft } from '../domain/conversation/state.js'
import { currentKey } from '../domain/officers.js'
import { findCategory, type Places, urgencyOf } from '../domain/places.js'
import type { ReportContent, ReportHeader } from '../domain/report.js'
import { minuteOf } from '../domain/time.js'
import type { ChatAddress, CitizenVault, Clock, KeyLists, ReportStore } from './ports.js'
import type { ReturnAddressSealer } from './ports-address.js'

export interface SubmitDeps {
  readonly vault: CitizenVault
  readonly keyLists: KeyLists
  readonly reports: ReportStore
  readonly addressSealer: ReturnAddressSealer
  readonly places: Places
  readonly clock: Clock
}

export interface Submission {
  readonly draft: Draft
  readonly caseId: string
  readonly receipt: string
  readonly channel: ReportContent['channel']
  readonly language: string
  /** Where this is written from: kept only when that was chosen, and then sealed. */
  readonly address?: ChatAddress | undefined
}

/**
 * Seals a report and stores it in one atomic, durable step. Returns only when it is on disk; throws otherwise.
 * A second call with the same case id changes nothing, so that it can always be tried again.
 */
export async function submitReport(deps: SubmitDeps, submission: Submission): Promise<void> {
  const { draft, receipt, caseId } = submission
  const list = await deps.keyLists.current()
  const recipient = currentKey(list, draft.restricted ? 'lead' : 'duty')
  const report = deps.vault.sealReport(headerFor(deps, submission), contentFor(deps, submission), recipient)
  const address = deps.addressSealer.seal(addressFor(submission), caseId, recipient)
  const evidenceIds = draft.evidence.map(({ id }) => id)
  await deps.reports.submit(report, deps.vault.lookupId(receipt), draft.restricted, evidenceIds, address)
}

/** Only a channel that may write first offers it, and must hand in where to. */
function addressFor({ draft, address }: Submission): ChatAddress | null {
  if (!draft.notify) return null
  if (!address) throw new Error('no return address')
  return address
}

function headerFor({ places, clock }: SubmitDeps, { draft, caseId }: Submission): ReportHeader {
  const category = findCategory(places, draft.category)
  if (!category) throw new Error('unknown category')
  return {
    v: 1,
    id: caseId,
    receivedAt: minuteOf(clock.now()),
    category: category.id,
    area: draft.area,
    urgency: urgencyOf(category, draft.happeningNow, draft.suggested.includes('urgency')),
    happeningNow: draft.happeningNow,
    firstHand: draft.firstHand,
    evidenceCount: draft.evidence.length,
  }
}

function contentFor({ vault }: SubmitDeps, { draft, receipt, channel, language }: Submission): ReportContent {
  const { text, placeWords, when, whenWords, evidence, suggested } = draft
  const said = { text, placeWords, when, whenWords, evidence, suggested }
  return { ...said, channel, language, contact: vault.contactKey(receipt) }
}

import type { CaseEvent } from '../domain/cases/events.js'
import { applyEvent, type CaseStatus, MoveRefused } from '../domain/cases/status.js'
import type { CaseWrite } from '../domain/conversation/types.js'
import { currentKey, type KeyList } from '../domain/officers.js'
import { minuteOf } from '../domain/time.js'
import { forgetAddress } from './forget-address.js'
import { type MessageContext, StoreUnavailable } from './ports.js'
import { caseIdOf, type FollowUpDeps } from './view-case.js'

export type WriteResult = 'saved' | 'refused' | 'too-many' | 'not-found'

/** What becomes an event of the case. Where to tell somebody is none: nothing may show that it was ever kept. */
type EventWrite = Exclude<CaseWrite, { readonly kind: 'no-notice' }>

const TRIES = 10

/**
 * Keeps what the citizen writes into their case. `refused` when the case no longer takes it (another question is open,
 * the case was closed meanwhile); a second try of what was kept is known by its id and counts as saved.
 */
export async function writeCase(deps: FollowUpDeps, receipt: string, write: CaseWrite): Promise<WriteResult> {
  const caseId = await caseIdOf(deps, receipt)
  if (caseId === undefined) return 'not-found'
  if (write.kind === 'no-notice') {
    await forgetAddress(deps, caseId)
    return 'saved'
  }
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const status = await deps.cases.status(caseId)
    if (!status) return 'not-found'
    if (await wasKept(deps, caseId, write.id)) return 'saved'
    const result = await commit(deps, receipt, status, write)
    if (result !== 'stale') return result
  }
  throw new StoreUnavailable(new Error('case busy'))
}

async function commit(
  deps: FollowUpDeps,
  receipt: string,
  before: CaseStatus,
  write: EventWrite,
): Promise<WriteResult | 'stale'> {
  // An answer names its question, so that it never lands under another.
  if (write.kind === 'answer' && before.openQuestion !== write.question) return 'refused'
  const event = await eventFor(deps, receipt, before, write)
  try {
    const result = await deps.cases.commit({ before, after: applyEvent(before, event), event }, null)
    return result === 'done' ? 'saved' : 'stale'
  } catch (error) {
    if (error instanceof MoveRefused) return error.reason === 'too-many' ? 'too-many' : 'refused'
    throw error
  }
}

const EVENT = {
  answer: 'answer-received',
  addition: 'added',
  dispute: 'disputed',
  withdraw: 'withdrawal-requested',
  keep: 'withdrawal-taken-back',
} as const satisfies Record<EventWrite['kind'], CaseEvent['type']>

async function eventFor(
  deps: FollowUpDeps,
  receipt: string,
  before: CaseStatus,
  write: EventWrite,
): Promise<CaseEvent> {
  const base = { at: minuteOf(deps.clock.now()), id: write.id }
  if (!('text' in write)) return { type: EVENT[write.kind], ...base }
  const context = { caseId: before.id, kind: write.kind, n: before.version + 1 }
  return { type: EVENT[write.kind], ...base, ...(await seal(deps, receipt, before, context, write.text)) }
}

async function seal(deps: FollowUpDeps, receipt: string, before: CaseStatus, context: MessageContext, text: string) {
  const list = await deps.keyLists.current()
  const officersKey = currentKey(list, await readersOf(deps, before, list))
  const sealed = deps.vault.sealAnswer(receipt, officersKey, context, text)
  return { sealed, keyId: sealed.split('.')[1] ?? '' }
}

/**
 * Whoever may read the report reads what is added to it, by what the bot signed: the case's own mark is not signed, and
 * whoever can write to Redis could change it. In doubt, the leads.
 */
async function readersOf({ vault, cases }: FollowUpDeps, { id, restricted }: CaseStatus, list: KeyList) {
  const report = restricted ? undefined : await cases.report(id)
  if (report?.id !== id || !vault.isOurs(report, list)) return 'lead'
  const isForDuty = list.keys.some(({ use, keyId }) => use === 'duty' && keyId === report.sealed.keyId)
  return isForDuty ? 'duty' : 'lead'
}

async function wasKept({ cases }: FollowUpDeps, caseId: string, id: string): Promise<boolean> {
  const kept = (await cases.events(caseId)).some(
    (event) => event.type !== 'received' && 'id' in event && event.id === id,
  )
  // It may have been kept by a process that died before it heard so: make sure of the disk before saying it.
  if (kept) await cases.settle(caseId)
  return kept
}

import type { ReportStore } from '../app/ports.js'
import { StoreUnavailable } from '../app/ports.js'
import { addressEnds } from '../domain/cases/clocks.js'
import type { CaseEvent } from '../domain/cases/events.js'
import { firstStatus } from '../domain/cases/status.js'
import { headerOf, type StructuredReport } from '../domain/report.js'
import { dueFacts } from './alert-box.js'
import { queueScore } from './cases.js'
import type { DurableGate } from './durability.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'
import { submitScript } from './scripts.js'

/** Accepted reports: the stream of the contract, and the case that officers work on. */
export function createReportStore(redis: Client, gate: DurableGate): ReportStore {
  return {
    async submit(report, lookupId, restricted, evidenceIds, address) {
      const scriptKeys = submitKeys(report.id, lookupId, restricted)
      const args = [...submitArgs(report, restricted), address, addressEnds(report).getTime(), ...evidenceIds]
      const answer = await gate.keep(() => submitScript.run(redis, scriptKeys, args))
      if (answer !== 'saved' && answer !== 'already') throw new StoreUnavailable(new Error(String(answer)))
      return answer
    },

    async caseOfReceipt(lookupId) {
      return (await reaching(() => redis.get(keys.receipt(lookupId)))) ?? undefined
    },
  }
}

function submitKeys(id: string, lookupId: string, restricted: boolean): string[] {
  return [
    restricted ? keys.restricted : keys.reports,
    keys.caseStatus(id),
    keys.caseEvents(id),
    keys.caseReport(id),
    keys.caseRing(id),
    keys.receipt(lookupId),
    restricted ? keys.queueRestricted : keys.queue,
    keys.caseEntry(id),
    keys.evidence,
    keys.caseAddress(id),
    keys.alertsDue,
  ]
}

function submitArgs(report: StructuredReport, restricted: boolean): (string | number)[] {
  const event = receivedEvent(report, restricted)
  const status = firstStatus(event)
  const { key, copies, ...rest } = report.sealed
  const withoutKeys = { ...report, sealed: rest }
  return [
    Date.parse(report.receivedAt),
    JSON.stringify(report),
    JSON.stringify(status),
    JSON.stringify(event),
    JSON.stringify(withoutKeys),
    JSON.stringify({ key, copies }),
    report.id,
    queueScore(status) ?? 0,
    // What a new report is told by is not put off.
    dueFacts(event, status, 0),
  ]
}

function receivedEvent(report: StructuredReport, restricted: boolean): Extract<CaseEvent, { type: 'received' }> {
  const { id, receivedAt, category, area, urgency } = headerOf(report)
  return { type: 'received', at: receivedAt, id, receivedAt, category, area, urgency, restricted }
}

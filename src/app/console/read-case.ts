import { firstLookDue } from '../../domain/cases/clocks.js'
import type { CaseEvent } from '../../domain/cases/events.js'
import type { CaseStatus } from '../../domain/cases/status.js'
import { type KeyList, may } from '../../domain/officers.js'
import type { ReportContent, StructuredReport } from '../../domain/report.js'
import type { Actor, CaseEntry, CasePage, ConsoleApi } from '../console-api.js'
import type { MessageContext } from '../ports.js'
import { record } from '../record.js'
import { type ConsoleDeps, keyMaterial, mustBeAbleTo, namesOf } from './deps.js'

type ReadCalls = Pick<ConsoleApi, 'openCase' | 'versionOf'>

export function createReadCalls(deps: ConsoleDeps): ReadCalls {
  return {
    async openCase(actor, caseId) {
      mustBeAbleTo(actor, 'case.read')
      const status = await visibleStatus(deps, actor, caseId)
      if (!status) return undefined
      // Written before anything is shown: a view that is not in the chain did not happen.
      await record(deps, { actor: actor.officerId, action: 'case-viewed', subject: caseId })
      return readCase(deps, actor, status)
    },

    async versionOf(actor, caseId) {
      mustBeAbleTo(actor, 'case.read')
      const status = await deps.cases.status(caseId)
      return status && (await maySee(deps, actor, status)) ? status.version : undefined
    },
  }
}

/**
 * A restricted case does not exist for an officer who may not read it. Whether it is one, the key it was sealed to says
 * as well: whoever can write to Redis cannot lift the restriction. An attempt is in the audit.
 */
export async function visibleStatus(deps: ConsoleDeps, actor: Actor, caseId: string): Promise<CaseStatus | undefined> {
  const status = await deps.cases.status(caseId)
  if (status && (await maySee(deps, actor, status))) return status
  await record(deps, { actor: actor.officerId, action: 'refused', subject: caseId })
  return undefined
}

async function maySee(deps: ConsoleDeps, actor: Actor, status: CaseStatus): Promise<boolean> {
  return may(actor.role, 'restricted.read') || !(await isRestricted(deps, status))
}

async function isRestricted(deps: ConsoleDeps, status: CaseStatus): Promise<boolean> {
  if (status.restricted) return true
  const [report, list] = await Promise.all([deps.cases.report(status.id), deps.keyLists.current()])
  return report !== undefined && sealedFor(report, list) === 'lead'
}

function sealedFor(report: StructuredReport, list: KeyList): string | undefined {
  return list.keys.find((key) => key.keyId === report.sealed.keyId)?.use
}

/** A report opened for the length of one call. The content key is wiped by {@link close}. */
export interface OpenedReport {
  readonly report: StructuredReport
  readonly content: ReportContent
  readonly contentKey: Buffer
  close(): void
}

export async function openReport(deps: ConsoleDeps, actor: Actor, caseId: string): Promise<OpenedReport | undefined> {
  const [report, material] = await Promise.all([deps.cases.report(caseId), keyMaterial(deps)])
  // A report that was put under another case's name is not this case's report, however well it opens.
  if (report?.id !== caseId) return undefined
  try {
    const contentKey = deps.vault.contentKey(actor.unlocked, material, report)
    const content = deps.vault.openReport(report, contentKey)
    return { report, content, contentKey, close: () => contentKey.fill(0) }
  } catch (error) {
    deps.log.error('report does not open', { error })
    return undefined
  }
}

async function readCase(deps: ConsoleDeps, actor: Actor, status: CaseStatus): Promise<CasePage> {
  const [names, events, report, material] = await Promise.all([
    namesOf(deps),
    deps.cases.events(status.id),
    deps.cases.report(status.id),
    keyMaterial(deps),
  ])
  const opened = await openReport(deps, actor, status.id)
  const read = (event: CaseEvent, n: number) => textOf(deps, actor, material, opened, status.id, event, n)
  const entries = events.map((event, index) => entryOf(event, index + 1, names, read))
  opened?.close()
  return {
    status,
    ...claimOf(status, names, actor),
    dueAt: firstLookDue(status).toISOString(),
    content: opened?.content ?? null,
    evidenceCount: report?.evidenceCount ?? 0,
    firstHand: report?.firstHand ?? null,
    happeningNow: report?.happeningNow ?? false,
    signed: report !== undefined && fits(report, status, material.list) && deps.vault.isSigned(report, material.list),
    entries,
  }
}

/** The case says what the signed header says: whoever can write to Redis cannot make an urgent report look quiet. */
function fits(report: StructuredReport, status: CaseStatus, list: KeyList): boolean {
  const names = ['id', 'receivedAt', 'category', 'area', 'urgency'] as const
  const sameKey = (sealedFor(report, list) === 'lead') === status.restricted
  return sameKey && names.every((name) => report[name] === status[name])
}

function claimOf({ state }: CaseStatus, names: Map<string, string>, actor: Actor) {
  const by = state.name === 'claimed' ? state.by : null
  return { claimedByName: by && (names.get(by) ?? by), mine: by === actor.officerId }
}

/** Which words an entry holds for officers, and under which name they were sealed. */
export const MESSAGE_KIND = {
  'question-asked': 'question',
  'reply-sent': 'reply',
  noted: 'note',
  closed: 'closing',
  reopened: 'note',
} as const satisfies Partial<Record<CaseEvent['type'], MessageContext['kind']>>

/** The same for the citizen's words, which are sealed to the officers' key. */
export const CITIZEN_MESSAGE = {
  'answer-received': 'answer',
  added: 'addition',
  disputed: 'dispute',
} as const satisfies Partial<Record<CaseEvent['type'], MessageContext['kind']>>

function textOf(
  { vault }: ConsoleDeps,
  actor: Actor,
  material: Awaited<ReturnType<typeof keyMaterial>>,
  opened: OpenedReport | undefined,
  caseId: string,
  event: CaseEvent,
  n: number,
): string | null {
  if ('sealed' in event) {
    if (!opened) throw new Error('report is closed')
    const { keyId, sealed } = event
    return vault.openAnswer(actor.unlocked, material, opened.content.contact, {
      context: { caseId, kind: CITIZEN_MESSAGE[event.type], n },
      keyId,
      sealed,
    })
  }
  if (!('forOfficers' in event)) return null
  if (!opened) throw new Error('report is closed')
  return vault.openForOfficers(opened.contentKey, { caseId, kind: MESSAGE_KIND[event.type], n }, event.forOfficers)
}

function entryOf(
  event: CaseEvent,
  n: number,
  names: Map<string, string>,
  read: (event: CaseEvent, n: number) => string | null,
): CaseEntry {
  const by = 'by' in event ? event.by : null
  const base = { n, at: event.at, type: event.type, byName: by && (names.get(by) ?? by) }
  const outcome = event.type === 'closed' ? event.outcome : null
  try {
    return { ...base, text: read(event, n), unreadable: false, outcome }
  } catch {
    return { ...base, text: null, unreadable: true, outcome }
  }
}

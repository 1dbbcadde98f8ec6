import type { AuditAction } from '../../domain/audit.js'
import type { CaseEvent } from '../../domain/cases/events.js'
import { applyEvent, type CaseStatus, MoveRefused } from '../../domain/cases/status.js'
import { may, type Permission } from '../../domain/officers.js'
import type { Actor, CaseAction, ConsoleApi } from '../console-api.js'
import type { MessageContext } from '../ports.js'
import { chained, record } from '../record.js'
import { type ConsoleDeps, mustBeAbleTo } from './deps.js'
import { noticeOf } from './notice.js'
import { type OpenedReport, openReport, visibleStatus } from './read-case.js'

const PERMISSION: Partial<Record<CaseAction['type'], Permission>> = {
  reopen: 'case.reopen',
  'take-back': 'case.take-back',
  'confirm-withdrawal': 'case.confirm-withdrawal',
}

const AUDIT: Record<CaseAction['type'], AuditAction> = {
  claim: 'case-claimed',
  release: 'case-released',
  'take-back': 'case-taken-back',
  'confirm-withdrawal': 'withdrawal-confirmed',
  ask: 'question-asked',
  reply: 'reply-sent',
  note: 'note-added',
  close: 'case-closed',
  reopen: 'case-reopened',
}

/**
 * One officer's action on one case: event, status, queue and audit entry in one atomic step. Two officers at once:
 * exactly one succeeds, the other is told who was faster.
 */
export function createAct(deps: ConsoleDeps): ConsoleApi['act'] {
  return async (actor, caseId, action, seen) => {
    mustBeAbleTo(actor, PERMISSION[action.type] ?? 'case.act')
    if (!(await visibleStatus(deps, actor, caseId))) return 'not-found'
    const opened = needsWords(action) ? await openReport(deps, actor, caseId) : undefined
    if (needsWords(action) && !opened) return 'not-allowed'
    try {
      const tell = await noticeOf(deps, actor, caseId, action)
      await commit(deps, actor, caseId, action, opened, seen)
      await tell()
      return 'done'
    } catch (error) {
      if (!(error instanceof MoveRefused)) throw error
      await record(deps, { actor: actor.officerId, action: 'refused', subject: caseId })
      return error.reason
    } finally {
      opened?.close()
    }
  }
}

async function commit(
  deps: ConsoleDeps,
  actor: Actor,
  caseId: string,
  action: CaseAction,
  opened: OpenedReport | undefined,
  seen: number | undefined,
) {
  const fact = { actor: actor.officerId, action: AUDIT[action.type], subject: caseId }
  await chained(deps, fact, async (entry) => {
    const before = await deps.cases.status(caseId)
    if (!before) throw new MoveRefused('not-allowed')
    if (seen !== undefined && before.version !== seen) throw new MoveRefused('changed')
    if (action.type === 'close' && before.disputed && !may(actor.role, 'case.close-disputed'))
      throw new MoveRefused('lead-only')
    const event = eventFor(deps, actor, before, action, opened)
    return deps.cases.commit({ before, after: applyEvent(before, event), event }, entry)
  })
}

const WORDLESS = {
  claim: 'claimed',
  release: 'released',
  'take-back': 'taken-back',
  'confirm-withdrawal': 'withdrawn',
} as const

function needsWords(action: CaseAction): action is Exclude<CaseAction, { type: keyof typeof WORDLESS }> {
  return !Object.hasOwn(WORDLESS, action.type)
}

/** Built anew for every try, because everything sealed names its place in the case. */
function eventFor(
  deps: ConsoleDeps,
  actor: Actor,
  before: CaseStatus,
  action: CaseAction,
  opened: OpenedReport | undefined,
): CaseEvent {
  const base = { at: deps.clock.now().toISOString(), by: actor.officerId }
  if (!needsWords(action)) return { type: WORDLESS[action.type], ...base }
  if (!opened) throw new MoveRefused('not-allowed')
  const words = sealer(deps, before, opened)
  switch (action.type) {
    case 'ask':
      return { type: 'question-asked', ...base, ...words.both('question', action.text) }
    case 'reply':
      return { type: 'reply-sent', ...base, ...words.both('reply', action.text) }
    case 'note':
      return { type: 'noted', ...base, forOfficers: words.forOfficers('note', action.text) }
    case 'close': {
      const forCitizen = action.reply === '' ? null : words.forCitizen('closing', action.reply)
      const own = [action.note, action.reply].filter((part) => part !== '').join('\n— — —\n')
      return {
        type: 'closed',
        ...base,
        outcome: action.outcome,
        forOfficers: words.forOfficers('closing', own),
        forCitizen,
      }
    }
    case 'reopen':
      return { type: 'reopened', ...base, forOfficers: words.forOfficers('note', action.text) }
  }
}

function sealer({ vault }: ConsoleDeps, before: CaseStatus, { content, contentKey }: OpenedReport) {
  const context = (kind: MessageContext['kind']) => ({ caseId: before.id, kind, n: before.version + 1 })
  const forOfficers = (kind: MessageContext['kind'], text: string) =>
    vault.sealForOfficers(contentKey, context(kind), text)
  const forCitizen = (kind: MessageContext['kind'], text: string) =>
    vault.sealForCitizen(content.contact, context(kind), text)
  const both = (kind: MessageContext['kind'], text: string) => ({
    forOfficers: forOfficers(kind, text),
    forCitizen: forCitizen(kind, text),
  })
  return { forOfficers, forCitizen, both }
}

import type { CaseAction, QueueCount } from '../../src/app/console-api.js'
import type { CaseEvent } from '../../src/domain/cases/events.js'
import type { CaseStatus } from '../../src/domain/cases/status.js'
import type { Permission } from '../../src/domain/officers.js'

export const PERMISSION: Partial<Record<CaseAction['type'], Permission>> = {
  reopen: 'case.reopen',
  'confirm-withdrawal': 'case.confirm-withdrawal',
}

export function countOf(rows: readonly CaseStatus[]): QueueCount {
  const restricted = rows.filter((row) => row.restricted).length
  return { general: rows.length - restricted, restricted }
}

/** The event an action makes, with its words unsealed. */
export function eventFor(action: CaseAction, base: { at: string; by: string }): CaseEvent {
  switch (action.type) {
    case 'claim':
      return { type: 'claimed', ...base }
    case 'release':
      return { type: 'released', ...base }
    case 'take-back':
      return { type: 'taken-back', ...base }
    case 'confirm-withdrawal':
      return { type: 'withdrawn', ...base }
    case 'ask':
      return { type: 'question-asked', ...base, forOfficers: action.text, forCitizen: action.text }
    case 'reply':
      return { type: 'reply-sent', ...base, forOfficers: action.text, forCitizen: action.text }
    case 'note':
      return { type: 'noted', ...base, forOfficers: action.text }
    case 'close':
      return { type: 'closed', ...base, outcome: action.outcome, forOfficers: action.note, forCitizen: action.reply }
    case 'reopen':
      return { type: 'reopened', ...base, forOfficers: action.text }
  }
}

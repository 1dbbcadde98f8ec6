import { type CaseStatus, isSettled } from '../domain/cases/status.js'

/** How the clock of the first look stands. `met` may still have been late; `overdue` in the status says so. */
export type FirstLook =
  | { readonly state: 'met'; readonly late: boolean }
  | { readonly state: 'running' | 'late'; readonly ms: number }
  | { readonly state: 'none' }

export function firstLookOf(status: CaseStatus & { readonly dueAt: string }, now: Date): FirstLook {
  if (status.firstLookAt !== null) {
    return { state: 'met', late: status.overdue || Date.parse(status.firstLookAt) > Date.parse(status.dueAt) }
  }
  if (isSettled(status)) return { state: 'none' }
  const left = Date.parse(status.dueAt) - now.getTime()
  return left > 0 ? { state: 'running', ms: left } : { state: 'late', ms: -left }
}

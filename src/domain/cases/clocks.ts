import type { CaseStatus } from './status.js'

/** First look: 15 minutes when urgent, 24 hours otherwise (design, section 6). Our promise, not a legal limit. */
const FIRST_LOOK_MINUTES: Record<CaseStatus['urgency'], number> = {
  urgent: 15,
  high: 24 * 60,
  normal: 24 * 60,
  low: 24 * 60,
}

export function firstLookDue(status: CaseStatus): Date {
  return new Date(Date.parse(status.returnedAt ?? status.receivedAt) + FIRST_LOOK_MINUTES[status.urgency] * 60_000)
}

/** A case nobody has claimed since it came (or came back) and whose first look is late, and which is not yet marked so. */
export function isFirstLookLate(status: CaseStatus, now: Date): boolean {
  return status.state.name === 'open' && status.firstLookAt === null && !status.overdue && now > firstLookDue(status)
}

/** A reporter may be under pressure, so a wish to withdraw waits this long, or until a lead confirms it. */
export const WITHDRAWAL_DAYS = 7

export function withdrawalDue({ requestedAt }: { readonly requestedAt: string }): Date {
  return new Date(Date.parse(requestedAt) + WITHDRAWAL_DAYS * 24 * 3_600_000)
}

/** Where to tell somebody of an answer is kept no longer than this, whatever becomes of the case. */
const ADDRESS_DAYS = 90

export function addressEnds({ receivedAt }: { readonly receivedAt: string }): Date {
  return new Date(Date.parse(receivedAt) + ADDRESS_DAYS * 24 * 3_600_000)
}

export function isWithdrawalDue({ withdrawal }: CaseStatus, now: Date): boolean {
  return withdrawal !== null && now >= withdrawalDue(withdrawal)
}

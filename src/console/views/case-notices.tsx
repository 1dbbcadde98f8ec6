import type { CasePage } from '../../app/console-api.js'
import { withdrawalDue } from '../../domain/cases/clocks.js'
import { type CaseStatus, isSettled } from '../../domain/cases/status.js'
import { may } from '../../domain/officers.js'
import type { Page } from '../page.js'
import { Csrf, Moment, Notice } from './parts.js'

interface NoticeProps {
  readonly page: Page
  readonly file: CasePage
}

/** A wish to withdraw may be somebody else's wish: the notice says so before it says what can be done. */
export function WithdrawalNotice({ page, file: { status } }: NoticeProps) {
  if (!status.withdrawal || isSettled(status)) return null
  const leads = page.actor && may(page.actor.role, 'case.confirm-withdrawal')
  return (
    <Notice tone="warn">
      <p>
        <strong>{page.say('console.withdrawal.title')}</strong> {page.say('console.withdrawal.pressure')}
      </p>
      <p>
        {page.say('console.withdrawal.asked')} <Moment at={status.withdrawal.requestedAt} />.{' '}
        {page.say('console.withdrawal.due')} <Moment at={withdrawalDue(status.withdrawal).toISOString()} />.
      </p>
      {leads ? <ConfirmWithdrawal page={page} status={status} /> : <p>{page.say('console.withdrawal.leadOnly')}</p>}
    </Notice>
  )
}

function ConfirmWithdrawal({ page, status }: { page: Page; status: CaseStatus }) {
  return (
    <form method="post" action={`/vu/${status.id}/confirm-withdrawal`}>
      <Csrf page={page} />
      <input type="hidden" name="seen" value={status.version} />
      <button type="submit" class="small">
        {page.say('console.act.confirm-withdrawal')}
      </button>
    </form>
  )
}

export function DisputeNotice({ page, file: { status } }: NoticeProps) {
  if (!status.disputed || status.state.name === 'closed' || status.state.name === 'withdrawn') return null
  return (
    <Notice tone="warn">
      <strong>{page.say('console.dispute.title')}</strong>{' '}
      {page.say(mayClose(page, status) ? 'console.dispute.lead' : 'console.dispute.duty')}
    </Notice>
  )
}

/** Whoever closed a report the citizen then disputed should not be the one who closes it again. */
export function mayClose({ actor }: Page, { disputed }: CaseStatus): boolean {
  return !disputed || (actor !== null && may(actor.role, 'case.close-disputed'))
}

/** Where word of new events appears while the page is open. It replaces nothing the officer types. */
export function CaseNews({ page, status }: { page: Page; status: CaseStatus }) {
  return (
    <div
      id="co-moi"
      role="status"
      data-ask={`/vu/${status.id}/moi`}
      data-seen={status.version}
      data-kept={page.say('console.case.keptDraft')}
    />
  )
}

export function NewsNotice({ page }: { page: Page }) {
  return (
    <p class="notice news">
      <strong>{page.say('console.case.news')}</strong>{' '}
      <a href={page.path} id="tai-lai">
        {page.say('console.queue.reload')}
      </a>
    </p>
  )
}

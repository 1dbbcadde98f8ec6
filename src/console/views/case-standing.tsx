import type { CasePage } from '../../app/console-api.js'
import { isSettled } from '../../domain/cases/status.js'
import { may } from '../../domain/officers.js'
import { firstLookOf } from '../first-look.js'
import type { Page } from '../page.js'
import { Csrf, FirstLookWords, Moment } from './parts.js'

interface StandingProps {
  readonly page: Page
  readonly file: CasePage
  /** False while unsent text is on the page: it has a claim of its own that keeps the text. */
  readonly claimable: boolean
}

/** Who holds the report, how its clock stands, and the one step that comes next. */
export function CaseStanding({ page, file, claimable }: StandingProps) {
  const { status, dueAt } = file
  const look = firstLookOf({ ...status, dueAt }, page.now)
  return (
    <section class="card standing" aria-label={page.say('console.case.standing')}>
      <dl>
        <dt>{page.say('console.case.state')}</dt>
        <dd>
          <StateWords page={page} file={file} />
        </dd>
        <dt>{page.say('console.case.firstLook')}</dt>
        <dd>
          <FirstLookWords page={page} look={look} />
          {status.firstLookAt === null && look.state !== 'none' && (
            <span class="quiet due">
              {page.say('console.case.due')} <Moment at={dueAt} />
            </span>
          )}
        </dd>
      </dl>
      {status.openQuestion !== null && <p class="hint">{page.say('console.case.questionOpen')}</p>}
      {status.unread > 0 && <p class="news">{page.say('console.case.answerWaits', { n: status.unread })}</p>}
      <NextStep page={page} file={file} claimable={claimable} />
    </section>
  )
}

function StateWords({ page, file: { status, mine, claimedByName } }: { page: Page; file: CasePage }) {
  switch (status.state.name) {
    case 'open':
      return <strong>{page.say('console.state.open')}</strong>
    case 'claimed':
      if (mine) return <strong>{page.say('console.state.mine')}</strong>
      return (
        <>
          {page.say('console.state.heldBy')} <strong>{claimedByName ?? page.say('console.state.someone')}</strong>
        </>
      )
    case 'closed':
      return (
        <>
          {page.say('console.state.closed')} <strong>{page.say(`console.outcome.${status.state.outcome}`)}</strong>
        </>
      )
    case 'withdrawn':
      return <strong>{page.say('console.state.withdrawn')}</strong>
  }
}

function NextStep({ page, file: { status, mine }, claimable }: StandingProps) {
  if (status.state.name === 'open') {
    return claimable ? (
      <form method="post" action={`/vu/${status.id}/claim`}>
        <Csrf page={page} />
        <button type="submit" class="primary full" id="nhan">
          {page.say('console.act.claim')}
        </button>
      </form>
    ) : null
  }
  const back = mine ? 'release' : 'take-back'
  if (isSettled(status) || !(mine || (page.actor && may(page.actor.role, 'case.take-back')))) return null
  return (
    <form method="post" action={`/vu/${status.id}/${back}`}>
      <Csrf page={page} />
      <button type="submit" class="small">
        {page.say(`console.act.${back}`)}
      </button>
    </form>
  )
}

import type { CasePage } from '../../app/console-api.js'
import { shortId } from '../../domain/cases/name.js'
import { isSettled } from '../../domain/cases/status.js'
import { may } from '../../domain/officers.js'
import type { ActionName, Unsent } from '../forms.js'
import { areaName, categoryName, type Page } from '../page.js'
import { CaseForms } from './case-forms.js'
import { CaseNews, DisputeNotice, mayClose, WithdrawalNotice } from './case-notices.js'
import { CaseStanding } from './case-standing.js'
import { Facts } from './facts.js'
import { Layout } from './layout.js'
import { Age, BySuggestion, Csrf, Moment, Notice, Unverified, Urgency } from './parts.js'
import { KeptTexts } from './problem.js'
import { Timeline } from './timeline.js'

export interface CaseViewProps {
  readonly page: Page
  readonly file: CasePage
  readonly done?: string | undefined
  readonly unsent?: Unsent | null
}

export function CaseView({ page, file, done, unsent = null }: CaseViewProps) {
  const homeless = unsent !== null && !openForms(page, file).includes(unsent.action)
  return (
    <Layout page={page} title={page.say('console.case.title', { id: shortId(file.status.id) })} done={done}>
      <CaseHead page={page} file={file} />
      {unsent?.reason && <Notice tone="alert">{page.say(`console.refused.${unsent.reason}`)}</Notice>}
      <div class="case-notices">
        <Warnings page={page} file={file} />
        <WithdrawalNotice page={page} file={file} />
        <DisputeNotice page={page} file={file} />
      </div>
      <CaseNews page={page} status={file.status} />
      {homeless && unsent && <Homeless page={page} file={file} unsent={unsent} />}
      <div class="case">
        <CaseStanding page={page} file={file} claimable={!homeless} />
        <div class="case-main">
          <Facts page={page} file={file} />
          <Timeline page={page} file={file} />
        </div>
        <CaseForms page={page} file={file} unsent={homeless ? null : unsent} forms={openForms(page, file)} />
      </div>
    </Layout>
  )
}

/** Which texts may be written now. The case decides in the end; this only keeps useless forms off the page. */
function openForms(page: Page, { status, mine, content }: CasePage): ActionName[] {
  // Without its content there is no key to seal any words with.
  if (!content) return []
  if (isSettled(status)) return page.actor && may(page.actor.role, 'case.reopen') ? ['reopen', 'note'] : ['note']
  if (!mine) return ['note']
  return mayClose(page, status) ? ['ask', 'reply', 'note', 'close'] : ['ask', 'reply', 'note']
}

function CaseHead({ page, file }: CaseViewProps) {
  const { status } = file
  return (
    <header class="case-head">
      <p>
        <a href="/" data-queue>
          {page.say('console.backToQueue')}
        </a>
      </p>
      <div class="case-title">
        <h1>{categoryName(page, status.category)}</h1>
        <BySuggestion page={page} file={file} what="category" />
        <Unverified page={page} />
      </div>
      <p class="case-sub">
        <span>
          <Urgency page={page} urgency={status.urgency} /> <BySuggestion page={page} file={file} what="urgency" />
        </span>
        <span>
          {areaName(page, status.area) ?? page.say('console.area.unknown')}{' '}
          <BySuggestion page={page} file={file} what="area" />
        </span>
        <span>
          <Moment at={status.receivedAt} />{' '}
          <span class="quiet">
            (<Age page={page} since={status.receivedAt} />)
          </span>
        </span>
        <span class="quiet">
          {page.say('console.case.id')} <span class="id">{shortId(status.id)}</span>
        </span>
        {status.restricted && (
          <span>
            <span class="chip">{page.say('console.mark.restricted')}</span>{' '}
            <BySuggestion page={page} file={file} what="restricted" />
          </span>
        )}
      </p>
    </header>
  )
}

function Warnings({ page, file }: CaseViewProps) {
  return (
    <>
      {!file.signed && (
        <Notice tone="alert">
          <strong>{page.say('console.case.unsigned')}</strong> {page.say('console.case.unsignedText')}
        </Notice>
      )}
      {!file.content && (
        <Notice tone="alert">
          <strong>{page.say('console.case.unreadable')}</strong> {page.say('console.case.unreadableText')}
        </Notice>
      )}
    </>
  )
}

/** Text whose form is gone. Where claiming brings the form back, the text goes through the claim. */
function Homeless({ page, file, unsent }: { page: Page; file: CasePage; unsent: Unsent }) {
  const claimable = file.status.state.name === 'open'
  return (
    <section class="card unsent" aria-labelledby="chua-gui">
      <h2 id="chua-gui">{page.say('console.kept.title')}</h2>
      <p class="hint">{page.say(claimable ? 'console.kept.claimHint' : 'console.kept.hint')}</p>
      {claimable ? (
        <ClaimKeeping page={page} file={file} unsent={unsent} />
      ) : (
        <KeptTexts page={page} draft={unsent.draft} readOnly />
      )}
    </section>
  )
}

function ClaimKeeping({ page, file, unsent }: { page: Page; file: CasePage; unsent: Unsent }) {
  return (
    <form method="post" action={`/vu/${file.status.id}/claim`}>
      <Csrf page={page} />
      <input type="hidden" name="for" value={unsent.action} />
      {unsent.draft.outcome && <input type="hidden" name="outcome" value={unsent.draft.outcome} />}
      <KeptTexts page={page} draft={unsent.draft} readOnly={false} />
      <button type="submit" class="primary">
        {page.say('console.act.claimKeeping')}
      </button>
    </form>
  )
}

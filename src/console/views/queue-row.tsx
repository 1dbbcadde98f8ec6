import type { QueueRow } from '../../app/console-api.js'
import { shortId } from '../../domain/cases/name.js'
import { firstLookOf } from '../first-look.js'
import { areaName, categoryName, type Page } from '../page.js'
import { Age, Csrf, FirstLookWords, Moment, Unverified, Urgency } from './parts.js'

interface RowProps {
  readonly page: Page
  readonly row: QueueRow
}

/** One report. The whole row opens it; ids keep the same element in place when the list is refreshed. */
export function Row({ page, row }: RowProps) {
  const look = firstLookOf(row, page.now)
  return (
    <li id={`vu-${row.id}`} class={`row ${row.urgency} ${look.state}`}>
      <Urgency page={page} urgency={row.urgency} />
      <div class="row-what">
        <RowTitle page={page} row={row} />
        <p class="chips">
          <Unverified page={page} />
          {row.unread > 0 && <span class="chip answer">{page.say('console.mark.answer', { n: row.unread })}</span>}
          {row.withdrawal && <span class="chip careful">{page.say('console.mark.withdrawal')}</span>}
          {row.disputed && <span class="chip careful">{page.say('console.mark.disputed')}</span>}
          {row.openQuestion !== null && <span class="chip">{page.say('console.mark.question')}</span>}
          {row.overdue && <span class="chip late">{page.say('console.mark.overdue')}</span>}
          {row.restricted && <span class="chip">{page.say('console.mark.restricted')}</span>}
        </p>
      </div>
      <Where page={page} row={row} />
      <p class="row-state">
        <Holder page={page} row={row} />
      </p>
      <p class="row-age">
        <Age page={page} since={row.receivedAt} />
        <span class="quiet">
          <Moment at={row.receivedAt} />
        </span>
      </p>
      <p class="row-clock">
        <FirstLookWords page={page} look={look} />
      </p>
      <div class="row-do">{row.state.name === 'open' && <ClaimForm page={page} row={row} />}</div>
    </li>
  )
}

function RowTitle({ page, row }: RowProps) {
  return (
    <h3>
      <a id={`mo-${row.id}`} href={`/vu/${row.id}`}>
        {categoryName(page, row.category)}
      </a>
    </h3>
  )
}

function Where({ page, row }: RowProps) {
  return (
    <p class="row-where">
      {areaName(page, row.area) ?? page.say('console.area.unknown')}
      <span class="id quiet">{shortId(row.id)}</span>
    </p>
  )
}

function Holder({ page, row }: RowProps) {
  if (row.state.name !== 'claimed') return <>{page.say('console.state.open')}</>
  if (row.state.by === page.actor?.officerId) return <strong>{page.say('console.state.mine')}</strong>
  return (
    <>
      <span class="quiet">{page.say('console.state.heldBy')}</span>{' '}
      {row.claimedByName ?? page.say('console.state.someone')}
    </>
  )
}

function ClaimForm({ page, row }: RowProps) {
  return (
    <form method="post" action={`/vu/${row.id}/claim`}>
      <Csrf page={page} />
      <button type="submit" id={`nhan-${row.id}`} class="small">
        {page.say('console.act.claimShort')}
        <span class="away">
          {' '}
          {categoryName(page, row.category)}, {shortId(row.id)}
        </span>
      </button>
    </form>
  )
}

export function ClosedRow({ page, row }: RowProps) {
  return (
    <li id={`vu-${row.id}`} class="row closed-row">
      <div class="row-what">
        <RowTitle page={page} row={row} />
      </div>
      <Where page={page} row={row} />
      <p class="chips">
        <Unverified page={page} />
        <span class="chip">{endWords(page, row)}</span>
      </p>
      <p class="row-age">
        <span class="quiet">{page.say('console.queue.receivedAt')}</span>
        <Moment at={row.receivedAt} />
      </p>
    </li>
  )
}

/** How a report that is over ended: an outcome, or the citizen's own wish. */
export function endWords(page: Page, { state }: QueueRow): string {
  if (state.name === 'closed') return page.say(`console.outcome.${state.outcome}`)
  return page.say('console.state.withdrawn')
}

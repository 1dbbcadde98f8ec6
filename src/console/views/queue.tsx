import type { QueueCount, QueueRow } from '../../app/console-api.js'
import { holderOf, isFiltering, type QueueFilter } from '../../domain/cases/queue-filter.js'
import { may } from '../../domain/officers.js'
import { queueAddress } from '../addresses.js'
import type { Page } from '../page.js'
import { Layout } from './layout.js'
import { Live } from './live.js'
import { FilterForm } from './queue-filter.js'
import type { QueueOnPage } from './queue-on-page.js'
import { pagesOf, QueuePages } from './queue-pages.js'
import { ClosedRow, Row } from './queue-row.js'
import { Hidden, Nothing, Summary, sumOf } from './queue-summary.js'

/** Every seven seconds and two for a hand on the list: fresh within ten. */
const TRIGGER = 'every 7s, visibilitychange from:document, console:again'

export function QueuePage({ page, queue, done }: { page: Page; queue: QueueOnPage; done: string | undefined }) {
  const { filter, at } = queue
  return (
    <Layout page={page} title={titleOf(page, queue)} done={done} head={<LiveQueue queue={queue} />}>
      <h1>{page.say('console.queue.title')}</h1>
      <FilterForm page={page} queue={queue} />
      <div id="cu" class="notice alert" role="alert" hidden>
        {page.say('console.queue.stale')} <a href={queueAddress(filter, at)}>{page.say('console.queue.reload')}</a>
      </div>
      <div id="hang" hx-get={queueAddress(filter, at, {}, '/hang-doi')} hx-trigger={TRIGGER} hx-swap="innerMorph">
        <QueueLists page={page} queue={queue} />
      </div>
    </Layout>
  )
}

/** Without scripts: eight seconds, so that loading fits into the ten as well. */
function LiveQueue({ queue: { filter, at, paused } }: { queue: QueueOnPage }) {
  return (
    <>
      <Live />
      {!paused && (
        <noscript>
          <meta http-equiv="refresh" content={`8; url=${queueAddress(filter, at, { 'tu-dong': '1' })}`} />
        </noscript>
      )}
    </>
  )
}

/** The moving part, with the window's title, so that a tab in the background shows what waits. */
export function QueuePart({ page, queue }: { page: Page; queue: QueueOnPage }) {
  return (
    <>
      <title>{`${titleOf(page, queue)} · ${page.say('console.brand')}`}</title>
      <QueueLists page={page} queue={queue} />
    </>
  )
}

/** How many wait; behind a filter or several pages only the number of all that are not closed is known. */
function titleOf(page: Page, queue: QueueOnPage): string {
  const { general, restricted, totals, all, filter } = visibleTo(page, queue)
  const onPage = [...general, ...restricted].filter(isWaiting).length
  const waiting = pagesOf(totals) > 1 || isFiltering(filter) ? sumOf(all) : onPage
  return waiting > 0 ? `(${waiting}) ${page.say('console.queue.title')}` : page.say('console.queue.title')
}

/** The use case has sorted already; a page asks once more before it shows what only leads may see. */
function visibleTo({ actor }: Page, queue: QueueOnPage): QueueOnPage {
  if (actor && may(actor.role, 'restricted.read')) return queue
  const open = (rows: readonly QueueRow[]) => rows.filter((row) => !row.restricted)
  const own = ({ general }: QueueCount) => ({ general, restricted: 0 })
  return {
    ...queue,
    general: open(queue.general),
    restricted: [],
    closed: open(queue.closed),
    totals: own(queue.totals),
    all: own(queue.all),
    hidden: own(queue.hidden),
  }
}

function QueueLists({ page, queue }: { page: Page; queue: QueueOnPage }) {
  const visible = visibleTo(page, queue)
  const { general, restricted, closed, totals, at, filter } = visible
  const held = (by: QueueFilter['holder']) =>
    general.filter((row) => !isWaiting(row) && holderOf(row, page.actor?.officerId ?? '') === by)
  return (
    <>
      <Hidden page={page} queue={visible} />
      <Summary page={page} queue={visible} />
      <QueuePages page={page} totals={totals} at={at} filter={filter} />
      {general.length + restricted.length === 0 && <Nothing page={page} queue={visible} />}
      <Section page={page} id="cho-nhan" rows={general.filter(isWaiting)} />
      <Section page={page} id="cua-toi" rows={held('mine')} />
      <Section page={page} id="nguoi-khac" rows={held('others')} />
      <Section page={page} id="han-che" rows={restricted} total={totals.restricted} />
      <Closed page={page} rows={closed} />
    </>
  )
}

function isWaiting(row: QueueRow): boolean {
  return row.state.name === 'open'
}

interface SectionProps {
  readonly page: Page
  readonly id: string
  readonly rows: readonly QueueRow[]
  /** How many there are on all pages, where that is known. */
  readonly total?: number
}

function Section({ page, id, rows, total = rows.length }: SectionProps) {
  if (rows.length === 0) return null
  return (
    <section id={id} class="rows-of" aria-labelledby={`${id}-ten`}>
      <h2 id={`${id}-ten`}>
        {page.say(`console.queue.section.${id}`)} <span class="quiet">{total}</span>
      </h2>
      {id === 'han-che' && <p class="hint">{page.say('console.queue.restrictedHint')}</p>}
      <ol class="rows">
        {rows.map((row) => (
          <Row key={row.id} page={page} row={row} />
        ))}
      </ol>
    </section>
  )
}

function Closed({ page, rows }: { page: Page; rows: readonly QueueRow[] }) {
  if (rows.length === 0) return null
  return (
    <details class="closed" id="da-dong">
      <summary>
        {page.say('console.queue.closed')} <span class="quiet">{rows.length}</span>
      </summary>
      <ol class="rows">
        {rows.map((row) => (
          <ClosedRow key={row.id} page={page} row={row} />
        ))}
      </ol>
    </details>
  )
}

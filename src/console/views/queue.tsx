import type { QueuePage as Queue, QueueRow } from '../../app/console-api.js'
import { may } from '../../domain/officers.js'
import { assets } from '../assets.js'
import { firstLookOf } from '../first-look.js'
import type { Page } from '../page.js'
import { clockOf } from '../times.js'
import { Layout } from './layout.js'
import { addressOf, pagesOf, QueuePages } from './queue-pages.js'
import { ClosedRow, Row } from './queue-row.js'

/** One page of the queue, and which one. */
export interface QueueOnPage extends Queue {
  readonly at: number
}

/** Every seven seconds and two for a hand on the list: fresh within ten. */
const TRIGGER = 'every 7s, visibilitychange from:document, console:again'

/** No evaluation of strings, no style of its own, and an answer that is no list never replaces the list. */
const HTMX = JSON.stringify({
  history: false,
  includeIndicatorCSS: false,
  noSwap: [204, 304, '4xx', '5xx'],
  morphIgnore: ['data-htmx-powered', 'open'],
  defaultTimeout: 6000,
})

export function QueuePage({ page, queue, done }: { page: Page; queue: QueueOnPage; done: string | undefined }) {
  return (
    <Layout page={page} title={titleOf(page, queue)} done={done} head={<Live at={queue.at} />}>
      <h1>{page.say('console.queue.title')}</h1>
      <div id="cu" class="notice alert" role="alert" hidden>
        {page.say('console.queue.stale')} <a href={addressOf(queue.at)}>{page.say('console.queue.reload')}</a>
      </div>
      <div
        id="hang"
        hx-get={`/hang-doi${queue.at > 1 ? `?trang=${queue.at}` : ''}`}
        hx-trigger={TRIGGER}
        hx-swap="innerMorph"
      >
        <QueueLists page={page} queue={queue} />
      </div>
    </Layout>
  )
}

/** Without scripts: eight seconds, so that loading fits into the ten as well. */
function Live({ at }: { at: number }) {
  return (
    <>
      <meta name="htmx-config" content={HTMX} />
      <script src={assets.htmx} defer />
      <noscript>
        <meta http-equiv="refresh" content={`8; url=/?${at > 1 ? `trang=${at}&` : ''}tu-dong=1`} />
      </noscript>
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

/** How many wait; with several pages only the number of all that are not closed is known. */
function titleOf(page: Page, queue: QueueOnPage): string {
  const { general, restricted, totals } = visibleTo(page, queue)
  const onPage = [...general, ...restricted].filter(isWaiting).length
  const waiting = pagesOf(totals) > 1 ? totals.general + totals.restricted : onPage
  return waiting > 0 ? `(${waiting}) ${page.say('console.queue.title')}` : page.say('console.queue.title')
}

/** The use case has sorted already; a page asks once more before it shows what only leads may see. */
function visibleTo({ actor }: Page, queue: QueueOnPage): QueueOnPage {
  if (actor && may(actor.role, 'restricted.read')) return queue
  const open = (rows: readonly QueueRow[]) => rows.filter((row) => !row.restricted)
  const totals = { general: queue.totals.general, restricted: 0 }
  return { general: open(queue.general), restricted: [], closed: open(queue.closed), totals, at: queue.at }
}

function QueueLists({ page, queue }: { page: Page; queue: QueueOnPage }) {
  const { general, restricted, closed, totals, at } = visibleTo(page, queue)
  const mine = (row: QueueRow) => row.state.name === 'claimed' && row.state.by === page.actor?.officerId
  const others = (row: QueueRow) => row.state.name === 'claimed' && !mine(row)
  return (
    <>
      <Summary page={page} rows={[...general, ...restricted]} totals={totals} isMine={mine} />
      <QueuePages page={page} totals={totals} at={at} />
      {general.length + restricted.length === 0 && <Nothing page={page} />}
      <Section page={page} id="cho-nhan" rows={general.filter(isWaiting)} />
      <Section page={page} id="cua-toi" rows={general.filter(mine)} />
      <Section page={page} id="nguoi-khac" rows={general.filter(others)} />
      <Section page={page} id="han-che" rows={restricted} total={totals.restricted} />
      <Closed page={page} rows={closed} />
    </>
  )
}

function isWaiting(row: QueueRow): boolean {
  return row.state.name === 'open'
}

interface SummaryProps {
  readonly page: Page
  readonly rows: readonly QueueRow[]
  readonly totals: Queue['totals']
  readonly isMine: (row: QueueRow) => boolean
}

/** Read out by screen readers only when a number changes. */
function Summary({ page, rows, totals, isMine }: SummaryProps) {
  const counts = {
    all: totals.general + totals.restricted,
    waiting: rows.filter(isWaiting).length,
    late: rows.filter((row) => firstLookOf(row, page.now).state === 'late').length,
    mine: rows.filter(isMine).length,
    answers: rows.filter((row) => row.unread > 0).length,
  }
  return (
    <div class="summary">
      <p id="tom-tat" role="status">
        {Object.entries(counts).map(([name, n]) => (
          <span key={name} class={`count ${name} ${n > 0 ? 'some' : 'none'}`}>
            <b>{n}</b> {page.say(`console.queue.count.${name}`)}
          </span>
        ))}
      </p>
      <p class="quiet updated">
        {page.say('console.queue.updated')} <time>{clockOf(page.now)}</time>
      </p>
    </div>
  )
}

function Nothing({ page }: { page: Page }) {
  return (
    <div class="card empty">
      <h2>{page.say('console.queue.empty')}</h2>
      <p>{page.say('console.queue.emptyText')}</p>
    </div>
  )
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

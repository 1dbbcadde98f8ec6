import type { QueueRow } from '../../app/console-api.js'
import { may } from '../../domain/officers.js'
import { assets } from '../assets.js'
import { firstLookOf } from '../first-look.js'
import type { Page } from '../page.js'
import { clockOf } from '../times.js'
import { Layout } from './layout.js'
import { ClosedRow, Row } from './queue-row.js'

export interface Queue {
  readonly general: readonly QueueRow[]
  readonly restricted: readonly QueueRow[]
  readonly closed: readonly QueueRow[]
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

export function QueuePage({ page, queue, done }: { page: Page; queue: Queue; done: string | undefined }) {
  return (
    <Layout page={page} title={titleOf(page, queue)} done={done} head={<Live />}>
      <h1>{page.say('console.queue.title')}</h1>
      <div id="cu" class="notice alert" role="alert" hidden>
        {page.say('console.queue.stale')} <a href="/">{page.say('console.queue.reload')}</a>
      </div>
      <div id="hang" hx-get="/hang-doi" hx-trigger={TRIGGER} hx-swap="innerMorph">
        <QueueLists page={page} queue={queue} />
      </div>
    </Layout>
  )
}

function Live() {
  return (
    <>
      <meta name="htmx-config" content={HTMX} />
      <script src={assets.htmx} defer />
      <noscript>
        <meta http-equiv="refresh" content="10; url=/?tu-dong=1" />
      </noscript>
    </>
  )
}

/** The moving part, with the window's title, so that a tab in the background shows what waits. */
export function QueuePart({ page, queue }: { page: Page; queue: Queue }) {
  return (
    <>
      <title>{`${titleOf(page, queue)} · ${page.say('console.brand')}`}</title>
      <QueueLists page={page} queue={queue} />
    </>
  )
}

function titleOf(page: Page, queue: Queue): string {
  const { general, restricted } = visibleTo(page, queue)
  const waiting = [...general, ...restricted].filter(isWaiting).length
  return waiting > 0 ? `(${waiting}) ${page.say('console.queue.title')}` : page.say('console.queue.title')
}

/** The use case has sorted already; a page asks once more before it shows what only leads may see. */
function visibleTo({ actor }: Page, queue: Queue): Queue {
  if (actor && may(actor.role, 'restricted.read')) return queue
  const open = (rows: readonly QueueRow[]) => rows.filter((row) => !row.restricted)
  return { general: open(queue.general), restricted: [], closed: open(queue.closed) }
}

function QueueLists({ page, queue }: { page: Page; queue: Queue }) {
  const { general, restricted, closed } = visibleTo(page, queue)
  const mine = (row: QueueRow) => row.state.name === 'claimed' && row.state.by === page.actor?.officerId
  const others = (row: QueueRow) => row.state.name === 'claimed' && !mine(row)
  return (
    <>
      <Summary page={page} rows={[...general, ...restricted]} isMine={mine} />
      {general.length + restricted.length === 0 && <Nothing page={page} />}
      <Section page={page} id="cho-nhan" rows={general.filter(isWaiting)} />
      <Section page={page} id="cua-toi" rows={general.filter(mine)} />
      <Section page={page} id="nguoi-khac" rows={general.filter(others)} />
      <Section page={page} id="han-che" rows={restricted} />
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
  readonly isMine: (row: QueueRow) => boolean
}

/** Read out by screen readers only when a number changes. */
function Summary({ page, rows, isMine }: SummaryProps) {
  const counts = {
    waiting: rows.filter(isWaiting).length,
    late: rows.filter((row) => firstLookOf(row, page.now).state === 'late').length,
    mine: rows.filter(isMine).length,
    answers: rows.filter((row) => row.unreadAnswer).length,
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

function Section({ page, id, rows }: { page: Page; id: string; rows: readonly QueueRow[] }) {
  if (rows.length === 0) return null
  return (
    <section id={id} class="rows-of" aria-labelledby={`${id}-ten`}>
      <h2 id={`${id}-ten`}>
        {page.say(`console.queue.section.${id}`)} <span class="quiet">{rows.length}</span>
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

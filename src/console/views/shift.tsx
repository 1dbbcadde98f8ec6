import type { ComponentChildren } from 'preact'
import type { ClosedRow, QueueRow, Shift } from '../../app/console-api.js'
import { withdrawalDue } from '../../domain/cases/clocks.js'
import { shortId } from '../../domain/cases/name.js'
import { may } from '../../domain/officers.js'
import { firstLookOf } from '../first-look.js'
import { areaName, categoryName, type Page } from '../page.js'
import { stamp } from '../times.js'
import { Layout } from './layout.js'
import { Age, FirstLookWords, Moment, Unverified, Urgency } from './parts.js'
import { endWords } from './queue-row.js'
import { Reach } from './reach.js'

/** For whoever goes and whoever comes: what stands open, on a screen or on a sheet of paper. No words of citizens. */
export function ShiftPage({ page, shift }: { page: Page; shift: Shift }) {
  const leads = page.actor && may(page.actor.role, 'case.confirm-withdrawal')
  return (
    <Layout page={page} title={page.say('console.shift.title')}>
      <ShiftHead page={page} />
      <Reach page={page} reach={shift.reach} />
      <div class="shift">
        <Reports page={page} id="tin-gap" name="pressing" rows={shift.pressing} />
        <Reports page={page} id="tin-cua-toi" name="mine" rows={shift.mine} />
        <Reports page={page} id="loi-moi" name="answers" rows={shift.answers} />
        {leads && <Reports page={page} id="xin-rut" name="withdrawals" rows={shift.withdrawals} note={dueNote} />}
        {leads && <Reports page={page} id="khong-dong-y" name="disputes" rows={shift.disputes} />}
        <Colleagues page={page} colleagues={shift.colleagues} />
        <ClosedReports page={page} rows={shift.closed} />
      </div>
      <p class="print-only sign">{page.say('console.shift.signs')}</p>
    </Layout>
  )
}

function ShiftHead({ page }: { page: Page }) {
  return (
    <header class="shift-head">
      <div>
        <h1>{page.say('console.shift.title')}</h1>
        <p class="quiet">
          {page.say('console.shift.at')} <time>{stamp(page.now)}</time> · {page.actor?.name}
        </p>
        <p class="lead">{page.say('console.shift.lead')}</p>
      </div>
      <button type="button" class="small" data-prints hidden>
        {page.say('console.shift.print')}
      </button>
    </header>
  )
}

interface SectionProps {
  readonly id: string
  readonly title: string
  readonly n: number
  readonly nothing: string
  readonly children: ComponentChildren
}

function Section({ id, title, n, nothing, children }: SectionProps) {
  return (
    <section aria-labelledby={id} class={n === 0 ? 'none' : undefined}>
      <h2 id={id}>
        {title} <span class="quiet">{n}</span>
      </h2>
      {n === 0 ? <p class="quiet">{nothing}</p> : children}
    </section>
  )
}

interface ReportsProps {
  readonly page: Page
  readonly id: string
  readonly name: 'pressing' | 'mine' | 'answers' | 'withdrawals' | 'disputes'
  readonly rows: readonly QueueRow[]
  readonly note?: (page: Page, row: QueueRow) => string | null
}

function Reports({ page, id, name, rows, note }: ReportsProps) {
  const title = page.say(`console.shift.${name}`)
  return (
    <Section id={id} title={title} n={rows.length} nothing={page.say('console.shift.nothing')}>
      <table class="card list">
        <caption class="away">{title}</caption>
        <thead>
          <tr>
            {['report', 'urgency', 'where', 'received', 'state'].map((column) => (
              <th key={column} scope="col">
                {page.say(`console.shift.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ReportRow key={row.id} page={page} row={row} note={note?.(page, row) ?? null} />
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function ReportRow({ page, row, note }: { page: Page; row: QueueRow; note: string | null }) {
  return (
    <tr>
      <Report page={page} row={row} />
      <td>
        <Urgency page={page} urgency={row.urgency} />
      </td>
      <td>{areaName(page, row.area) ?? page.say('console.area.unknown')}</td>
      <td>
        <Moment at={row.receivedAt} />{' '}
        <span class="quiet screen-only">
          (<Age page={page} since={row.receivedAt} />)
        </span>
      </td>
      <td>
        {row.claimedByName ?? page.say('console.state.open')}
        <span class="under">
          {note ?? <FirstLookWords page={page} look={firstLookOf(row, page.now)} />}
          {row.unread > 0 && ` · ${page.say('console.mark.answer', { n: row.unread })}`}
        </span>
      </td>
    </tr>
  )
}

function Report({ page, row }: { page: Page; row: QueueRow }) {
  return (
    <td>
      <a href={`/vu/${row.id}`}>{categoryName(page, row.category)}</a>
      <span class="under">
        <span class="id">{shortId(row.id)}</span> <Unverified page={page} />
      </span>
    </td>
  )
}

/** When the wish to withdraw takes effect matters more than a clock that was met long ago. */
function dueNote(page: Page, { withdrawal }: QueueRow): string | null {
  return withdrawal && page.say('console.shift.withdrawalDue', { at: stamp(withdrawalDue(withdrawal)) })
}

function Colleagues({ page, colleagues }: { page: Page; colleagues: Shift['colleagues'] }) {
  return (
    <Section
      id="dong-nghiep"
      title={page.say('console.shift.colleagues')}
      n={colleagues.reduce((sum, { held }) => sum + held, 0)}
      nothing={page.say('console.shift.nothing')}
    >
      <ul class="card held">
        {colleagues.map(({ name, held }) => (
          <li key={name}>
            {name} <strong>{page.say('console.shift.held', { n: held })}</strong>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function ClosedReports({ page, rows }: { page: Page; rows: readonly ClosedRow[] }) {
  const title = page.say('console.shift.closed')
  return (
    <Section id="da-dong" title={title} n={rows.length} nothing={page.say('console.shift.nothing')}>
      <table class="card list">
        <caption class="away">{title}</caption>
        <thead>
          <tr>
            {['report', 'where', 'closed', 'end'].map((column) => (
              <th key={column} scope="col">
                {page.say(`console.shift.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <Report page={page} row={row} />
              <td>{areaName(page, row.area) ?? page.say('console.area.unknown')}</td>
              <td>
                <Moment at={row.closedAt} />
              </td>
              <td>
                {endWords(page, row)}
                {row.closedByName && <span class="under">{row.closedByName}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

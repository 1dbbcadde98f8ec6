import type { QueueCount } from '../../app/console-api.js'
import { isFiltering } from '../../domain/cases/queue-filter.js'
import { firstLookOf } from '../first-look.js'
import type { Page } from '../page.js'
import { clockOf } from '../times.js'
import { Notice } from './parts.js'
import type { QueueOnPage } from './queue-on-page.js'

interface SummaryProps {
  readonly page: Page
  readonly queue: QueueOnPage
}

/** Read out by screen readers only when a number changes. */
export function Summary({ page, queue }: SummaryProps) {
  const rows = [...queue.general, ...queue.restricted]
  const counts = {
    ...(isFiltering(queue.filter) ? {} : { all: sumOf(queue.all) }),
    waiting: rows.filter((row) => row.state.name === 'open').length,
    late: rows.filter((row) => firstLookOf(row, page.now).state === 'late').length,
    mine: rows.filter((row) => row.state.name === 'claimed' && row.state.by === page.actor?.officerId).length,
    answers: rows.filter((row) => row.unread > 0).length,
  }
  return (
    <div class="summary">
      <p id="tom-tat" role="status">
        <Matched page={page} queue={queue} />
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

function Matched({ page, queue: { filter, totals, all } }: SummaryProps) {
  if (!isFiltering(filter)) return null
  return (
    <span class="count matched">
      <b>{sumOf(totals)}</b> {page.say('console.queue.matched', { all: sumOf(all) })}
    </span>
  )
}

/** A filter may hide anything but the fact that something urgent is behind it. */
export function Hidden({ page, queue: { hidden } }: SummaryProps) {
  const n = sumOf(hidden)
  if (n === 0) return null
  return (
    <Notice tone="warn">
      <strong>{page.say('console.filter.hidden', { n })}</strong>{' '}
      <a id="hien-het" href="/">
        {page.say('console.filter.showAll')}
      </a>
    </Notice>
  )
}

export function Nothing({ page, queue: { filter, all } }: SummaryProps) {
  const filtered = isFiltering(filter) && sumOf(all) > 0
  return (
    <div class="card empty">
      <h2>{page.say(filtered ? 'console.filter.empty' : 'console.queue.empty')}</h2>
      <p>{page.say(filtered ? 'console.filter.emptyText' : 'console.queue.emptyText')}</p>
      {filtered && (
        <p>
          <a class="button" id="trong-bo-loc" href="/">
            {page.say('console.filter.clear')}
          </a>
        </p>
      )}
    </div>
  )
}

export function sumOf({ general, restricted }: QueueCount): number {
  return general + restricted
}

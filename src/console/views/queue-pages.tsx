import { QUEUE_PAGE, type QueueCount } from '../../app/console-api.js'
import type { QueueFilter } from '../../domain/cases/queue-filter.js'
import { queueAddress } from '../addresses.js'
import type { Page } from '../page.js'

/** General and restricted reports are turned over together: page 2 holds the second 200 of each. */
export function pagesOf({ general, restricted }: QueueCount): number {
  return Math.max(1, Math.ceil(Math.max(general, restricted) / QUEUE_PAGE))
}

function leftAfter({ general, restricted }: QueueCount, at: number): number {
  return Math.max(0, general - at * QUEUE_PAGE) + Math.max(0, restricted - at * QUEUE_PAGE)
}

interface PagesProps {
  readonly page: Page
  readonly totals: QueueCount
  readonly at: number
  readonly filter: QueueFilter
}

export function QueuePages({ page, totals, at, filter }: PagesProps) {
  const pages = pagesOf(totals)
  if (pages === 1) return null
  const left = leftAfter(totals, at)
  return (
    <nav class="pages" id="cac-trang" aria-label={page.say('console.queue.pages')}>
      <p>
        {page.say('console.queue.pageOf', { page: at, pages })}{' '}
        {left > 0 && <strong>{page.say('console.queue.more', { n: left })}</strong>}
        <span class="hint">{page.say('console.queue.pageOnly')}</span>
      </p>
      <p class="actions">
        {at > 1 && (
          <a class="button" id="trang-truoc" rel="prev" href={queueAddress(filter, at - 1)}>
            {page.say('console.queue.previous')}
          </a>
        )}
        {at < pages && (
          <a class="button" id="trang-sau" rel="next" href={queueAddress(filter, at + 1)}>
            {page.say('console.queue.next')}
          </a>
        )}
      </p>
    </nav>
  )
}

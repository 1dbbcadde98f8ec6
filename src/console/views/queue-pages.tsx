import { QUEUE_PAGE, type QueuePage } from '../../app/console-api.js'
import type { Page } from '../page.js'

type Totals = QueuePage['totals']

/** General and restricted reports are turned over together: page 2 holds the second 200 of each. */
export function pagesOf({ general, restricted }: Totals): number {
  return Math.max(1, Math.ceil(Math.max(general, restricted) / QUEUE_PAGE))
}

export function addressOf(at: number): string {
  return at > 1 ? `/?trang=${at}` : '/'
}

function leftAfter({ general, restricted }: Totals, at: number): number {
  return Math.max(0, general - at * QUEUE_PAGE) + Math.max(0, restricted - at * QUEUE_PAGE)
}

export function QueuePages({ page, totals, at }: { page: Page; totals: Totals; at: number }) {
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
          <a class="button" id="trang-truoc" rel="prev" href={addressOf(at - 1)}>
            {page.say('console.queue.previous')}
          </a>
        )}
        {at < pages && (
          <a class="button" id="trang-sau" rel="next" href={addressOf(at + 1)}>
            {page.say('console.queue.next')}
          </a>
        )}
      </p>
    </nav>
  )
}

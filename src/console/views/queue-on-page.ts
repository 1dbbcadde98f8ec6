import type { QueuePage } from '../../app/console-api.js'
import type { QueueFilter } from '../../domain/cases/queue-filter.js'

/** One page of the queue, which one, and what it was asked for. */
export interface QueueOnPage extends QueuePage {
  readonly at: number
  readonly filter: QueueFilter
  /** Without scripts the page reloads itself, which takes away a choice that is not sent yet: so it can be stopped. */
  readonly paused: boolean
}

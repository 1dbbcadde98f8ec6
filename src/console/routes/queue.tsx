import type { FastifyReply, FastifyRequest } from 'fastify'
import { queueAddress, readFilter, readPageNumber } from '../addresses.js'
import { show, showPart } from '../answers.js'
import { textField } from '../forms.js'
import { pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { QueuePage, QueuePart } from '../views/queue.js'
import type { QueueOnPage } from '../views/queue-on-page.js'
import { pagesOf } from '../views/queue-pages.js'
import { actorOf } from '../visitor.js'

export async function showQueue(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const queue = await readQueue(deps, request)
  const page = pageFor(deps, request, '/', queueAddress(queue.filter, queue.at))
  return show(reply, 200, <QueuePage page={page} queue={queue} done={textField(request.query, 'da')} />)
}

/** The same lists without the page around them, for the script that keeps them fresh. */
export async function showQueuePart(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const queue = await readQueue(deps, request)
  return showPart(reply, <QueuePart page={pageFor(deps, request, '/')} queue={queue} />)
}

/** A page that does not exist, or no longer, is the first: what is most urgent stands there. */
async function readQueue(deps: ConsoleDeps, request: FastifyRequest): Promise<QueueOnPage> {
  const filter = readFilter(request.query, deps.places)
  const at = readPageNumber(request.query)
  const queue = await deps.api.queue(actorOf(request), { page: at, filter })
  const asked = { filter, paused: textField(request.query, 'dung') === '1' }
  if (at <= pagesOf(queue.totals)) return { ...queue, ...asked, at }
  return { ...(await deps.api.queue(actorOf(request), { page: 1, filter })), ...asked, at: 1 }
}

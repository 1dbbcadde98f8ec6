import type { FastifyReply, FastifyRequest } from 'fastify'
import { show, showPart } from '../answers.js'
import { textField } from '../forms.js'
import { pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { type QueueOnPage, QueuePage, QueuePart } from '../views/queue.js'
import { pagesOf } from '../views/queue-pages.js'
import { actorOf } from '../visitor.js'

export async function showQueue(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const queue = await readQueue(deps, request)
  const done = textField(request.query, 'da')
  return show(reply, 200, <QueuePage page={pageFor(deps, request)} queue={queue} done={done} />)
}

/** The same lists without the page around them, for the script that keeps them fresh. */
export async function showQueuePart(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const queue = await readQueue(deps, request)
  return showPart(reply, <QueuePart page={pageFor(deps, request, '/')} queue={queue} />)
}

/** A page that does not exist, or no longer, is the first: what is most urgent stands there. */
async function readQueue(deps: ConsoleDeps, request: FastifyRequest): Promise<QueueOnPage> {
  const at = pageNumber(request)
  const queue = await deps.api.queue(actorOf(request), at)
  if (at <= pagesOf(queue.totals)) return { ...queue, at }
  return { ...(await deps.api.queue(actorOf(request), 1)), at: 1 }
}

function pageNumber(request: FastifyRequest): number {
  const text = textField(request.query, 'trang') ?? ''
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 1
}

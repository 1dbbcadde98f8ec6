import type { FastifyReply, FastifyRequest } from 'fastify'
import { show, showPart } from '../answers.js'
import { textField } from '../forms.js'
import { pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { QueuePage, QueuePart } from '../views/queue.js'
import { actorOf } from '../visitor.js'

export async function showQueue(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const queue = await deps.api.queue(actorOf(request))
  const done = textField(request.query, 'da')
  return show(reply, 200, <QueuePage page={pageFor(deps, request)} queue={queue} done={done} />)
}

/** The same lists without the page around them, for the script that keeps them fresh. */
export async function showQueuePart(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const queue = await deps.api.queue(actorOf(request))
  return showPart(reply, <QueuePart page={pageFor(deps, request, '/')} queue={queue} />)
}

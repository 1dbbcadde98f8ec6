import type { FastifyReply, FastifyRequest } from 'fastify'
import { show } from '../answers.js'
import { pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { ShiftPage } from '../views/shift.js'
import { actorOf } from '../visitor.js'

export async function showShift(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const shift = await deps.api.shift(actorOf(request))
  return show(reply, 200, <ShiftPage page={pageFor(deps, request)} shift={shift} />)
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { show } from '../answers.js'
import { pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { AuditPage } from '../views/audit.js'
import { actorOf } from '../visitor.js'

const SHOWN = 200

export async function showAudit(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const actor = actorOf(request)
  const [entries, officers] = await Promise.all([deps.api.audit(actor), deps.api.officers(actor)])
  const newest = entries.toSorted((one, other) => other.seq - one.seq).slice(0, SHOWN)
  return show(reply, 200, <AuditPage page={pageFor(deps, request)} entries={newest} officers={officers} />)
}

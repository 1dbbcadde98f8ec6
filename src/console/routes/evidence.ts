import type { FastifyReply, FastifyRequest } from 'fastify'
import { CaseId } from '../../domain/report.js'
import { showProblem } from '../answers.js'
import { textField } from '../forms.js'
import type { ConsoleDeps } from '../ports.js'
import { actorOf } from '../visitor.js'

/** A picture by itself: drawn by us as JPEG, and nothing in it may run, wherever it is opened. */
export async function showEvidence(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const caseId = CaseId.safeParse(textField(request.params, 'caseId')).data
  const n = /^[1-9]$/.exec(textField(request.params, 'n') ?? '')?.[0]
  const jpeg = caseId && n && (await deps.api.evidence(actorOf(request), caseId, Number(n)))
  if (!jpeg) return showProblem(deps, request, reply, 'not-found')
  return reply
    .type('image/jpeg')
    .headers({ 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff' })
    .send(jpeg)
}

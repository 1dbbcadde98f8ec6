import type { FastifyReply, FastifyRequest } from 'fastify'
import { NotPermitted, type UnlockResult } from '../../app/console-api.js'
import { ownAddress } from '../addresses.js'
import { askToSignIn, backTo, show } from '../answers.js'
import { originOf } from '../devices.js'
import { textField, UnlockForm } from '../forms.js'
import { showLocked, waitingBehind } from '../locked.js'
import { pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { ProblemPage } from '../views/problem.js'
import type { Visitor } from '../visitor.js'

/** The key goes first; only then is it written down, so that a store that fails keeps no screen open. */
export async function lock(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { token, session } = visitorOf(request)
  if (session.stage === 'full' && (await deps.sessions.lock(token))) await deps.api.screenLocked(session.officerId)
  return isInPlace(request) ? reply.status(204).send() : backTo(reply, ownAddress(textField(request.body, 've')))
}

/** Asked by every open page: a colleague, another tab or the clock may have locked it. Says whose answer it is. */
export async function sayWhetherOpen(_: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { actor, session } = visitorOf(request)
  return reply
    .header('x-session', session.tag)
    .status(actor ? 204 : 403)
    .send('')
}

export async function unlock(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { token, session } = visitorOf(request)
  const result = await check(deps, request, session.officerId)
  if (result.kind !== 'unlocked') return refuse(deps, request, reply, result)
  if (!(await deps.sessions.unlock(token, result.actor.unlocked))) return askToSignIn(deps, request, reply)
  request.visitor = { token, session: { ...session, unlocked: result.actor.unlocked }, actor: result.actor }
  return goOn(deps, request, reply)
}

async function check(deps: ConsoleDeps, request: FastifyRequest, officerId: string): Promise<UnlockResult> {
  const form = UnlockForm.safeParse(request.body ?? {})
  const login = await deps.api.loginOf(officerId)
  if (!form.success || login === undefined) return { kind: 'refused' }
  return deps.api.unlock({ officerId, password: form.data.password, ...originOf(deps, request, login) })
}

/** Back to work: in place, to the words that waited, or to the page that was asked for. */
function goOn(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (isInPlace(request)) return reply.status(204).send()
  const waiting = waitingBehind(request)
  if (!waiting) return backTo(reply, ownAddress(textField(request.body, 've')))
  return show(reply, 200, <ProblemPage page={pageFor(deps, request, '/')} problem="was-locked" {...waiting} />)
}

async function refuse(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  result: Exclude<UnlockResult, { kind: 'unlocked' }>,
): Promise<FastifyReply> {
  const waits = result.kind === 'wait'
  const status = waits ? 429 : 422
  if (waits) reply.header('Retry-After', String(Math.ceil(result.ms / 1000)))
  if (isInPlace(request)) return reply.status(status).send('')
  const refused = waits ? { waitMinutes: Math.max(1, Math.ceil(result.ms / 60_000)) } : ('refused' as const)
  const back = ownAddress(textField(request.body, 've'))
  return showLocked(deps, request, reply, { back, waiting: waitingBehind(request), refused, status })
}

/** A script that keeps the page under its cover wants an answer and no page. */
function isInPlace(request: FastifyRequest): boolean {
  return textField(request.body, 'tai-cho') === '1'
}

function visitorOf({ visitor }: FastifyRequest): Visitor {
  if (!visitor) throw new NotPermitted()
  return visitor
}

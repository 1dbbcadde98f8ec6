import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../../app/console-api.js'
import { backTo, show } from '../answers.js'
import { forgetFirstRun } from '../first-run.js'
import { SetUpForm } from '../forms.js'
import { languageOf, pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { totpOf } from '../totp.js'
import { type SecretsProblem, SetUpPage } from '../views/set-up.js'
import { actorOf, beginSession } from '../visitor.js'

export async function showSetUp(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return drawSetUp(deps, request, reply)
}

export async function setUp(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const form = SetUpForm.safeParse(request.body)
  if (!form.success) return drawSetUp(deps, request, reply, 'bad-form')
  if (form.data.password !== form.data.passwordAgain) return drawSetUp(deps, request, reply, 'not-same')
  const result = await deps.api.finishFirst(actorOf(request), form.data)
  // A first lead is never pending: there is nobody yet who could approve.
  if (result.kind === 'pending') return drawSetUp(deps, request, reply, 'bad-form')
  if (result.kind !== 'active') return drawSetUp(deps, request, reply, result.kind)
  return welcome(deps, request, reply, result.actor)
}

async function welcome(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply, actor: Actor) {
  const language = languageOf(deps, request)
  // Before the session: the password is stored, and a session that cannot be made must not leave the file behind.
  await forgetFirstRun(deps)
  await beginSession(deps, request, reply, { unlocked: actor.unlocked, language, stage: 'full' })
  return backTo(reply, '/', 'ready')
}

function drawSetUp(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  problem?: SecretsProblem,
): FastifyReply {
  const { login } = actorOf(request)
  const totp = totpOf(deps.api, login, request.body)
  const page = pageFor(deps, request)
  return show(reply, problem ? 422 : 200, <SetUpPage {...{ page, login, totp }} {...(problem ? { problem } : {})} />)
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { OfficerId } from '../../domain/officers.js'
import { show } from '../answers.js'
import { EnrolForm, textField } from '../forms.js'
import { pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { totpOf } from '../totp.js'
import { EnrolmentPage, FingerprintPage, NoInvitationPage, type SecretsProblem } from '../views/set-up.js'

export async function showEnrolment(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return drawEnrolment(deps, request, reply)
}

export async function enrol(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const id = officerIdOf(request)
  const form = EnrolForm.safeParse(request.body)
  if (!id || !form.success) return drawEnrolment(deps, request, reply, 'bad-form')
  if (form.data.password !== form.data.passwordAgain) return drawEnrolment(deps, request, reply, 'not-same')
  const result = await deps.api.enrol(id, form.data)
  if (result.kind === 'active') return reply.redirect('/dang-nhap', 303)
  if (result.kind !== 'pending') return drawEnrolment(deps, request, reply, result.kind)
  return show(reply, 200, <FingerprintPage page={pageFor(deps, request)} fingerprint={result.fingerprint} />)
}

async function drawEnrolment(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  problem?: SecretsProblem,
): Promise<FastifyReply> {
  const id = officerIdOf(request)
  const invited = id && (await deps.api.invitation(id))
  const page = pageFor(deps, request)
  if (!invited) return show(reply, 404, <NoInvitationPage page={page} />)
  const totp = totpOf(deps.api, invited.login, request.body)
  const code = textField(request.body, 'code')?.slice(0, 64)
  return show(reply, problem ? 422 : 200, <EnrolmentPage {...{ page, invited, totp, code, problem }} />)
}

function officerIdOf(request: FastifyRequest): string | undefined {
  return OfficerId.safeParse(textField(request.params, 'officerId')).data
}

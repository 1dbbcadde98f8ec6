import type { FastifyReply, FastifyRequest } from 'fastify'
import { OfficerId, Role } from '../../domain/officers.js'
import { backTo, show, showProblem } from '../answers.js'
import { ApproveForm, InviteForm, textField } from '../forms.js'
import { pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { DisablePage, InvitedPage } from '../views/officer-card.js'
import { type InviteDraft, OfficersPage } from '../views/officers.js'
import { actorOf } from '../visitor.js'

export async function showOfficers(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return drawOfficers(deps, request, reply, 200, { done: textField(request.query, 'da') })
}

export async function invite(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const form = InviteForm.safeParse(request.body)
  if (!form.success) return refuseInvitation(deps, request, reply, 'bad-form')
  const result = await deps.api.invite(actorOf(request), form.data)
  if (result === 'login-taken') return refuseInvitation(deps, request, reply, result)
  const link = `${deps.consoleUrl ?? `${request.protocol}://${request.host}`}/ghi-danh/${result.officerId}`
  const page = pageFor(deps, request)
  return show(reply, 200, <InvitedPage page={page} name={form.data.name} link={link} code={result.code} />)
}

function refuseInvitation(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: InviteDraft['problem'],
) {
  const typed = (name: string) => textField(request.body, name) ?? ''
  const draft = { login: typed('login'), name: typed('name'), role: typed('role'), problem }
  return drawOfficers(deps, request, reply, 422, { invite: draft })
}

export async function approve(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const officerId = officerIdOf(request)
  if (!officerId) return showProblem(deps, request, reply, 'not-found')
  const form = ApproveForm.safeParse(request.body)
  if (!form.success) return refuseApproval(deps, request, reply, officerId)
  const { fingerprint, role } = form.data
  const result = await deps.api.approve(actorOf(request), officerId, fingerprint, role)
  if (result === 'done') return backTo(reply, '/can-bo', 'approved')
  if (result === 'not-found') return showProblem(deps, request, reply, 'not-found')
  return refuseApproval(deps, request, reply, officerId)
}

/** What the lead typed and chose stays; the role is still the lead's choice, not the row's. */
function refuseApproval(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply, officerId: string) {
  const typed = textField(request.body, 'fingerprint')?.slice(0, 24) ?? ''
  const role = Role.safeParse(textField(request.body, 'role')).data
  const wrong = { officerId, typed, role, problem: role ? 'fingerprint' : 'role' } as const
  return drawOfficers(deps, request, reply, 422, { wrong })
}

/** Two steps, because it changes keys for everybody. */
export async function askToDisable(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const officerId = officerIdOf(request)
  const officers = await deps.api.officers(actorOf(request))
  const officer = officers.find(({ id, state }) => id === officerId && state !== 'disabled')
  if (!officer) return showProblem(deps, request, reply, 'not-found')
  return show(reply, 200, <DisablePage page={pageFor(deps, request)} officer={officer} />)
}

export async function disable(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const officerId = officerIdOf(request)
  const result = officerId ? await deps.api.disable(actorOf(request), officerId) : 'not-found'
  if (result === 'done') return backTo(reply, '/can-bo', 'disabled')
  return drawOfficers(deps, request, reply, result === 'not-found' ? 404 : 409, { refused: result })
}

type Extra = Omit<Parameters<typeof OfficersPage>[0], 'page' | 'officers'>

async function drawOfficers(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  extra: Extra,
): Promise<FastifyReply> {
  const officers = await deps.api.officers(actorOf(request))
  return show(reply, status, <OfficersPage page={pageFor(deps, request, '/can-bo')} officers={officers} {...extra} />)
}

function officerIdOf(request: FastifyRequest): string | undefined {
  return OfficerId.safeParse(textField(request.params, 'officerId')).data
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { SHIFTS } from '../../domain/roster.js'
import { backTo, show, showProblem } from '../answers.js'
import { RosterForm, textField } from '../forms.js'
import { pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { RosterPage } from '../views/roster.js'
import { RosterDayPage, type RosterDraft } from '../views/roster-day.js'
import { actorOf } from '../visitor.js'

export async function showRoster(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const roster = await deps.api.roster(actorOf(request))
  const done = textField(request.query, 'da')
  return show(reply, 200, <RosterPage page={pageFor(deps, request)} roster={roster} done={done} />)
}

export async function showRosterDay(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return drawDay(deps, request, reply, 200)
}

export async function saveRosterDay(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const form = RosterForm.safeParse(request.body)
  if (!form.success) return drawDay(deps, request, reply, 422, 'refused')
  const edit = { ...form.data, from: textField(request.params, 'day') ?? '' }
  const result = await deps.api.saveRoster(actorOf(request), edit)
  if (result === 'done') return backTo(reply, '/lich-truc', 'roster')
  return drawDay(deps, request, reply, result === 'changed' ? 409 : 422, result)
}

/** What was ticked stays, beside what is written down by now. */
async function drawDay(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  problem?: RosterDraft['problem'],
): Promise<FastifyReply> {
  const roster = await deps.api.roster(actorOf(request))
  const day = roster.days.find(({ date }) => date === textField(request.params, 'day'))
  if (!day) return showProblem(deps, request, reply, 'not-found')
  const draft = problem && { problem, ...tickedIn(request.body) }
  const page = pageFor(deps, request)
  return show(reply, status, <RosterDayPage page={page} roster={roster} day={day} draft={draft} />)
}

function tickedIn(body: unknown): Pick<RosterDraft, 'day' | 'night' | 'until'> {
  const values = (name: string): string[] => {
    const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
    return [value].flat().filter((one) => typeof one === 'string')
  }
  const [day, night] = SHIFTS.map(({ name }) => values(name))
  return { day: day ?? [], night: night ?? [], until: values('until')[0] ?? '' }
}

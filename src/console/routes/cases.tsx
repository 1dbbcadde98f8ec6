import type { FastifyReply, FastifyRequest } from 'fastify'
import { may } from '../../domain/officers.js'
import { CaseId } from '../../domain/report.js'
import { backTo, show, showPart, showProblem } from '../answers.js'
import {
  type ActionName,
  type Draft,
  draftOf,
  isActionName,
  readAction,
  seenOf,
  textField,
  type Unsent,
} from '../forms.js'
import { pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { CaseView } from '../views/case.js'
import { NewsNotice } from '../views/case-notices.js'
import { actorOf } from '../visitor.js'

export async function showCaseFile(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return drawCase(deps, request, reply, { status: 200, done: textField(request.query, 'da') })
}

/** Nothing while the page is up to date; a piece of it when something came in. */
export async function sayWhatIsNew(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const [caseId, seen] = [caseIdOf(request), seenOf(request.query)]
  const version = caseId && (await deps.api.versionOf(actorOf(request), caseId))
  if (!caseId || !version || seen === undefined) return reply.status(404).send('')
  if (version <= seen) return reply.status(204).send()
  return showPart(reply, <NewsNotice page={pageFor(deps, request, `/vu/${caseId}`)} />)
}

export async function actOnCase(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const caseId = caseIdOf(request)
  const name = textField(request.params, 'action') ?? ''
  if (!caseId || !isActionName(name)) return showProblem(deps, request, reply, 'not-found')
  const draft = draftOf(request.body)
  const read = readAction(name, request.body)
  if ('refused' in read) return refuse(deps, request, reply, { action: name, reason: read.refused, draft })
  const result = await deps.api.act(actorOf(request), caseId, read.action, read.seen)
  if (result === 'not-found') return showProblem(deps, request, reply, 'not-found')
  if (result !== 'done') return refuse(deps, request, reply, { action: name, reason: result, draft })
  const waiting = name === 'claim' ? waitingText(request, draft) : null
  if (waiting) return drawCase(deps, request, reply, { status: 200, done: name, unsent: waiting })
  return backTo(reply, `/vu/${caseId}`, name)
}

/** Text that was refused because nobody held the report, and that came along with the claim. */
function waitingText(request: FastifyRequest, draft: Draft | null): Unsent | null {
  const action = textField(request.body, 'for') ?? ''
  return draft && isActionName(action) ? { action, draft, reason: null } : null
}

interface Refusal {
  readonly action: ActionName
  readonly reason: string
  readonly draft: Draft | null
}

function refuse(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply, refusal: Refusal) {
  const unsent = { ...refusal, draft: refusal.draft ?? NOTHING }
  return drawCase(deps, request, reply, { status: refusal.reason.startsWith('field.') ? 422 : 409, unsent })
}

const NOTHING: Draft = { text: '', note: '', reply: '', outcome: '' }

interface Drawing {
  readonly status: number
  readonly done?: string | undefined
  readonly unsent?: Unsent
}

async function drawCase(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { status, done, unsent }: Drawing,
): Promise<FastifyReply> {
  const caseId = caseIdOf(request)
  const actor = actorOf(request)
  const file = caseId && (await deps.api.openCase(actor, caseId))
  if (!file || (file.status.restricted && !may(actor.role, 'restricted.read')))
    return showProblem(deps, request, reply, 'not-found')
  const page = pageFor(deps, request, `/vu/${caseId}`)
  return show(reply, status, <CaseView page={page} file={file} done={done} unsent={unsent ?? null} />)
}

function caseIdOf(request: FastifyRequest): string | undefined {
  return CaseId.safeParse(textField(request.params, 'caseId')).data
}

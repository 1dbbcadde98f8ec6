import type { FastifyReply, FastifyRequest } from 'fastify'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { type Draft, draftOf, isActionName, seenOf, textField } from './forms.js'
import { pageFor } from './page.js'
import type { ConsoleDeps } from './ports.js'
import { type Again, type Problem, ProblemPage } from './views/problem.js'

/** A whole page. */
export function show(reply: FastifyReply, status: number, view: VNode): FastifyReply {
  return html(reply, status, `<!doctype html>${renderToString(view)}`)
}

/** A piece of a page, for a script that puts it into place. */
export function showPart(reply: FastifyReply, view: VNode): FastifyReply {
  return html(reply, 200, renderToString(view))
}

function html(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.status(status).type('text/html; charset=utf-8').send(text)
}

/** Back to a page with GET, with a word from a fixed list about what was done. */
export function backTo(reply: FastifyReply, path: string, done?: string): FastifyReply {
  return reply.redirect(done ? `${path}?da=${done}` : path, 303)
}

const STATUS: Record<Problem, number> = {
  'signed-out': 401,
  forbidden: 403,
  forged: 403,
  'not-found': 404,
  'bad-request': 400,
  'not-available': 503,
  'was-locked': 200,
  failed: 500,
}

/** A page that says what went wrong and what to do. What was typed is on it, so that nobody types it twice. */
export function showProblem(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): FastifyReply {
  const page = pageFor(deps, request)
  const draft = draftToKeep(request, problem)
  const again = problem === 'not-available' && draft ? againOf(request, page.path) : null
  if (problem === 'not-available') reply.header('Retry-After', '5')
  return show(reply, STATUS[problem], <ProblemPage page={page} problem={problem} draft={draft} again={again} />)
}

/** What a form carried besides its words. With the version it was drawn from, a commit that did happen is not made twice. */
export function againOf({ body }: FastifyRequest, action: string): Again | null {
  const csrf = textField(body, '_csrf')
  const waitsFor = textField(body, 'for') ?? ''
  return csrf ? { action, csrf, seen: seenOf(body), waitsFor: isActionName(waitsFor) ? waitsFor : undefined } : null
}

/** Never what another site posted: it would stand here as if the officer had written it. */
function draftToKeep(request: FastifyRequest, problem: Problem): Draft | null {
  if (request.method !== 'POST' || (problem === 'forged' && !request.visitor)) return null
  return draftOf(request.body)
}

/** A script is told to move the whole window; a sign-in form inside the queue would be no help. */
export function askToSignIn(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.routeOptions.config.timed) {
    return reply.status(401).header('HX-Redirect', '/dang-nhap?da=signed-out').send('')
  }
  if (request.method === 'POST' && draftOf(request.body)) return showProblem(deps, request, reply, 'signed-out')
  return backTo(reply, '/dang-nhap')
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StoreUnavailable } from '../../app/ports.js'
import { firstLanguage, type WebChatDeps } from './deps.js'
import type { DraftCookie } from './draft-cookie.js'
import { PostedForm } from './form.js'
import type { Pages } from './pages.js'
import type { ProblemKind } from './views/problem.js'

interface Problems {
  readonly deps: WebChatDeps
  readonly cookie: DraftCookie
  readonly pages: Pages
}

/** Whatever goes wrong, a person sees the same calm page in words they can use; the log gets route, status and class. */
export function registerProblems(app: FastifyInstance, problems: Problems): void {
  app.setNotFoundHandler((request, reply) => notFound(problems, request, reply))
  app.setErrorHandler((error, request, reply) => failed(problems, error, request, reply))
}

async function notFound({ deps, cookie, pages }: Problems, request: FastifyRequest, reply: FastifyReply) {
  return pages.problem(reply, 404, 'notFound', await languageOf(deps, cookie, request))
}

async function languageOf(deps: WebChatDeps, cookie: DraftCookie, request: FastifyRequest): Promise<string> {
  const first = firstLanguage(deps)
  const visit = cookie.read(request)
  if (!visit) return first
  try {
    return (await deps.conversation.look(visit.session, first)).language
  } catch {
    return first
  }
}

function failed({ deps, pages }: Problems, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const status = statusOf(error)
  const route = request.routeOptions.url ?? 'none'
  if (status >= 500) deps.log.error('page failed', { route, status, error })
  const form = PostedForm.safeParse(request.body).data
  return pages.problem(reply, status, kindOf(status), form?.lang ?? firstLanguage(deps), form && { form })
}

function statusOf(error: unknown): number {
  if (error instanceof StoreUnavailable) return 503
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}

function kindOf(status: number): ProblemKind {
  if (status === 503) return 'busy'
  if (status === 413) return 'tooLarge'
  return status < 500 ? 'refused' : 'failed'
}

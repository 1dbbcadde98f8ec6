import type { FastifyReply, FastifyRequest } from 'fastify'
import { NotPermitted } from '../app/console-api.js'
import { StoreUnavailable } from '../app/ports.js'
import { showProblem } from './answers.js'
import { Forged } from './gate.js'
import type { ConsoleDeps } from './ports.js'
import type { Problem } from './views/problem.js'

/** The one place where an error becomes a page. The page never repeats an error's own message. */
export function answerError(
  deps: ConsoleDeps,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = problemOf(error)
  if (problem === 'failed' || problem === 'not-available') {
    deps.log.error('request failed', { route: request.routeOptions.url ?? 'none', error })
  }
  return showProblem(deps, request, reply, problem)
}

function problemOf(error: unknown): Problem {
  if (error instanceof NotPermitted) return 'forbidden'
  if (error instanceof Forged) return 'forged'
  if (error instanceof StoreUnavailable) return 'not-available'
  return isBadRequest(error) ? 'bad-request' : 'failed'
}

/** Fastify's own refusals: too large, not a form, not decodable. */
function isBadRequest(error: unknown): boolean {
  if (!(error instanceof Error) || !('statusCode' in error)) return false
  return typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500
}

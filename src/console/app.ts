import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { showProblem } from './answers.js'
import { answerError } from './errors.js'
import { gate } from './gate.js'
import type { ConsoleDeps } from './ports.js'
import { routes } from './routes.js'
import { headers, otherHeaders } from './security.js'

const BODY_LIMIT = 64 * 1024

/** The officers' console. Only listens when the caller says so. */
export async function createConsole(deps: ConsoleDeps): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    trustProxy: deps.trustProxy.length > 0 ? [...deps.trustProxy] : false,
    exposeHeadRoutes: false,
  })
  await addParts(app, deps)
  addHooks(app, deps)
  for (const { method, url, access, timed, handle } of routes) {
    app.route({
      method,
      url,
      config: { officerAccess: access, ...(timed ? { timed } : {}) },
      handler: (request, reply) => handle(deps, request, reply),
    })
  }
  return app
}

async function addParts(app: FastifyInstance, deps: ConsoleDeps): Promise<void> {
  await app.register(helmet, headers(deps.secureCookie))
  await app.register(cookie)
  // Forms only: what is not parsed cannot surprise.
  app.removeAllContentTypeParsers()
  await app.register(formbody, { bodyLimit: BODY_LIMIT })
}

function addHooks(app: FastifyInstance, deps: ConsoleDeps): void {
  app.decorateRequest('visitor', null)
  app.addHook('onRequest', async (_, reply) => {
    reply.headers(otherHeaders)
  })
  // After the body is there: a form whose session has ended is shown again with its text.
  app.addHook('preHandler', gate(deps))
  app.addHook('onResponse', async (request, reply) => {
    deps.log.debug('answered', { route: routeOf(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) })
  })
  app.setNotFoundHandler((request, reply) => showProblem(deps, request, reply, 'not-found'))
  app.setErrorHandler((error: unknown, request: FastifyRequest, reply: FastifyReply) =>
    answerError(deps, error, request, reply),
  )
}

/** The pattern, never the address: addresses hold ids. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'none'
}

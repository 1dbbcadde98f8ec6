import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, NotPermitted } from '../app/console-api.js'
import { may, type Permission } from '../domain/officers.js'
import { askToSignIn } from './answers.js'
import { textField } from './forms.js'
import { askToUnlock } from './locked.js'
import type { ConsoleDeps, OfficerSession } from './ports.js'
import { findVisitor } from './visitor.js'

/**
 * Who may call a route. `open`: anybody. `enrolling`: only the first lead before the password is chosen.
 * `session`: whoever has a session, also while the screen is locked. Otherwise a permission, which needs a full session.
 */
export type Access = 'open' | 'enrolling' | 'session' | Permission

declare module 'fastify' {
  interface FastifyContextConfig {
    officerAccess?: Access
    /** Asked for by a timer: does not keep the session alive. */
    timed?: boolean
  }
}

/** A form that does not come from this console's own pages. */
export class Forged extends Error {
  constructor() {
    super('not from our own form')
    this.name = 'Forged'
  }
}

/** The one door. A route without `officerAccess`, and an address that does not exist, need a full session too. */
export function gate(deps: ConsoleDeps) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const posts = request.method !== 'GET'
    if (posts && !isFromOurPages(request)) throw new Forged()
    const { officerAccess: access, timed } = request.routeOptions.config
    if (access === 'open') return undefined
    const visitor = await findVisitor(deps, request, { touch: timed ? wasTouched(request) : !isTimedReload(request) })
    request.visitor = visitor
    if (!visitor) return askToSignIn(deps, request, reply)
    if (posts && !deps.sameSecret(textField(request.body, '_csrf') ?? '', visitor.session.csrf)) throw new Forged()
    if (access === 'session') return undefined
    return visitor.actor ? admit(access, visitor.session, visitor.actor, reply) : askToUnlock(deps, request, reply)
  }
}

function admit(access: Access | undefined, session: OfficerSession, actor: Actor, reply: FastifyReply): unknown {
  if (access === 'enrolling') return session.stage === 'enrolling' ? undefined : reply.redirect('/', 303)
  if (session.stage === 'enrolling') return reply.redirect('/thiet-lap', 303)
  if (access && access !== 'open' && access !== 'session' && !may(actor.role, access)) throw new NotPermitted()
  return undefined
}

/** Without scripts the queue reloads itself with this mark in the address. */
function isTimedReload(request: FastifyRequest): boolean {
  return textField(request.query, 'tu-dong') === '1'
}

/** A timer asks, but somebody has touched the page since it asked last. */
function wasTouched(request: FastifyRequest): boolean {
  return textField(request.query, 'cham') === '1'
}

/**
 * Browsers say where a post comes from. `Sec-Fetch-Site` is missing on plain http and in old browsers, `Origin` is
 * not; a request with neither is no browser of ours.
 */
function isFromOurPages({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  return headers.origin !== undefined && URL.canParse(headers.origin) && new URL(headers.origin).host === host
}

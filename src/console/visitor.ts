import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, NotPermitted } from '../app/console-api.js'
import type { Unlocked } from '../app/ports.js'
import type { ConsoleDeps, OfficerSession, SessionStage } from './ports.js'

/** Somebody with a living session. */
export interface Visitor {
  readonly token: string
  readonly session: OfficerSession
  /** Null while the screen is locked. */
  readonly actor: Actor | null
}

declare module 'fastify' {
  interface FastifyRequest {
    visitor: Visitor | null
  }
}

const TOKEN = /^[A-Za-z0-9_-]{16,256}$/

/** `__Host-` makes the browser itself refuse a copy for another path, host or an unencrypted page. */
export function cookieName({ secureCookie }: ConsoleDeps, name = 'officer'): string {
  return secureCookie ? `__Host-${name}` : name
}

function tokenOf(deps: ConsoleDeps, request: FastifyRequest): string | undefined {
  const token = request.cookies[cookieName(deps)]
  return token && TOKEN.test(token) ? token : undefined
}

/** Who asks, or nobody: no cookie, an expired session, or an account that is no longer in the signed key list. */
export async function findVisitor(
  deps: ConsoleDeps,
  request: FastifyRequest,
  options: { readonly touch: boolean },
): Promise<Visitor | null> {
  const token = tokenOf(deps, request)
  const session = token && (await deps.sessions.load(token, options))
  if (!token || !session) return null
  if (!session.unlocked) return { token, session, actor: null }
  const actor = await deps.api.resume(session.unlocked)
  if (actor) return { token, session, actor }
  await deps.sessions.destroy(token)
  return null
}

/** Always a new token, so that a cookie somebody planted before sign-in is worth nothing after it. */
export async function beginSession(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  begin: { readonly unlocked: Unlocked; readonly language: string; readonly stage: SessionStage },
): Promise<void> {
  const before = tokenOf(deps, request)
  if (before) await deps.sessions.destroy(before)
  const token = await deps.sessions.create(begin.unlocked, { language: begin.language, stage: begin.stage })
  reply.setCookie(cookieName(deps), token, cookieOptions(deps))
}

export async function endSession(deps: ConsoleDeps, visitor: Visitor, reply: FastifyReply): Promise<void> {
  // The cookie first: it goes even when the store does not answer.
  reply.clearCookie(cookieName(deps), cookieOptions(deps))
  await deps.sessions.destroy(visitor.token)
}

/** No lifetime: the cookie goes with the browser window, and the store ends the session before that. */
export function cookieOptions({ secureCookie }: ConsoleDeps) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: secureCookie } as const
}

/** Behind the door there is always somebody; a route that forgot the door fails instead of answering. */
export function actorOf(request: FastifyRequest): Actor {
  if (!request.visitor?.actor) throw new NotPermitted()
  return request.visitor.actor
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionHandle } from '../../app/ports.js'
import type { WebChatDeps } from './deps.js'

/** As long as the session lives in the volatile Redis; each turn starts it anew. */
export const DRAFT_SECONDS = 1800

export interface Visit {
  readonly token: string
  readonly session: SessionHandle
}

export interface DraftCookie {
  read(request: FastifyRequest): Visit | undefined
  set(reply: FastifyReply, visit: Visit): void
  clear(reply: FastifyReply): void
}

/**
 * The one cookie: a random token that is also the key of the session, so nobody else can read it, and the proof that we
 * made it. Anything else counts as no cookie.
 */
export function createDraftCookie({ secureCookie: secure, sessions, flood: { pass } }: WebChatDeps): DraftCookie {
  const name = secure ? '__Host-draft' : 'draft'
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const
  return {
    read(request) {
      const token = pass.open(request.cookies[name] ?? '')
      return token === undefined ? undefined : { token, session: sessions.fromToken(token) }
    },
    set: (reply, { token }) => void reply.setCookie(name, pass.seal(token), { ...options, maxAge: DRAFT_SECONDS }),
    clear: (reply) => void reply.clearCookie(name, options),
  }
}

export function newVisit(sessions: WebChatDeps['sessions']): Visit {
  const token = sessions.newToken()
  return { token, session: sessions.fromToken(token) }
}

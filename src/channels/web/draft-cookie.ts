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

/** The one cookie: a random token that is also the key of the session, so nobody else can read it. */
export function createDraftCookie({ secureCookie: secure, sessions }: WebChatDeps): DraftCookie {
  const name = secure ? '__Host-draft' : 'draft'
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const
  return {
    read(request) {
      const token = request.cookies[name]
      return token === undefined ? undefined : visitOf(sessions, token)
    },
    set: (reply, { token }) => void reply.setCookie(name, token, { ...options, maxAge: DRAFT_SECONDS }),
    clear: (reply) => void reply.clearCookie(name, options),
  }
}

export function newVisit(sessions: WebChatDeps['sessions']): Visit {
  const token = sessions.newToken()
  return { token, session: sessions.fromToken(token) }
}

/** A cookie that is not one of ours counts as none. */
function visitOf(sessions: WebChatDeps['sessions'], token: string): Visit | undefined {
  try {
    return { token, session: sessions.fromToken(token) }
  } catch {
    return undefined
  }
}

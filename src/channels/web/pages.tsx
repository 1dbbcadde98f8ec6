import type { FastifyReply } from 'fastify'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Session } from '../../app/incoming.js'
import type { Assets } from './assets.js'
import { firstLanguage, type WebChatDeps } from './deps.js'
import { ConversationPage } from './views/conversation.js'
import type { Frame } from './views/layout.js'
import { type Kept, type ProblemKind, ProblemPage } from './views/problem.js'
import { createSpeaker } from './views/speaker.js'

export interface Pages {
  conversation(reply: FastifyReply, session: Session, turn: string): FastifyReply
  problem(reply: FastifyReply, status: number, kind: ProblemKind, language: string, kept?: Kept): FastifyReply
}

/** How many of the place's numbers, urgent first, are in every footer. */
const NUMBERS = 3

export function createPages(deps: WebChatDeps, assets: Assets): Pages {
  const frame = (language: string): Frame => ({
    speaker: createSpeaker(deps.translator, known(deps, language)),
    assets,
    hotlines: deps.places().hotlines.slice(0, NUMBERS),
  })
  return {
    conversation: (reply, session, turn) =>
      send(reply, 200, <ConversationPage frame={frame(session.language)} session={session} turn={turn} />),
    problem: (reply, status, kind, language, kept) =>
      send(reply, status, <ProblemPage frame={frame(language)} kind={kind} kept={kept} />),
  }
}

function known(deps: WebChatDeps, language: string): string {
  return deps.translator.languages.includes(language) ? language : firstLanguage(deps)
}

function send(reply: FastifyReply, status: number, page: VNode): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>${renderToString(page)}`)
}

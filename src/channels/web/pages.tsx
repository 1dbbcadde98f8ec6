import type { FastifyReply } from 'fastify'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Session } from '../../app/incoming.js'
import type { Assets } from './assets.js'
import { firstLanguage, type WebChatDeps } from './deps.js'
import { newVisit } from './draft-cookie.js'
import type { Wait } from './flood/door.js'
import { createKeptPage } from './flood/kept-page.js'
import { WAIT_JITTER_MS, WAIT_MS } from './flood/limits.js'
import { KeptFields, SlowPage, WaitPage } from './flood/wait-page.js'
import type { PostedForm } from './form.js'
import { allowOwnScript } from './headers.js'
import { ConversationPage } from './views/conversation.js'
import type { Frame } from './views/layout.js'
import { type Kept, type ProblemKind, ProblemPage } from './views/problem.js'
import { createSpeaker } from './views/speaker.js'

export interface Pages {
  /** What somebody without a session sees. */
  first(reply: FastifyReply, turn: string): Promise<FastifyReply>
  conversation(reply: FastifyReply, session: Session, turn: string): FastifyReply
  problem(reply: FastifyReply, status: number, kind: ProblemKind, language: string, kept?: Kept): FastifyReply
  /** A newcomer waits, a visitor slows down; what they sent is in the page's form. */
  wait(reply: FastifyReply, language: string, form: PostedForm, wait: Wait): Promise<FastifyReply>
  slowDown(reply: FastifyReply, language: string, seconds: number, form?: PostedForm): FastifyReply
}

/** How many of the place's numbers, urgent first, are in every footer. */
const NUMBERS = 3

export function createPages(deps: WebChatDeps, assets: Assets): Pages {
  const frame = (language: string): Frame => ({
    speaker: createSpeaker(deps.translator, known(deps, language)),
    assets,
    hotlines: deps.places().hotlines.slice(0, NUMBERS),
    isDemo: deps.isDemo ?? false,
  })
  const { now } = deps.flood
  const firstPage = createKeptPage(async (language, slot) => {
    const session = await deps.conversation.look(newVisit(deps.sessions).session, language)
    return draw(<ConversationPage frame={frame(session.language)} session={session} turn={slot} />)
  }, now)
  const seconds = (WAIT_MS + WAIT_JITTER_MS) / 1000
  const waitPage = createKeptPage(
    async (language, slot) => draw(<WaitPage frame={frame(language)} seconds={seconds} slot={slot} />),
    now,
  )
  return {
    first: async (reply, turn) => html(reply, 200, await firstPage(firstLanguage(deps), turn)),
    conversation: (reply, session, turn) =>
      send(reply, 200, <ConversationPage frame={frame(session.language)} session={session} turn={turn} />),
    problem: (reply, status, kind, language, kept) =>
      send(reply, status, <ProblemPage frame={frame(language)} kind={kind} kept={kept} />),
    async wait(reply, asked, form, wait) {
      const language = known(deps, asked)
      const speaker = createSpeaker(deps.translator, language)
      const fields = renderToString(<KeptFields speaker={speaker} form={form} wait={wait} />)
      allowOwnScript(reply)
      return html(reply.header('retry-after', seconds), 503, await waitPage(language, fields))
    },
    slowDown(reply, language, after, form) {
      const page = <SlowPage frame={frame(language)} seconds={after} form={form} />
      return send(reply.header('retry-after', after), 429, page)
    },
  }
}

function known(deps: WebChatDeps, language: string): string {
  return deps.translator.languages.includes(language) ? language : firstLanguage(deps)
}

function send(reply: FastifyReply, status: number, page: VNode): FastifyReply {
  return html(reply, status, draw(page))
}

function draw(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`
}

function html(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(page)
}

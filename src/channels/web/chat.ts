import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { CitizenInput, Session } from '../../app/incoming.js'
import { registerAssets } from './assets.js'
import { firstLanguage, type WebChatDeps } from './deps.js'
import { createDraftCookie, type DraftCookie, newVisit, type Visit } from './draft-cookie.js'
import { inputOf, isFromElsewhere, PostedForm } from './form.js'
import { createPages, type Pages } from './pages.js'
import { registerProblems } from './problems.js'

interface Chat {
  readonly deps: WebChatDeps
  readonly cookie: DraftCookie
  readonly pages: Pages
}

/** After every turn the browser is sent here, so that reloading repeats nothing and the newest question is in sight. */
const NOW = '/#hien-tai'

/** The web chat: one page, drawn from the session; every form on it posts one turn and is answered by a redirect. */
export function registerWebChat(app: FastifyInstance, deps: WebChatDeps): void {
  const cookie = createDraftCookie(deps)
  const pages = createPages(deps, registerAssets(app))
  const chat: Chat = { deps, cookie, pages }
  app.get('/', (request, reply) => show(chat, request, reply))
  app.post('/', (request, reply) => takeTurn(chat, request, reply))
  app.get('/thoat-nhanh', (request, reply) => quickExit(chat, request, reply))
  registerProblems(app, { deps, pages, cookie })
}

/** Draws only: nothing is saved and no cookie is set by opening the page. */
async function show({ deps, cookie, pages }: Chat, request: FastifyRequest, reply: FastifyReply) {
  const visit = cookie.read(request)
  const session = await look(deps, visit)
  return pages.conversation(reply, session, deps.turns.issue(visit?.session))
}

function look(deps: WebChatDeps, visit: Visit | undefined): Promise<Session> {
  return deps.conversation.look((visit ?? newVisit(deps.sessions)).session, firstLanguage(deps))
}

async function takeTurn(chat: Chat, request: FastifyRequest, reply: FastifyReply) {
  const { deps, cookie, pages } = chat
  const posted = PostedForm.safeParse(request.body)
  if (!posted.success || isFromElsewhere(request)) {
    deps.log.warn('form refused', { route: '/', status: 403 })
    return pages.problem(reply, 403, 'refused', firstLanguage(deps))
  }
  const form = posted.data
  const visit = cookie.read(request)
  if (!deps.turns.check(visit?.session, form.turn)) return expired(chat, reply, form)
  return handle(chat, form, visit ?? newVisit(deps.sessions), reply)
}

async function handle(chat: Chat, form: PostedForm, visit: Visit, reply: FastifyReply) {
  const { deps, cookie } = chat
  const input = inputOf(form)
  if (input && (await isForgotten(deps, visit, input))) return expired(chat, reply, form)
  if (input) {
    await deps.conversation.handle({ session: visit.session, eventId: form.turn, input }, firstLanguage(deps))
    cookie.set(reply, visit)
  }
  return reply.redirect(NOW, 303)
}

/**
 * Text, and any button but those of the first page, can only come from a page that the session drew. When the session
 * knows of no such page, it was lost meanwhile, and the citizen is told so instead of starting anew without a word.
 */
async function isForgotten(deps: WebChatDeps, visit: Visit, input: CitizenInput): Promise<boolean> {
  const hasWords = input.type === 'text' || ('beside' in input && input.beside !== undefined)
  if (!hasWords && input.type !== 'choice') return false
  const session = await look(deps, visit)
  if (session.seen.length > 0) return false
  const offered = session.replies.flatMap((reply) => reply.choices ?? [])
  return hasWords || (input.type === 'choice' && !offered.some((choice) => choice.id === input.id))
}

/** Says so, and gives the typed text back to copy: it must never vanish because somebody thought for too long. */
function expired({ deps, pages }: Chat, reply: FastifyReply, { lang, text }: PostedForm) {
  return pages.problem(reply, 403, 'expired', lang ?? firstLanguage(deps), { text })
}

/** Leaves first: forgetting the session may not take longer than a blink. Another site cannot make anybody leave. */
async function quickExit({ deps, cookie }: Chat, request: FastifyRequest, reply: FastifyReply) {
  if (isFromElsewhere(request)) return reply.redirect('/', 303)
  const visit = cookie.read(request)
  if (visit) await withinABlink(deps, deps.conversation.erase(visit.session))
  cookie.clear(reply)
  return reply.header('clear-site-data', '"cache", "cookies", "storage"').redirect(deps.quickExitUrl, 303)
}

function withinABlink({ log }: WebChatDeps, erasing: Promise<void>): Promise<void> {
  const failed = (error: unknown) => log.error('session not erased, it expires by itself', { error })
  const blink = new Promise<void>((resolve) => setTimeout(resolve, 300).unref())
  return Promise.race([erasing.catch(failed), blink])
}

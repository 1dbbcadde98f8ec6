import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Session } from '../../app/incoming.js'
import { registerAssets } from './assets.js'
import { firstLanguage, type WebChatDeps } from './deps.js'
import { createDraftCookie, type DraftCookie, newVisit, type Visit } from './draft-cookie.js'
import { type Flood, registerFlood } from './flood/register.js'
import { inputOf, isFromElsewhere, PostedForm } from './form.js'
import { createPages, type Pages } from './pages.js'
import { registerProblems } from './problems.js'
import { readUpload, type UploadFields } from './upload.js'

interface Chat {
  readonly deps: WebChatDeps
  readonly cookie: DraftCookie
  readonly pages: Pages
  readonly flood: Flood
}

/** After every turn the browser is sent here, so that reloading repeats nothing and the newest question is in sight. */
const NOW = '/#hien-tai'

/** The web chat: one page, drawn from the session; every form on it posts one turn and is answered by a redirect. */
export function registerWebChat(app: FastifyInstance, deps: WebChatDeps): void {
  const cookie = createDraftCookie(deps)
  const pages = createPages(deps, registerAssets(app))
  const chat: Chat = { deps, cookie, pages, flood: registerFlood(app, deps, cookie, pages) }
  app.get('/', (request, reply) => show(chat, request, reply))
  app.post('/', (request, reply) => takeTurn(chat, request, reply))
  app.post('/tep', (request, reply) => takeEvidence(chat, request, reply))
  app.get('/thoat-nhanh', (request, reply) => quickExit(chat, request, reply))
  registerProblems(app, { deps, pages, cookie })
}

/** Draws only: nothing is saved and no cookie is set by opening the page. */
async function show({ deps, cookie, pages }: Chat, request: FastifyRequest, reply: FastifyReply) {
  const visit = cookie.read(request)
  if (!visit) return pages.first(reply, deps.turns.issue(undefined))
  const session = await look(deps, visit)
  const underWay = session.state.step !== 'menu' || Boolean(session.state.kept)
  return pages.conversation(reply, session, deps.turns.issue(visit.session, { underWay }))
}

function look(deps: WebChatDeps, visit: Visit): Promise<Session> {
  return deps.conversation.look(visit.session, firstLanguage(deps))
}

async function takeTurn(chat: Chat, request: FastifyRequest, reply: FastifyReply) {
  const { deps, cookie, pages, flood } = chat
  const posted = PostedForm.safeParse(request.body)
  if (!posted.success || isFromElsewhere(request)) {
    deps.log.warn('form refused', { route: '/', status: 403 })
    return pages.problem(reply, 403, 'refused', firstLanguage(deps))
  }
  const form = posted.data
  const visit = cookie.read(request)
  if (!deps.turns.check(visit?.session, form.turn)) return expired(chat, reply, form)
  if (visit) return handle(chat, form, visit, reply)
  return (await flood.keepWaiting(request, reply, form)) ?? handle(chat, form, newVisit(deps.sessions), reply)
}

async function handle(chat: Chat, form: PostedForm, visit: Visit, reply: FastifyReply) {
  const { deps, cookie, pages } = chat
  const input = inputOf(form)
  if (!input) return reply.redirect(NOW, 303)
  if (await isForgotten(deps, visit, form)) return expired(chat, reply, form)
  const turn = { session: visit.session, eventId: form.turn, input }
  const { session, otherWords } = await deps.conversation.handle(turn, firstLanguage(deps))
  cookie.set(reply, visit)
  // The browser's Back brings an old page: what was written on it now is told from what was sent from it then.
  if (otherWords) return pages.problem(reply, 409, 'answered', session.language, { text: form.text })
  return reply.redirect(NOW, 303)
}

/** Pictures have an address of their own, because only there a large body is read. */
async function takeEvidence(chat: Chat, request: FastifyRequest, reply: FastifyReply) {
  const { deps, cookie, pages } = chat
  const visit = cookie.read(request)
  if (!request.isMultipart() || isFromElsewhere(request)) {
    return pages.problem(reply, 403, 'refused', firstLanguage(deps))
  }
  const upload = visit && (await readUpload(request, readingFor(deps, visit, whenGone(reply))))
  if (!visit || !upload) return expired(chat, reply, { turn: '' })
  const { fields, kept, refused } = upload
  if (!deps.turns.check(visit.session, fields.turn)) return expired(chat, reply, fields)
  const input = { type: 'evidence', kept, refused } as const
  const turn = { session: visit.session, eventId: fields.turn, input }
  const { session, repeated } = await deps.conversation.handle(turn, firstLanguage(deps))
  cookie.set(reply, visit)
  if (repeated && kept.length > 0) return pages.problem(reply, 409, 'answered', session.language)
  return reply.redirect(NOW, 303)
}

function readingFor(deps: WebChatDeps, visit: Visit, gone: AbortSignal) {
  return {
    isWelcome: async ({ turn }: UploadFields) =>
      deps.turns.check(visit.session, turn) && (await look(deps, visit)).state.step === 'evidence',
    keep: (source: Readable) => deps.evidence.keep(visit.session.id, source, gone),
  }
}

/** Of the answer and not of the request, which closes as soon as it is read. */
function whenGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  return gone.signal
}

/** The page showed something under way of which the session knows nothing: it was lost, and the citizen is told so. */
async function isForgotten(deps: WebChatDeps, visit: Visit, { turn }: PostedForm): Promise<boolean> {
  return deps.turns.isUnderWay(turn) && (await look(deps, visit)).seen.length === 0
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

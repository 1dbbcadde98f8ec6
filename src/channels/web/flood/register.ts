import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { firstLanguage, type WebChatDeps } from '../deps.js'
import type { DraftCookie } from '../draft-cookie.js'
import { PostedForm } from '../form.js'
import type { Pages } from '../pages.js'
import { type BriefAnswer, createBriefAnswer } from './brief-answer.js'
import { createDoor } from './door.js'
import { type Pressure, watchPressure } from './pressure.js'
import { createVisitors, type Verdict, type Visitors } from './visitors.js'

export interface Flood {
  /** Answers a newcomer who has to wait first; nothing for one who may begin. */
  keepWaiting(request: FastifyRequest, reply: FastifyReply, form: PostedForm): Promise<FastifyReply | undefined>
}

interface Guard {
  readonly deps: WebChatDeps
  readonly cookie: DraftCookie
  readonly pages: Pages
  readonly pressure: Pressure
  readonly visitors: Visitors
  readonly brief: BriefAnswer
  /** Requests that were judged too fast before their body was read. */
  readonly slow: WeakMap<FastifyRequest, Verdict>
}

/** What the waiting page adds to the form it keeps. */
const Extra = z.object({ ticket: z.string().max(100).optional(), answer: z.string().max(20).optional() })

const SWEEP_MS = 60_000
const BUSY_SECONDS = 5

/** Flood control of the citizens' pages: each visitor by their own measure, newcomers by source, nobody shut out. */
export function registerFlood(app: FastifyInstance, deps: WebChatDeps, cookie: DraftCookie, pages: Pages): Flood {
  const pressure = watchPressure(app)
  const visitors = createVisitors(deps.flood)
  const door = createDoor(deps.flood, pressure)
  const guard = {
    deps,
    cookie,
    pages,
    pressure,
    visitors,
    brief: createBriefAnswer(deps.translator),
    slow: new WeakMap(),
  }
  app.addHook('onRequest', async (request, reply) => beforeReading(guard, request, reply))
  app.addHook('preHandler', async (request, reply) => slowDown(guard, request, reply))
  const timer = setInterval(() => void [door, visitors].forEach((each) => void each.sweep()), SWEEP_MS).unref()
  app.addHook('onClose', async () => clearInterval(timer))
  return {
    async keepWaiting(request, reply, form) {
      const extra = Extra.safeParse(request.body).data
      const gone = () => request.socket.destroyed
      const wait = await door.ask({ address: request.ip, turn: form.turn, ...extra, gone })
      return wait && pages.wait(reply, form.lang ?? firstLanguage(deps), form, wait)
    },
  }
}

/** Cheap refusals before a body is read. Under pressure newcomers' page views go first, and visitors' turns never. */
function beforeReading(guard: Guard, request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  if (!isPage(request)) return undefined
  const visit = guard.cookie.read(request)
  if (!visit) {
    const shed = request.method === 'GET' && guard.pressure.high()
    return shed ? guard.brief(reply, 503, BUSY_SECONDS) : undefined
  }
  const verdict = guard.visitors.judge(visit.session.id)
  if (verdict.kind === 'stop') return guard.brief(reply, 429, seconds(verdict.waitMs))
  if (verdict.kind === 'slow') guard.slow.set(request, verdict)
  return undefined
}

/** The page for a visitor who is too fast: it needs the body, to give it back. */
function slowDown({ deps, pages, slow }: Guard, request: FastifyRequest, reply: FastifyReply) {
  const verdict = slow.get(request)
  if (!verdict) return undefined
  const form = PostedForm.safeParse(request.body).data
  return pages.slowDown(reply, form?.lang ?? firstLanguage(deps), seconds(verdict.waitMs), form)
}

/** Leaving quickly and what a page loads are never counted; pictures are, before the first byte of them is read. */
function isPage({ routeOptions: { url } }: FastifyRequest): boolean {
  return url === '/' || url === '/tep' || url === undefined
}

function seconds(ms: number): number {
  return Math.max(Math.ceil(ms / 1000), 1)
}

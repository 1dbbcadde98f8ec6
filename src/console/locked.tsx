import type { FastifyReply, FastifyRequest } from 'fastify'
import { actionAddress, ownAddress } from './addresses.js'
import { againOf, show } from './answers.js'
import { draftOf, textField } from './forms.js'
import { pageFor } from './page.js'
import type { ConsoleDeps } from './ports.js'
import { LockPage, type LockRefusal, type Waiting } from './views/lock.js'

/** What a locked session gets for any page. A form that was sent meanwhile is not taken and not lost. */
export async function askToUnlock(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (request.routeOptions.config.timed) return reply.status(403).send('')
  const posts = request.method === 'POST'
  const waiting = posts ? waitingIn(request, actionAddress(request.url)) : null
  return showLocked(deps, request, reply, { back: backOf(request), waiting })
}

/** After a form the page it stood on: the address of a form answers no GET. */
function backOf({ method, url }: FastifyRequest): string {
  if (method !== 'POST') return ownAddress(url)
  const action = actionAddress(url)
  return action ? action.slice(0, action.lastIndexOf('/')) : '/'
}

interface Locked {
  readonly back: string
  readonly waiting: Waiting | null
  readonly refused?: LockRefusal
  readonly status?: number
}

export async function showLocked(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { back, waiting, refused, status = 403 }: Locked,
): Promise<FastifyReply> {
  const login = request.visitor ? await deps.api.loginOf(request.visitor.session.officerId) : undefined
  return show(reply, status, <LockPage page={pageFor(deps, request, back)} {...{ login, waiting, refused }} />)
}

/** Words that came to the address `action` while the screen was locked. */
export function waitingIn(request: FastifyRequest, action: string | undefined): Waiting | null {
  const draft = draftOf(request.body)
  const again = action && draft ? againOf(request, action) : null
  return draft && again ? { draft, again } : null
}

/** The form that waited, as the unlocking form brought it along. */
export function waitingBehind(request: FastifyRequest): Waiting | null {
  return waitingIn(request, actionAddress(textField(request.body, 'viec')))
}

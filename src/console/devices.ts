import type { FastifyReply, FastifyRequest } from 'fastify'
import { Login } from '../domain/officers.js'
import { networkOf } from './network.js'
import type { ConsoleDeps } from './ports.js'
import { cookieName, cookieOptions } from './visitor.js'

const NAME = 'officer-device'
/** A duty room's desk is shared: one mark per officer who has signed in there. */
const MARKS = 12
const HALF_A_YEAR = 180 * 24 * 3600

interface Origin {
  readonly source: string
  readonly knownDevice: boolean
}

/** Where a sign-in comes from: the officer's own browser when it is known, the network otherwise. */
export function originOf(deps: ConsoleDeps, request: FastifyRequest, login: string): Origin {
  const device = knownDevice(deps, request, login)
  return { source: device ?? networkOf(request.ip), knownDevice: device !== undefined }
}

export function rememberDevice(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply, login: string): void {
  if (knownDevice(deps, request, login)) return
  const marks = [...marksOf(deps, request), deps.devices.issue(login)].slice(-MARKS)
  reply.setCookie(cookieName(deps, NAME), marks.join('.'), { ...cookieOptions(deps), maxAge: HALF_A_YEAR })
}

function knownDevice(deps: ConsoleDeps, request: FastifyRequest, login: string): string | undefined {
  const name = Login.safeParse(login).data
  if (!name) return undefined
  for (const mark of marksOf(deps, request)) {
    const device = deps.devices.recognise(name, mark)
    if (device) return device
  }
  return undefined
}

function marksOf(deps: ConsoleDeps, request: FastifyRequest): string[] {
  const marks = (request.cookies[cookieName(deps, NAME)] ?? '').split('.', MARKS)
  return marks.filter((mark) => /^[A-Za-z0-9_-]{16,64}$/.test(mark))
}

import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { CaseId } from '../../domain/report.js'
import { showProblem } from '../answers.js'
import { textField } from '../forms.js'
import type { ConsoleDeps } from '../ports.js'
import { actorOf } from '../visitor.js'

/** A file by itself: made by us, of one of our types, and nothing in it may run, wherever it is opened. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'accept-ranges': 'bytes',
}

/** Opened while it is sent: a file is in clear neither on disk nor, but for pictures, whole in memory. */
export async function showEvidence(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const caseId = CaseId.safeParse(textField(request.params, 'caseId')).data
  const n = /^[1-9]$/.exec(textField(request.params, 'n') ?? '')?.[0]
  const file = caseId && n && (await deps.api.evidence(actorOf(request), caseId, Number(n)))
  if (!file) return showProblem(deps, request, reply, 'not-found')
  const range = rangeOf(request.headers.range, file.bytes)
  reply.type(file.type).headers(HEADERS)
  if (range === 'beyond') return reply.code(416).header('content-range', `bytes */${file.bytes}`).send()
  const { from, to } = range ?? { from: 0, to: file.bytes }
  if (range) reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${file.bytes}`)
  return reply.header('content-length', to - from).send(Readable.from(file.read(from, to), { objectMode: false }))
}

interface Range {
  readonly from: number
  /** The first byte that is not wanted. */
  readonly to: number
}

/** One range, as browsers ask for when they play (RFC 9110, 14.1.2); anything else is answered with the whole. */
export function rangeOf(header: string | undefined, size: number): Range | 'beyond' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  const range =
    first === ''
      ? { from: Math.max(0, size - Number(last)), to: size }
      : { from: Number(first), to: Math.min(size, last === '' ? size : Number(last) + 1) }
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  return range.from < range.to ? range : 'beyond'
}

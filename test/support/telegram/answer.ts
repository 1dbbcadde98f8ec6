import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Fault, type Faults, hangs } from './faults.js'
import { Refusal, tooMany } from './refusal.js'

interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Fires when the client hangs up before it has its answer. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return gone.signal
}

/** Answers one call, with the fault that was ordered for it. */
export async function respond(
  request: FastifyRequest,
  reply: FastifyReply,
  run: (gone: AbortSignal) => Promise<unknown>,
  fault: Fault | undefined,
  faults: Faults,
): Promise<void> {
  reply.hijack()
  const gone = goneSignal(reply)
  const cut = () => request.raw.socket.resetAndDestroy()
  if (fault === 'reset-before') return void cut()
  if (hangs(fault, 'before')) await faults.hold(fault, gone)
  if (gone.aborted) return
  const answer = instead(fault) ?? (await outcome(() => run(gone)))
  if (fault === 'reset-after') return void cut()
  if (hangs(fault, 'after')) await faults.hold(fault, gone)
  if (gone.aborted) return
  write(reply, answer, fault === 'cut')
}

function instead(fault: Fault | undefined): Answer | undefined {
  if (typeof fault !== 'object' || 'hang' in fault) return undefined
  if ('retryAfter' in fault) return refused(tooMany(fault.retryAfter))
  const page = `<html><head><title>${fault.status}</title></head><body><center>nginx</center></body></html>`
  return { status: fault.status, body: fault.body ?? page, headers: { 'content-type': 'text/html' } }
}

/** What is no refusal is a fault of this server: 500, with the reason for whoever reads the test. */
export async function outcome(run: () => Promise<unknown>): Promise<Answer> {
  try {
    return json(200, { ok: true, result: await run() })
  } catch (error) {
    return refused(error instanceof Refusal ? error : new Refusal(500, `Internal Server Error: ${error}`))
  }
}

export function refused({ code, message, parameters }: Refusal): Answer {
  const seconds = parameters?.retry_after
  const body = { ok: false, error_code: code, description: message, ...(parameters && { parameters }) }
  return json(code, body, seconds ? { 'retry-after': String(seconds) } : {})
}

function json(status: number, body: object, headers: Record<string, string> = {}): Answer {
  return { status, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }
}

export function write(reply: FastifyReply, { status, body, headers }: Answer, half = false): void {
  const bytes = Buffer.from(body)
  reply.raw.writeHead(status, { ...headers, 'content-length': bytes.length })
  if (!half) return void reply.raw.end(bytes)
  reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy())
}

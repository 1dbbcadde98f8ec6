import { type IncomingMessage, request as plain, STATUS_CODES } from 'node:http'
import { request as secure } from 'node:https'
import type { Update } from '@grammyjs/types'
import { type Fault, type Faults, hangs } from './faults.js'

export interface WebhookSettings {
  readonly url: string
  readonly secretToken: string
  readonly maxConnections: number
}

export interface Delivery {
  readonly ok: boolean
  readonly error: string
  readonly retryAfter?: number
  readonly body: string
}

export interface DeliveryOrder {
  readonly update: Update
  readonly settings: WebhookSettings
  readonly idleMs: number
  readonly fault: Fault | undefined
  readonly faults: Faults
  /** Aborted when the webhook is set anew or deleted. */
  readonly signal: AbortSignal
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
}

/** One attempt to hand an update to the bot. Never throws: what went wrong is in `error`, in Telegram's words. */
export async function deliver(order: DeliveryOrder): Promise<Delivery> {
  const { fault, faults, signal } = order
  if (fault === 'reset-before') return failed('Connection reset by peer')
  if (hangs(fault, 'before')) await faults.hold(fault, signal)
  if (typeof fault === 'object' && 'status' in fault) return failed(wrong(fault.status))
  if (typeof fault === 'object' && 'retryAfter' in fault) return failed(wrong(429), fault.retryAfter)
  const delivery = await send(order)
  if (hangs(fault, 'after')) await faults.hold(fault, signal)
  return fault === 'reset-after' || hangs(fault, 'after') ? failed('Read timeout expired') : delivery
}

function send({ update, settings, idleMs, fault, signal }: DeliveryOrder): Promise<Delivery> {
  const body = Buffer.from(JSON.stringify(update))
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    ...(settings.secretToken && { 'x-telegram-bot-api-secret-token': settings.secretToken }),
  }
  return new Promise((resolve) => {
    const open = settings.url.startsWith('https:') ? secure : plain
    const request = open(settings.url, { method: 'POST', headers, signal, timeout: idleMs }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', (error) => resolve(failed(error.message)))
      response.on('end', () => resolve(judge(response, chunks)))
    })
    request.on('timeout', () => request.destroy(new Error('Read timeout expired')))
    request.on('error', (error: NodeJS.ErrnoException) => resolve(failed(REASONS[error.code ?? ''] ?? error.message)))
    if (fault !== 'cut') return request.end(body)
    request.write(body.subarray(0, body.length / 2), () => request.destroy(new Error('Connection closed')))
  })
}

function judge({ statusCode: status = 0, statusMessage, headers }: IncomingMessage, chunks: Buffer[]): Delivery {
  const body = Buffer.concat(chunks).toString('utf8')
  if (status >= 200 && status < 300) return { ok: true, error: '', body }
  const seconds = Number(headers['retry-after'])
  return failed(wrong(status, statusMessage), seconds > 0 ? seconds : undefined)
}

function wrong(status: number, reason = STATUS_CODES[status] ?? ''): string {
  return `Wrong response from the webhook: ${status} ${reason}`
}

function failed(error: string, retryAfter?: number): Delivery {
  return { ok: false, error, body: '', ...(retryAfter !== undefined && { retryAfter }) }
}

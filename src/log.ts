import { pino } from 'pino'

/**
 * The only logger. A line is a fixed sentence and fields from this list; anything else cannot be passed, and an error
 * is reduced to its class and code, because messages of libraries may carry addresses, tokens or text.
 */
export interface LogFields {
  readonly process?: string
  readonly step?: string
  readonly code?: string
  readonly count?: number
  readonly ms?: number
  readonly port?: number
  readonly status?: number
  readonly route?: string
  readonly error?: unknown
}

export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

const ALLOWED = ['process', 'step', 'code', 'count', 'ms', 'port', 'status', 'route'] as const

export function createLog(process: string, level: string): Log {
  const logger = pino({
    level,
    base: { process },
    timestamp: process === 'bot' ? minute : pino.stdTimeFunctions.isoTime,
  })
  const write =
    (at: keyof Log) =>
    (message: string, fields: LogFields = {}) =>
      logger[at](safe(fields), message)
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** The bot's lines stand beside reports: like those, they carry no more than the minute. */
function minute(): string {
  return `,"time":"${new Date().toISOString().slice(0, 16)}Z"`
}

/** For tests and for parts that have nothing to say. */
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

function safe(fields: LogFields): Record<string, unknown> {
  const line: Record<string, unknown> = {}
  for (const name of ALLOWED) if (fields[name] !== undefined) line[name] = fields[name]
  if (fields.error !== undefined) line.error = describeError(fields.error)
  return line
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const cause = error.cause instanceof Error ? ` < ${describeError(error.cause)}` : ''
  return `${error.name}${code}${cause}`
}

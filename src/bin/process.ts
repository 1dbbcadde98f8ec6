import { createServer } from 'node:http'
import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import { BadSetting, type Config, type ProcessName, readConfig } from '../config.js'
import { createLog, type Log } from '../log.js'

/** Exit code of sysexits.h for a configuration error: the supervisor does not start such a process again. */
const EX_CONFIG = 78

/** Reads the settings of a process, or stops it with the setting's name, the reason and an example. */
export function settingsOrExit<P extends ProcessName>(name: P): Config<P> {
  try {
    return readConfig(name, process.env)
  } catch (error) {
    if (!(error instanceof BadSetting)) throw error
    return exitForSetting(error)
  }
}

export function exitForSetting(error: BadSetting): never {
  process.stderr.write(`${error.message}\n`)
  process.exit(EX_CONFIG)
}

export interface Metrics {
  readonly registry: Registry
  counter(name: string, help: string, labels?: readonly string[]): Counter
}

/** Prometheus text on a loopback port. Labels are bounded words: a route pattern, a status, an effect; never an id. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: [...labels], registers: [registry] }),
  }
}

export function serveMetrics({ registry }: Metrics, port: number, log: Log): { close(): void } {
  if (port === 0) return { close() {} }
  const server = createServer(async (_, response) => {
    response.setHeader('content-type', registry.contentType).end(await registry.metrics())
  })
  server.on('error', (error) => log.warn('metrics port', { port, error }))
  server.listen(port, '127.0.0.1')
  return { close: () => server.close() }
}

/** Says ready to the supervisor, and stops once, cleanly, when asked. */
export function runUntilStopped(log: Log, stop: () => Promise<void>): void {
  let stopping = false
  const end = async () => {
    if (stopping) return
    stopping = true
    await stop().catch((error: unknown) => log.error('stop', { error }))
    process.exit(0)
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  // The supervisor is gone without a word (killed): nobody would ever stop this process.
  if (process.send) process.on('disconnect', end)
  process.on('unhandledRejection', (error) => log.error('unhandled', { error }))
  process.send?.('ready')
}

export function logFor(name: ProcessName, level: string): Log {
  return createLog(name, level)
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { BadSetting } from '../config.js'
import { exitForSetting, type Metrics } from './process.js'

/** `/healthz`: the process is alive. `/readyz`: its Redis answers and keeps what it is given. Registered before pages. */
export function registerHealth(
  app: FastifyInstance,
  readiness: () => Promise<{ ok: boolean; reasons: readonly string[] }>,
): void {
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/readyz', async (_, reply) => {
    const { ok, reasons } = await readiness()
    return reply.code(ok ? 200 : 503).send({ ok, reasons })
  })
}

/** Counts answers by route pattern and status. Addresses that match no route share one label. */
export function countAnswers(app: FastifyInstance, metrics: Metrics): void {
  const answers = metrics.counter('hom_thu_http_answers_total', 'Answers by route pattern and status', [
    'route',
    'status',
  ])
  app.addHook('onResponse', async (request, reply) => {
    answers.inc({ route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) })
  })
}

/** A link a person can open: localhost rather than an address that only means something to this machine. */
export function defaultUrl(configured: string | undefined, port: number): string {
  return configured ?? `http://localhost:${port}`
}

interface Address {
  readonly host: string
  readonly port: number
  readonly setting: 'SITE_PORT' | 'CONSOLE_PORT'
}

/** Listens, or stops the process with the setting to change. A port that was only just left is tried again first. */
export async function listen(app: FastifyInstance, { host, port, setting }: Address): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await app.listen({ host, port })
      return
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
      if (tries === 6)
        exitForSetting(new BadSetting(setting, `cannot listen on ${host}:${port} (${code})`, String(port + 100)))
      await sleep(500)
    }
  }
}

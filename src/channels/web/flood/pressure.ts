import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { HELD, IN_FLIGHT, LAG_MS } from './limits.js'

export interface Pressure {
  high(): boolean
  /** Keeps a request waiting without counting it as work; false at once when too many wait already. */
  hold(ms: number): Promise<boolean>
}

const LOOK_MS = 100

/** How busy this process is: requests being worked on, and how late its timers are. */
export function watchPressure(app: FastifyInstance): Pressure {
  const now = { inFlight: 0, held: 0, lagMs: 0 }
  app.addHook('onRequest', async () => {
    now.inFlight += 1
  })
  app.addHook('onResponse', async () => {
    now.inFlight -= 1
  })
  let due = performance.now() + LOOK_MS
  const timer = setInterval(() => {
    now.lagMs = performance.now() - due
    due = performance.now() + LOOK_MS
  }, LOOK_MS).unref()
  app.addHook('onClose', async () => clearInterval(timer))
  return {
    high: () => now.inFlight - now.held > IN_FLIGHT || now.lagMs > LAG_MS,
    async hold(ms) {
      if (now.held >= HELD) return false
      now.held += 1
      await sleep(ms)
      now.held -= 1
      return true
    },
  }
}

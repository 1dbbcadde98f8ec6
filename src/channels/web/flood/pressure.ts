import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { HELD, IN_FLIGHT, LAG_MS } from './limits.js'

export interface Pressure {
  high(): boolean
  /** Keeps a request waiting without counting it as work; false at once when too many wait already. */
  hold(ms: number): Promise<boolean>
}

const LOOK_MS = 100
/** In a row, until it counts: a machine that stumbles once is not flooded, and its one newcomer is not turned away. */
const LATE_LOOKS = 3

/** How busy this process is: requests being worked on, and how late its timers are. */
export function watchPressure(app: FastifyInstance): Pressure {
  const now = { inFlight: 0, held: 0, lateLooks: 0 }
  app.addHook('onRequest', async () => {
    now.inFlight += 1
  })
  app.addHook('onResponse', async () => {
    now.inFlight -= 1
  })
  let due = performance.now() + LOOK_MS
  const timer = setInterval(() => {
    now.lateLooks = performance.now() - due > LAG_MS ? now.lateLooks + 1 : 0
    due = performance.now() + LOOK_MS
  }, LOOK_MS).unref()
  app.addHook('onClose', async () => clearInterval(timer))
  return {
    high: () => now.inFlight - now.held > IN_FLIGHT || now.lateLooks >= LATE_LOOKS,
    async hold(ms) {
      if (now.held >= HELD) return false
      now.held += 1
      await sleep(ms)
      now.held -= 1
      return true
    },
  }
}

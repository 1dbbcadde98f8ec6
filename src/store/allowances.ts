import type { Allowance, Allowances } from '../app/ports.js'
import { keys } from './keys.js'
import type { Client } from './redis.js'
import { allowanceScript } from './scripts.js'

const MINUTE = 60_000

/** How many at once, and how long until one more is earned. */
const LIMITS: Record<Allowance, { readonly burst: number; readonly everyMs: number }> = {
  report: { burst: 3, everyMs: 10 * MINUTE },
  'receipt-try': { burst: 10, everyMs: MINUTE },
  'case-write': { burst: 20, everyMs: 1.5 * MINUTE },
  evidence: { burst: 15, everyMs: 2 * MINUTE },
  'link-try': { burst: 5, everyMs: 2 * MINUTE },
}

/** Counted per session in the Redis that keeps nothing on disk; no name of a counter outlives its session for long. */
export function createAllowances(redis: Client): Allowances {
  return {
    async take(name, sessionId) {
      const { burst, everyMs } = LIMITS[name]
      const args = [Date.now(), everyMs, burst * everyMs]
      return Number(await allowanceScript.run(redis, [keys.allowance(name, sessionId)], args))
    },
  }
}

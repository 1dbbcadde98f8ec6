import { createBuckets } from './buckets.js'
import type { FloodDeps } from './deps.js'
import { LIMITS } from './limits.js'

/** `slow`: too fast, but told so on a page that gives the words back. `stop`: does not read the answers any more. */
export interface Verdict {
  readonly kind: 'go' | 'slow' | 'stop'
  readonly waitMs: number
}

export interface Visitors {
  judge(sessionId: string): Verdict
  sweep(): void
}

/** Each visitor with a cookie of ours has a measure of their own; what others do, also from the same address, is nothing to them. */
export function createVisitors({ now, limits = LIMITS }: FloodDeps): Visitors {
  const own = createBuckets(limits.visitor, now)
  const refused = createBuckets(limits.visitorRefused, now)
  return {
    judge(sessionId) {
      const waitMs = own.take(sessionId)
      if (waitMs === 0) return { kind: 'go', waitMs }
      return { kind: refused.take(sessionId) === 0 ? 'slow' : 'stop', waitMs }
    },
    sweep() {
      own.sweep()
      refused.sweep()
    },
  }
}

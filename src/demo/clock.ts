import type { Clock } from '../app/ports.js'

/** A clock that stands still until it is moved: invented reports have a past. It never goes back. */
export interface DemoClock extends Clock {
  pass(ms: number): void
  moveTo(at: Date): void
}

export function createDemoClock(start: Date): DemoClock {
  let at = start.getTime()
  return {
    now: () => new Date(at),
    pass(ms) {
      at += ms
    },
    moveTo(next) {
      at = Math.max(at, next.getTime())
    },
  }
}

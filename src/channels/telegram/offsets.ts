/** So far below what was seen, an id begins a new series: after a week without updates Telegram chooses one at random. */
const FAR = 1_000

/**
 * Which updates are handled. Telegram takes one number for all: everything below it is confirmed and forgotten, so that it
 * may not pass an update that is in hand, unless that one is parked somewhere else.
 */
export function createOffsets() {
  const open = new Set<number>()
  const done = new Set<number>()
  let next = 0
  const offset = () => Math.min(next, ...open)
  const prune = () => {
    for (const one of done) if (one < offset()) done.delete(one)
  }
  return {
    /** What to ask for next. */
    get offset() {
      return offset()
    },
    get open() {
      return open.size
    },
    /** How far what was seen is ahead of what may be confirmed. */
    get ahead() {
      return next - offset()
    },
    get oldest(): number | undefined {
      return open.size > 0 ? Math.min(...open) : undefined
    },
    /** False for one that is in hand or handled: it was given again because an older one is not done. */
    begin(id: number): boolean {
      if (open.size === 0 && id < next - FAR) {
        next = id
        done.clear()
      }
      if (open.has(id) || done.has(id) || id < offset()) return false
      open.add(id)
      next = Math.max(next, id + 1)
      return true
    },
    finish(id: number): void {
      if (open.delete(id)) done.add(id)
      prune()
    },
    /** Still in hand, and kept elsewhere until it is done, so that it holds up nobody. */
    park(id: number): void {
      open.delete(id)
      prune()
    },
  }
}

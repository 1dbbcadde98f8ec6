/**
 * Which updates are handled. Telegram takes one number for all: everything below it is confirmed and forgotten, so that it
 * may not pass an update that is still in hand.
 */
export function createOffsets() {
  const open = new Set<number>()
  const done = new Set<number>()
  let next = 0
  const offset = () => Math.min(next, ...open)
  return {
    /** What to ask for next. */
    get offset() {
      return offset()
    },
    get open() {
      return open.size
    },
    /** False for one that is in hand or handled: it was given again because an older one is not done. */
    begin(id: number): boolean {
      if (open.has(id) || done.has(id) || id < offset()) return false
      open.add(id)
      next = Math.max(next, id + 1)
      return true
    },
    finish(id: number): void {
      open.delete(id)
      done.add(id)
      for (const one of done) if (one < offset()) done.delete(one)
    },
  }
}

/** How many at once, and how long until one more is earned. */
export interface Limit {
  readonly burst: number
  readonly everyMs: number
}

export interface Buckets {
  /** Milliseconds to wait; 0 when granted, which is then counted. */
  take(key: string): number
  /** How much of the burst is used up, 0 to 1. Counts nothing. */
  used(key: string): number
  /** Drops what is earned back in full, and so says nothing any more. */
  sweep(): void
}

/** Beyond it the one that was quiet longest is forgotten, so that made-up names cannot fill the memory. */
const KEPT = 50_000

/**
 * Leaky buckets in this process's memory, each kept as the moment at which it will be empty. Never in Redis: what is
 * counted here may come from an address, and that must not be anywhere where it could be found later.
 */
export function createBuckets({ burst, everyMs }: Limit, now: () => number = Date.now): Buckets {
  const empties = new Map<string, number>()
  const level = (key: string) => Math.max((empties.get(key) ?? 0) - now(), 0)
  const put = (key: string, empty: number) => {
    // Last in the map is last used: the first is the one to forget.
    empties.delete(key)
    empties.set(key, empty)
    const [oldest] = empties.size > KEPT ? empties.keys() : []
    if (oldest !== undefined) empties.delete(oldest)
  }
  return {
    take(key) {
      const full = level(key) + everyMs
      if (full > burst * everyMs) return full - burst * everyMs
      put(key, now() + full)
      return 0
    },
    used: (key) => level(key) / (burst * everyMs),
    sweep() {
      for (const [key, empty] of empties) if (empty <= now()) empties.delete(key)
    },
  }
}

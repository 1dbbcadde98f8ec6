export interface FakeClock {
  /** Milliseconds since the epoch, as the server sees them. */
  now(): number
  seconds(): number
  /** Moves the server's clock; timers that already run do not notice. */
  advance(ms: number): void
}

export function fakeClock(): FakeClock {
  let ahead = 0
  const now = () => Date.now() + ahead
  return {
    now,
    seconds: () => Math.floor(now() / 1000),
    advance: (ms) => {
      ahead += ms
    },
  }
}

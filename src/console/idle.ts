/** A screen that nobody has touched for so long covers itself. */
export const IDLE_LOCK_MS = 10 * 60_000

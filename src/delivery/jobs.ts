/** Queue names and job ids: their only owner. BullMQ allows no `:` in either; the braces keep a cluster on one slot. */
export const JOBS = {
  prefix: '{hom-thu-jobs}',
  queue: 'timed',
  clocks: { name: 'clocks', everyMs: 60_000 },
  sweep: { name: 'sweep', everyMs: 3_600_000 },
  /** In the volatile Redis; `tries` counts the first one. */
  notices: { queue: 'notices', name: 'notice', tries: 3 },
} as const

/** How often somebody looks for what officers are to be told; see watch.ts. */
export const ALERTS_EVERY_MS = 3_000

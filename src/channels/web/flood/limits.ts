import type { Limit } from './buckets.js'

const SECOND = 1_000
const MINUTE = 60_000

/**
 * Every number of the flood control, per bot process. A report takes some 20 requests. Vietnamese mobile carriers put
 * thousands of people behind one address, so what is counted by address decides who is asked to wait, never who may not.
 */
export const LIMITS = {
  /** Page views and turns of one visitor with a cookie of ours: twice a second for ever, a whole report in one go. */
  visitor: { burst: 120, everyMs: SECOND / 2 },
  /** Of those refused, how many still get the page that gives their words back. Beyond, a line must do. */
  visitorRefused: { burst: 20, everyMs: SECOND },
  /** New sessions of one source: as many as cost a quarter of one core … */
  beginFast: { burst: 100, everyMs: SECOND / 100 },
  /** … and, longer, as many as fit into the memory of the volatile Redis (some 3 KB each for half an hour). */
  begin: { burst: 2_000, everyMs: SECOND / 5 },
  /** The same drawn page, posted without a cookie: a double press, but not a program that repeats one request. */
  samePage: { burst: 3, everyMs: MINUTE },
  /** Let in after waiting, and after a proof of work: each has places of its own, so that neither uses up the other's. */
  waited: { burst: 100, everyMs: SECOND / 10 },
  worked: { burst: 100, everyMs: SECOND / 10 },
} as const satisfies Record<string, Limit>

/** A waiting ticket lets in after this long and a random bit more, so that nobody can aim at the next free place. */
export const WAIT_MS = 5 * SECOND
export const WAIT_JITTER_MS = 3 * SECOND
/** And for this long: time to read the page slowly, too little to hoard tickets. */
export const TICKET_MS = 5 * MINUTE
/** Requests that wait here for their ticket's time; a held request is a socket and a timer. */
export const HELD = 1_000

/** About a second of a phone's time, four more bits (16 times as long) when many from this source have paid it. */
export const WORK_BITS = 15
export const WORK_MORE_BITS = 4

/** Beyond these the process is under pressure, and newcomers' page views go first. */
export const IN_FLIGHT = 500
export const LAG_MS = 250

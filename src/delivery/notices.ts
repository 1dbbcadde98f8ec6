import { setTimeout as sleep } from 'node:timers/promises'
import { Queue } from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import type { Notices } from '../app/ports-address.js'
import type { Log } from '../log.js'
import { JOBS } from './jobs.js'

export interface NoticesDeps {
  /** To the Redis that keeps nothing on disk: beside a case's events, a file would tell which case a notice was for. */
  readonly connect: () => Redis | Cluster
  /** How long until the next notice goes out, so that an officer's click and a phone's buzz do not meet. */
  readonly delayMs: () => number
  readonly log: Log
}

/** Longest wait of a notice, in milliseconds. */
export const NOTICE_DELAY_MS = 120_000

const PATIENCE_MS = 5_000

/** The console's end of the queue. */
export function createNotices({ connect, delayMs, log }: NoticesDeps): Notices & { close(): Promise<void> } {
  const connection = connect()
  const queue = new Queue(JOBS.notices.queue, { connection, prefix: JOBS.prefix })
  const add = async (inner: string) => {
    await queue.add(JOBS.notices.name, { inner }, options(Date.now() + delayMs()))
    // BullMQ notes the millisecond at which a job came, for listeners; there are none.
    await connection.del(queue.keys.events ?? '')
  }
  queue.on('error', (error) => log.error('notice queue', { error }))
  return {
    post: (inner) => Promise.race([add(inner), tooLong()]),
    async close() {
      connection.disconnect()
      await queue.close()
    },
  }
}

/** BullMQ waits for a lost connection without end; an officer's page does not. */
async function tooLong(): Promise<never> {
  await sleep(PATIENCE_MS, undefined, { ref: false })
  throw new Error('notice queue does not answer')
}

/** BullMQ would write down when the job was made: 1, the earliest it takes, makes the delay say only when it is due. */
function options(dueMs: number) {
  const { tries } = JOBS.notices
  const waits = { timestamp: 1, delay: dueMs - 1, attempts: tries, backoff: { type: 'custom' } }
  return { ...waits, removeOnComplete: true, removeOnFail: true }
}

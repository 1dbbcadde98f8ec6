import { Worker } from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import * as z from 'zod'
import type { SendOutcome } from '../app/ports.js'
import type { Log } from '../log.js'
import { JOBS } from './jobs.js'
import type { RunningWorker } from './worker.js'

const Notice = z.object({ inner: z.string() })

export interface NoticeWorkerDeps {
  readonly connect: () => Redis | Cluster
  readonly send: (inner: string) => Promise<SendOutcome>
  readonly counted: (outcome: SendOutcome['kind']) => void
  /** How long to wait after the first try, and after the second, in milliseconds. */
  readonly waitsMs: readonly [number, number]
  readonly log: Log
}

/** A hiccup is over in minutes, an outage in hours. */
export const NOTICE_WAITS_MS = [5 * 60_000, 2 * 3_600_000] as const

/** Made of nothing but a time, because BullMQ keeps what it says. */
class Again extends Error {
  readonly afterMs: number

  constructor(afterMs: number) {
    super('again')
    this.name = 'Again'
    this.afterMs = afterMs
  }
}

/**
 * Sends what consoles hand over. A try of which nobody knows how it went may have arrived, so there are three at most,
 * counting those that a worker did not survive: nobody is told more than three times of one message.
 */
export function startNoticeWorker({ connect, send, counted, waitsMs, log }: NoticeWorkerDeps): RunningWorker {
  const connection = connect()
  const handle = async (data: unknown) => {
    const outcome = await send(Notice.parse(data).inner)
    counted(outcome.kind)
    if (outcome.kind === 'retry') throw new Again(outcome.afterMs)
    if (outcome.kind === 'unknown' || outcome.kind === 'suspect') throw new Again(0)
    if (outcome.kind === 'refused') log.error('notice refused: token, or key of addresses')
  }
  const worker = new Worker(JOBS.notices.queue, ({ data }) => handle(data), {
    connection,
    prefix: JOBS.prefix,
    concurrency: 4,
    maxStartedAttempts: JOBS.notices.tries,
    settings: {
      backoffStrategy: (made, _, error) =>
        Math.max(waitsMs[made - 1] ?? waitsMs[1], error instanceof Again ? error.afterMs : 0),
    },
  })
  worker.on('failed', (job) => job?.finishedOn && log.warn('notice given up'))
  worker.on('error', (error) => log.error('notice worker', { error }))
  return {
    async stop() {
      await worker.close()
      connection.disconnect()
    },
  }
}

import { Queue, Worker } from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import type { Log } from '../log.js'
import { JOBS } from './jobs.js'

type ClockCounts = Readonly<Record<'overdue' | 'withdrawn', number>>

export interface WorkerDeps {
  /** Two connections: the worker's blocks, the queue's does not. */
  readonly connect: () => Redis | Cluster
  readonly runClocks: () => Promise<ClockCounts>
  readonly marked: (counts: ClockCounts) => void
  readonly log: Log
}

export interface RunningWorker {
  stop(): Promise<void>
}

/** Timed work. However many workers run, the scheduler makes one job a minute and one of them takes it. */
export async function startWorker({ connect, runClocks, marked, log }: WorkerDeps): Promise<RunningWorker> {
  const queue = new Queue(JOBS.queue, { connection: connect(), prefix: JOBS.prefix })
  const worker = new Worker(JOBS.queue, async () => marked(await runClocks()), {
    connection: connect(),
    prefix: JOBS.prefix,
  })
  worker.on('failed', (_, error) => log.error('timed job failed', { error }))
  worker.on('error', (error) => log.error('worker', { error }))
  queue.on('error', (error) => log.error('job queue', { error }))
  await queue.upsertJobScheduler(
    JOBS.clocks.name,
    { every: JOBS.clocks.everyMs },
    { name: JOBS.clocks.name, opts: { removeOnComplete: true, removeOnFail: 100 } },
  )
  return {
    async stop() {
      await worker.close()
      await queue.close()
    },
  }
}

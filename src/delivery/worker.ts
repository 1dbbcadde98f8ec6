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
  /** Answers how many files it removed. */
  readonly sweep: () => Promise<number>
  readonly log: Log
}

export interface RunningWorker {
  stop(): Promise<void>
}

/** Timed work. However many workers run, the scheduler makes one job a minute and one of them takes it. */
export async function startWorker({ connect, runClocks, marked, sweep, log }: WorkerDeps): Promise<RunningWorker> {
  const queue = new Queue(JOBS.queue, { connection: connect(), prefix: JOBS.prefix })
  const jobs: Record<string, () => Promise<unknown>> = {
    [JOBS.clocks.name]: async () => marked(await runClocks()),
    [JOBS.sweep.name]: sweep,
  }
  const worker = new Worker(JOBS.queue, async ({ name }) => jobs[name]?.(), {
    connection: connect(),
    prefix: JOBS.prefix,
  })
  worker.on('failed', (_, error) => log.error('timed job failed', { error }))
  worker.on('error', (error) => log.error('worker', { error }))
  queue.on('error', (error) => log.error('job queue', { error }))
  for (const { name, everyMs } of [JOBS.clocks, JOBS.sweep]) {
    const template = { name, opts: { removeOnComplete: true, removeOnFail: 100 } }
    await queue.upsertJobScheduler(name, { every: everyMs }, template)
  }
  return {
    async stop() {
      await worker.close()
      await queue.close()
    },
  }
}

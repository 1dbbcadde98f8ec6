import { Worker } from 'node:worker_threads'
import type { EvidenceRefusal } from '../../domain/evidence.js'
import type { SpoolFile } from '../spool.js'
import type { MediaFacts } from './rewrap.js'

interface Place {
  readonly fd: number
  readonly key: Uint8Array
}

export interface Order {
  readonly from: Place & { readonly size: number }
  readonly to: Place
}

export interface Answer {
  readonly facts: MediaFacts | EvidenceRefusal
  readonly size: number
}

/** Threads run compiled code only, and in tests this file is not: both find it from here. */
const WORKER = new URL('../../../dist/evidence/wrap/worker.js', import.meta.url)
/** The largest take a second or two: what takes longer was made to take long. */
const SECONDS = 30
/** Of JavaScript's own; the lists of an hour's film take some twenty. */
const HEAP_MB = 128

/**
 * Wraps anew in a thread of its own: a file that is made to run in circles or to fill the memory takes down that thread
 * and nothing else.
 * @returns what the file is, and how many bytes were written to `to`
 */
export async function rewrapInThread(from: SpoolFile, to: SpoolFile, seconds = SECONDS): Promise<Answer> {
  await from.spool.settle()
  const order: Order = {
    from: { fd: from.fd, key: from.key, size: from.spool.size },
    to: { fd: to.fd, key: to.key },
  }
  const limits = { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 16 }
  const worker = new Worker(WORKER, { workerData: order, resourceLimits: limits, env: {}, execArgv: [] })
  try {
    return await answerOf(worker, seconds)
  } finally {
    await worker.terminate()
  }
}

const BROKEN: Answer = { facts: 'broken', size: 0 }

function answerOf(worker: Worker, seconds: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000, BROKEN)
    const finish = (answer: Answer) => {
      clearTimeout(timer)
      resolve(answer)
    }
    worker.once('message', finish)
    // Whatever a file does to the thread is the file's fault; a thread that is not there is ours.
    worker.once('error', (error: NodeJS.ErrnoException) =>
      error.code?.endsWith('MODULE_NOT_FOUND') ? reject(error) : finish(BROKEN),
    )
    worker.once('exit', () => finish(BROKEN))
  })
}

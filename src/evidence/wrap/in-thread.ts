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

export interface Rewrapped {
  readonly facts: MediaFacts | EvidenceRefusal
  /** Bytes written. */
  readonly size: number
}

/** `failed`: not because of the file; the code of what went wrong. */
export type Answer = Rewrapped | { readonly failed: string }

/** Threads run compiled code only, and in tests this file is not: both find it from here. */
const WORKER = new URL('../../../dist/evidence/wrap/worker.js', import.meta.url)
/** The largest take a second or two: what takes longer was made to take long. */
const SECONDS = 30
/** Of JavaScript's own; the lists of an hour's film take some twenty. */
const HEAP_MB = 128

export interface Patience {
  readonly seconds?: number | undefined
  /** Whose file it is has left. */
  readonly gone?: AbortSignal | undefined
}

/**
 * Wraps anew in a thread of its own: a file that is made to run in circles or to fill the memory takes down that thread
 * and nothing else.
 * @throws when it is no fault of the file, such as a full disk
 */
export async function rewrapInThread(from: SpoolFile, to: SpoolFile, patience: Patience = {}): Promise<Rewrapped> {
  await from.spool.settle()
  const order: Order = {
    from: { fd: from.fd, key: from.key, size: from.spool.size },
    to: { fd: to.fd, key: to.key },
  }
  const limits = { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 16 }
  const worker = new Worker(WORKER, { workerData: order, resourceLimits: limits, env: {}, execArgv: [] })
  try {
    const answer = await answerOf(worker, patience)
    if ('failed' in answer) throw Object.assign(new Error('wrapping failed'), { code: answer.failed })
    return answer
  } finally {
    await worker.terminate()
  }
}

const BROKEN: Answer = { facts: 'broken', size: 0 }
const LEFT: Answer = { facts: 'slow', size: 0 }

function answerOf(worker: Worker, { seconds = SECONDS, gone }: Patience): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const leave = () => resolve(LEFT)
    if (gone?.aborted) leave()
    gone?.addEventListener('abort', leave)
    const timer = setTimeout(resolve, seconds * 1000, BROKEN)
    worker.once('message', resolve)
    // Whatever a file does to the thread is the file's fault; a thread that is not there is ours.
    worker.once('error', (error: NodeJS.ErrnoException) =>
      error.code?.endsWith('MODULE_NOT_FOUND') ? reject(error) : resolve(BROKEN),
    )
    worker.once('exit', () => {
      clearTimeout(timer)
      gone?.removeEventListener('abort', leave)
      resolve(BROKEN)
    })
  })
}

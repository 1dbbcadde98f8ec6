import { readSync, writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { Logging, LogLevel } from 'mediabunny'
import { createSpool } from '../spool.js'
import type { Answer, Order } from './in-thread.js'
import { rewrap } from './rewrap.js'

// What it has to say about a file is nobody's business.
Logging.level = LogLevel.Silent

const { from, to } = workerData as Order
const source = createSpool(Buffer.from(from.key), mediumOf(from.fd), from.size)
const target = createSpool(Buffer.from(to.key), mediumOf(to.fd))
parentPort?.postMessage(await answer())

async function answer(): Promise<Answer> {
  try {
    const facts = await rewrap(source, target)
    await target.settle()
    return { facts, size: target.size }
  } catch (error) {
    return { failed: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' }
  }
}

/** At once and not in the background: a thread that is stopped must leave nothing behind that still writes. */
function mediumOf(fd: number) {
  return {
    read: (into: Buffer, at: number) => readSync(fd, into, 0, into.length, at),
    write: (bytes: Buffer, at: number) => writeSync(fd, bytes, 0, bytes.length, at),
  }
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { type KeptRedis, keepRedis } from '../../src/supervisor/keep-redis.js'
import { lookAtRedis } from '../../src/supervisor/redis-state.js'
import { ALL_RIGHTS, sha256hex } from '../support/redis.js'

let dir: string
let kept: KeptRedis
const said: string[] = []

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hom-thu-kept-'))
  said.length = 0
  const say = (line: string) => said.push(line)
  kept = await keepRedis({ binary: inject('redisBinary'), dir, durable: true, users: [ALL_RIGHTS], sha256hex, say })
})

afterEach(async () => {
  await kept.stop()
  await rm(dir, { recursive: true, force: true })
})

/** Of the server that answers there; nothing while one is being started. */
async function pidNow(): Promise<number | undefined> {
  const state = await lookAtRedis(kept.socketPath, ALL_RIGHTS)
  return state.is === 'ready' ? state.pid : undefined
}

/** Kills it, and waits for the next one. The answer is how long that took. */
async function killAndWait(): Promise<number> {
  const pid = (await pidNow()) ?? 0
  const killed = performance.now()
  process.kill(pid, 'SIGKILL')
  for (;;) {
    const next = await pidNow()
    if (next && next !== pid) return performance.now() - killed
    await sleep(5)
  }
}

it('a Redis that dies again and again is started with growing pauses', async () => {
  await killAndWait()
  expect(await killAndWait(), 'the second time').toBeGreaterThan(490)
  expect(await killAndWait(), 'the third time').toBeGreaterThan(990)
  expect(said).toContain('Redis has ended unexpectedly and is started again.')
})

it('ends when asked, also while it waits to start again', async () => {
  await killAndWait()
  const pid = (await pidNow()) ?? 0
  process.kill(pid, 'SIGKILL')
  while (said.length < 2) await sleep(5)
  await kept.stop()
  expect(await pidNow()).toBeUndefined()
})

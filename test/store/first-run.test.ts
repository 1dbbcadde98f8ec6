import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { firstRun } from '../../src/bin/first-run.js'
import { keys } from '../../src/store/keys.js'
import { type Client, connect } from '../../src/store/redis.js'
import { startRedis, type TestRedis } from '../support/redis.js'

const LOCK = 'hom-thu:{moderation}:first-run'
let server: TestRedis
let redis: Client
let dataDir: string

beforeAll(async () => {
  server = await startRedis({ durable: true })
  redis = connect(server.url)
  dataDir = await mkdtemp(join(tmpdir(), 'hom-thu-first-'))
})
beforeEach(async () => {
  await redis.flushall()
})
afterAll(async () => {
  redis.disconnect()
  await server.stop()
  await rm(dataDir, { recursive: true })
})

const run = (keep: () => Promise<void> = async () => {}) =>
  firstRun({ adminRedisUrl: server.url, dataDir, allowVolatile: false, keep })

describe('two first runs on one empty Redis', () => {
  it('make one organisation with one account; the other is told so', async () => {
    const results = await Promise.allSettled([run(), run(), run()])
    const made = results.filter((result) => result.status === 'fulfilled' && result.value !== null)
    expect(made).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(String(result.reason)).toContain('Another npm start')
    }
    expect(await redis.hlen(keys.officers)).toBe(1)
    expect(await redis.exists(LOCK)).toBe(0)
  })

  it('leaves the account of the other alone, and keeps no secrets', async () => {
    await redis.set(LOCK, 'another')
    await redis.hset(keys.officers, 'theirs', '{}')
    let kept = 0
    const keep = async () => {
      kept += 1
    }
    await expect(run(keep)).rejects.toThrow('Another npm start')
    expect(kept).toBe(0)
    expect(await redis.hget(keys.officers, 'theirs')).toBe('{}')
    expect(await redis.get(LOCK)).toBe('another')
  })

  it('announces nothing when the other one was faster after all', async () => {
    const keep = async () => {
      await redis.hset(keys.keyList, 'serial', '1', 'signed', '{}')
    }
    await expect(run(keep)).rejects.toThrow('Another npm start')
  })
})

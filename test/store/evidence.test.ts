import { afterAll, beforeAll, expect, it } from 'vitest'
import { createEvidenceIndex } from '../../src/store/evidence.js'
import { keys } from '../../src/store/keys.js'
import { type Client, connect } from '../../src/store/redis.js'
import { freshRedis } from '../support/redis.js'

let servers: Awaited<ReturnType<typeof freshRedis>>
let redis: Client

beforeAll(async () => {
  servers = await freshRedis()
  redis = connect(servers.durable.url)
})

afterAll(async () => {
  redis.disconnect()
  await servers.stop()
})

it('the database is named once, whoever asks for another name later', async () => {
  const index = createEvidenceIndex(redis)
  expect(await index.database()).toBeUndefined()
  expect(await index.named('one')).toBe('one')
  expect(await index.named('two')).toBe('one')
  expect(await index.database()).toBe('one')
})

it('pictures are known when a report took them along', async () => {
  const index = createEvidenceIndex(redis)
  await redis.hset(keys.evidence, 'picture-1', 'case-1')
  expect(await index.taken(['picture-1', 'picture-2'])).toEqual(new Set(['picture-1']))
  expect(await index.taken([])).toEqual(new Set())
})

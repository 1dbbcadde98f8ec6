import { afterEach, describe, expect, it } from 'vitest'
import { DurableGate, inspectDurability } from '../../src/store/durability.js'
import { connect } from '../../src/store/redis.js'
import { startRedis, type TestRedis } from '../support/redis.js'

const running: TestRedis[] = []
const start = async (durable: boolean) => {
  const server = await startRedis({ durable })
  running.push(server)
  return server
}
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

describe('a Redis that may lose a report is refused', () => {
  it('is accepted when every write is on disk before it is acknowledged', async () => {
    const redis = connect((await start(true)).url)
    expect(await inspectDurability(redis)).toEqual({ refusals: [], askEachTime: false })
    redis.disconnect()
  })

  it('names what is wrong', async () => {
    const redis = connect((await start(true)).url)
    await redis.config('SET', 'appendfsync', 'everysec')
    expect((await inspectDurability(redis)).refusals).toEqual(['fsync-not-always'])
    await redis.config('SET', 'appendonly', 'no')
    await redis.config('SET', 'maxmemory', '100mb')
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru')
    await redis.call('ACL', 'SETUSER', 'default', '-@all')
    expect((await inspectDurability(redis)).refusals).toEqual(['no-aof', 'may-evict', 'default-user-restricted'])
    redis.disconnect()
  })

  it('says that it cannot be reached', async () => {
    const server = await start(true)
    await server.kill()
    const redis = connect(server.url)
    expect((await inspectDurability(redis)).refusals).toEqual(['unreachable'])
    redis.disconnect()
  })

  it('is refused before anything is written, unless the operator says so', async () => {
    const redis = connect((await start(false)).url)
    await expect(new DurableGate(redis, false).open()).rejects.toThrow('store unavailable')
    await new DurableGate(redis, true).open()
    redis.disconnect()
  })
})

describe('after kill -9', () => {
  it('what scripts wrote together is there again, under an account with few rights too', async () => {
    const user = { name: 'bot', password: 'secret', rules: ['~*', '+@all', '-@dangerous', '+info'] }
    const first = await startRedis({ durable: true, users: [user] })
    const redis = connect(first.urlFor(user))
    const script = `redis.call('SET', KEYS[1], '1') redis.call('RPUSH', KEYS[2], '2') return 1`
    for (let n = 0; n < 50; n += 1) await redis.eval(script, 2, `a${n}`, `b${n}`)
    await first.kill()
    redis.disconnect()
    const second = await startRedis({ durable: true, users: [user], dir: first.dir })
    const again = connect(second.urlFor(user))
    expect(await again.dbsize()).toBe(100)
    again.disconnect()
    await second.stop()
  })
})

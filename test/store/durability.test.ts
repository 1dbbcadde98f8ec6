import { EventEmitter } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { DurableGate, inspectDurability, inspectVolatile } from '../../src/store/durability.js'
import { type Client, connect } from '../../src/store/redis.js'
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

describe('a server that hides CONFIG', () => {
  it('still says that it may throw reports away', async () => {
    const user = { name: 'guest', password: 'secret', rules: ['~*', '+@all', '-config'] }
    const server = await startRedis({ durable: true, users: [user] })
    running.push(server)
    const [admin, guest] = [connect(server.url), connect(server.urlFor(user))]
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru')
    expect((await inspectDurability(guest)).refusals).toEqual(['fsync-not-always'])
    await admin.config('SET', 'maxmemory', '100mb')
    expect((await inspectDurability(guest)).refusals).toEqual(['fsync-not-always', 'may-evict'])
    admin.disconnect()
    guest.disconnect()
  })
})

describe('a volatile Redis', () => {
  it('is accepted only when it writes no file', async () => {
    const redis = connect((await start(false)).url)
    expect(await inspectVolatile(redis)).toEqual([])
    await redis.config('SET', 'save', '3600 1')
    expect(await inspectVolatile(redis)).toEqual(['volatile-keeps-files'])
    await redis.config('SET', 'save', '')
    await redis.config('SET', 'appendonly', 'yes')
    expect(await inspectVolatile(redis)).toEqual(['volatile-keeps-files'])
    await redis.config('SET', 'appendonly', 'no')
    redis.disconnect()
  })

  it('that cannot be reached is refused', async () => {
    const server = await start(false)
    await server.kill()
    const redis = connect(server.url)
    expect(await inspectVolatile(redis)).toEqual(['volatile-unreachable'])
    redis.disconnect()
  })
})

/** Redis 7.2 as far as the gate looks: syncs once a second and answers WAITAOF. The Redis of these tests has no WAITAOF. */
class Redis72 extends EventEmitter {
  synced = 1
  reachable = true

  async info(): Promise<string> {
    if (!this.reachable) throw new Error('Connection is closed.')
    return 'aof_enabled:1\r\naof_last_write_status:ok\r\nredis_version:7.2.4\r\nmaxmemory:0\r\n'
  }

  async config(_: string, name: string): Promise<string[]> {
    return [name, { appendfsync: 'everysec', 'maxmemory-policy': 'noeviction' }[name] ?? '0']
  }

  async call(command: string): Promise<unknown> {
    if (command === 'WAITAOF') return [this.synced, 0]
    return ['commands', '+@all', 'keys', '~*']
  }
}

function aGate() {
  const redis = new Redis72()
  return { redis, gate: new DurableGate(redis as unknown as Client, false) }
}

describe('a server that is asked after every write', () => {
  it('keeps a write that it says is on disk', async () => {
    const { gate } = aGate()
    expect(await gate.keep(async () => 'saved')).toBe('saved')
    await gate.open()
    await gate.settled()
  })

  it('does not keep a write that was not on disk in time', async () => {
    const { redis, gate } = aGate()
    redis.synced = 0
    await expect(gate.keep(async () => 'saved')).rejects.toThrow('store unavailable')
  })

  it.each(['before WAITAOF', 'during WAITAOF'])(
    'cannot tell of a write of a connection that is gone: %s',
    async (when) => {
      const { redis, gate } = aGate()
      const answer = redis.call.bind(redis)
      redis.call = async (command) => {
        if (command === 'WAITAOF' && when === 'during WAITAOF') redis.emit('close')
        return answer(command)
      }
      const write = async () => {
        if (when === 'before WAITAOF') redis.emit('close')
      }
      await expect(gate.keep(write)).rejects.toThrow('store unavailable')
      await gate.keep(async () => undefined).catch(() => undefined)
      redis.call = answer
      await gate.keep(async () => undefined)
    },
  )

  it('cannot tell with the two calls apart either, also when another write began on the new connection', async () => {
    const { redis, gate } = aGate()
    await gate.open()
    redis.emit('close')
    await gate.open()
    await expect(gate.settled()).rejects.toThrow('store unavailable')
  })

  it('is not believed when it can no longer be looked at', async () => {
    const { redis, gate } = aGate()
    const write = async () => {
      redis.reachable = false
      redis.emit('close')
    }
    await expect(gate.keep(write)).rejects.toThrow('store unavailable')
    await expect(gate.settled()).rejects.toThrow('store unavailable')
  })
})

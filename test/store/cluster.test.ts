import { createServer, connect as dial, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorker } from '../../src/delivery/worker.js'
import { silent } from '../../src/log.js'
import { inspectDurability } from '../../src/store/durability.js'
import { connect } from '../../src/store/redis.js'
import { lookupId } from '../../src/vault/receipt.js'
import { startCluster } from '../support/cluster.js'
import { freePort } from '../support/product.js'
import { startRedis, type TestRedis } from '../support/redis.js'
import { aCitizen, aWorld, firstLead, reports, type World } from '../support/world.js'

/** Passes everything on, but `loseAnswerTo` cuts the connection when the answer to that command comes. */
async function startProxy(port: number) {
  const sockets: Socket[] = []
  let target = 0
  let awaited: string | undefined
  const server = createServer((client) => {
    const upstream = dial(target, '127.0.0.1')
    sockets.push(client, upstream)
    let lose = false
    for (const socket of [client, upstream]) socket.on('error', () => undefined)
    client.on('data', (data) => {
      lose ||= awaited !== undefined && data.toString().toLowerCase().includes(awaited)
      if (lose) awaited = undefined
      upstream.write(data)
    })
    upstream.on('data', (data) => (lose ? client.destroy() : client.write(data)))
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    passTo: (node: number) => {
      target = node
    },
    loseAnswerTo: (command: string) => {
      awaited = command
    },
    stop: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

let cluster: Awaited<ReturnType<typeof startCluster>>
let volatile: TestRedis
let world: World

beforeAll(async () => {
  ;[cluster, volatile] = await Promise.all([startCluster(), startRedis({ durable: false })])
  world = await aWorld({ durable: cluster.url, volatile: volatile.url })
})
afterAll(async () => {
  await world.stop()
  await Promise.all([cluster.stop(), volatile.stop()])
})

describe('on a cluster', () => {
  it('the whole loop works: every atomic step stays within one slot', async () => {
    const lead = await firstLead(world)
    const { receipt } = await reports(world, 'tin trên cụm máy')
    const id = (await world.reports.caseOfReceipt(lookupId(receipt))) ?? ''
    expect(await world.api.act(lead, id, { type: 'claim' })).toBe('done')
    expect(await world.api.act(lead, id, { type: 'ask', text: 'Lúc mấy giờ?' })).toBe('done')
    const citizen = aCitizen(world)
    await citizen.press('receipt')
    await citizen.type(receipt)
    await citizen.press('answer')
    await citizen.type('mười giờ')
    expect((await world.api.openCase(lead, id))?.entries.map((entry) => entry.text)).toContain('mười giờ')
    expect((await world.api.queue(lead)).general).toHaveLength(1)
    expect((await world.gate.readiness()).ok).toBe(true)
  })

  it('timed jobs run', async () => {
    let runs = 0
    const worker = await startWorker({
      connect: () => connect(cluster.url, { maxRetriesPerRequest: null, commandTimeout: undefined }),
      runClocks: async () => ({ overdue: runs, withdrawn: 0 }),
      sweep: async () => 0,
      marked: () => {
        runs += 1
      },
      log: silent,
    })
    await expect.poll(() => runs, { timeout: 20_000 }).toBeGreaterThan(0)
    await worker.stop()
  })
})

describe('a write whose answer was lost on a cluster', () => {
  it('is an error for the caller and is not done twice', async () => {
    const port = await freePort()
    const node = await startCluster({ announce: port })
    const proxy = await startProxy(port)
    proxy.passTo(node.port)
    const redis = connect(`redis+cluster://127.0.0.1:${port}`)
    expect(await redis.incr('warm')).toBe(1)
    proxy.loseAnswerTo('incr')
    await expect(redis.incr('n')).rejects.toThrow('Connection is closed')
    await sleep(500)
    expect(await redis.get('n')).toBe('1')
    redis.disconnect()
    proxy.stop()
    await node.stop()
  })

  it('cannot be asked about with WAITAOF: only a cluster that syncs every write by itself is accepted', async () => {
    const node = connect(cluster.url.replace('redis+cluster', 'redis'))
    const redis = connect(cluster.url)
    expect(await inspectDurability(redis)).toEqual({ refusals: [], askEachTime: false })
    await node.config('SET', 'appendfsync', 'everysec')
    expect(await inspectDurability(redis)).toEqual({ refusals: ['fsync-not-always'], askEachTime: false })
    await node.config('SET', 'appendfsync', 'always')
    redis.disconnect()
    node.disconnect()
  })
})

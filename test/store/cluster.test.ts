import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startWorker } from '../../src/delivery/worker.js'
import { silent } from '../../src/log.js'
import { connect } from '../../src/store/redis.js'
import { lookupId } from '../../src/vault/receipt.js'
import { freePort } from '../support/product.js'
import { startRedis, type TestRedis } from '../support/redis.js'
import { aCitizen, aWorld, firstLead, reports, type World } from '../support/world.js'

/** A cluster of one node that owns every slot: it refuses keys of different slots in one step, as a large one does. */
async function startCluster() {
  const { command, env } = inject('redisBinary')
  const dir = await mkdtemp(join(tmpdir(), 'hom-thu-cluster-'))
  const port = await freePort()
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--cluster-enabled',
    'yes',
    '--cluster-announce-ip',
    '127.0.0.1',
    '--dir',
    dir,
  ]
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--maxmemory-policy', 'noeviction']
  const server = spawn(command, [...args, '--cluster-port', String(await freePort()), ...durable], {
    env,
    stdio: 'ignore',
  })
  const node = connect(`redis://127.0.0.1:${port}`, { maxRetriesPerRequest: null })
  await node.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
  for (let tries = 0; tries < 100; tries += 1) {
    if (String(await node.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) break
    await sleep(50)
  }
  node.disconnect()
  const stop = async () => {
    server.kill('SIGTERM')
    await once(server, 'exit')
    await rm(dir, { recursive: true })
  }
  return { url: `redis+cluster://127.0.0.1:${port}`, stop }
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
      runClocks: async () => runs,
      marked: () => {
        runs += 1
      },
      log: silent,
    })
    await expect.poll(() => runs, { timeout: 20_000 }).toBeGreaterThan(0)
    await worker.stop()
  })
})

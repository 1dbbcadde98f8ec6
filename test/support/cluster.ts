import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'
import { connect } from '../../src/store/redis.js'
import { freePort } from './product.js'

const SLOTS = 16_384
const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--maxmemory-policy', 'noeviction']

/** A server with these arguments, on a TCP port of its own. */
export async function startServer(args: readonly string[]) {
  const { command, env } = inject('redisBinary')
  const dir = await mkdtemp(join(tmpdir(), 'hom-thu-server-'))
  const port = await freePort()
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir]
  const server = spawn(command, [...place, ...args], { env, stdio: 'ignore' })
  const stop = async () => {
    server.kill('SIGTERM')
    await once(server, 'exit')
    await rm(dir, { recursive: true })
  }
  return { port, url: `redis://127.0.0.1:${port}`, stop }
}

/** Masters that share the slots: they refuse keys of different slots in one step, as any cluster does. */
export async function startCluster({ masters = 1, announce }: { masters?: number; announce?: number } = {}) {
  const nodes = await Promise.all(Array.from({ length: masters }, () => startNode(announce)))
  const [first] = nodes
  if (!first) throw new Error('a cluster has at least one master')
  for (const [index, node] of nodes.entries()) {
    await ask(node.port, 'ADDSLOTSRANGE', cut(index, masters), cut(index + 1, masters) - 1)
    if (node !== first) await ask(first.port, 'MEET', '127.0.0.1', node.port, node.busPort)
  }
  for (const node of nodes) await agrees(node.port, masters)
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()))
  }
  return { port: first.port, nodes, url: `redis+cluster://127.0.0.1:${first.port}`, stop }
}

function cut(index: number, of: number): number {
  return Math.floor((SLOTS / of) * index)
}

async function startNode(announce?: number) {
  const busPort = await freePort()
  const announced = announce === undefined ? [] : ['--cluster-announce-port', String(announce)]
  const own = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1', '--cluster-port', String(busPort)]
  return { ...(await startServer([...own, ...announced, ...DURABLE])), busPort }
}

async function agrees(port: number, masters: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const info = await ask(port, 'INFO')
    if (info.includes('cluster_state:ok') && info.includes(`cluster_size:${masters}\r`)) return
    await sleep(50)
  }
  throw new Error('the cluster did not come together')
}

async function ask(port: number, ...command: (string | number)[]): Promise<string> {
  const node = connect(`redis://127.0.0.1:${port}`, { maxRetriesPerRequest: null })
  try {
    return String(await node.call('CLUSTER', ...command.map(String)))
  } finally {
    node.disconnect()
  }
}

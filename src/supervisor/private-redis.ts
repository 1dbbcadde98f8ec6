import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { aclFile, type RedisUser } from './acl.js'
import { readJson, writePrivateFile } from './files.js'
import { identify, isAlive, type ProcessId, signalProcess, waitGone } from './pids.js'
import type { RedisBinary } from './redis-binary.js'
import { type Launched, launch } from './redis-launch.js'
import { lookAtRedis, reloadUsers } from './redis-state.js'
import type { Say } from './run.js'

export type { RedisUser } from './acl.js'

export interface PrivateRedisOptions {
  readonly binary: RedisBinary
  readonly dir: string
  readonly durable: boolean
  /** The first one also watches over the server: it may at least PING, INFO and ACL LOAD. */
  readonly users: readonly [RedisUser, ...RedisUser[]]
  readonly sha256hex: (text: string) => string
  readonly say: Say
  /** Where it listened before, when others already know that address. */
  readonly socketPath?: string
  readonly signal?: AbortSignal | undefined
}

export interface PrivateRedis {
  readonly socketPath: string
  readonly pid: number
  /** Settles when the server has ended, asked or not. */
  readonly exited: Promise<void>
  stop(): Promise<void>
}

const Running = z.object({ pid: z.number().int(), born: z.string(), socketPath: z.string() })
type Running = z.infer<typeof Running>

/** Linux allows 107 bytes for the path of a unix socket, macOS 103. */
const LONGEST_SOCKET_PATH = 100
const STOP_MS = 60_000

/**
 * A Redis that only this account can reach. It is its own process group, so that Ctrl-C does not reach it before the
 * processes that still write to it. A server that a killed supervisor left behind is taken over, never doubled.
 */
export async function startPrivateRedis(given: PrivateRedisOptions): Promise<PrivateRedis> {
  const options = { ...given, dir: resolve(given.dir) }
  await mkdir(join(options.dir, 'data'), { recursive: true, mode: 0o700 })
  await chmod(options.dir, 0o700)
  await writePrivateFile(join(options.dir, 'users.acl'), aclFile(options.users, options.sha256hex))
  const left = await leftBehind(options)
  const adopted = left && (await adopt(left, options))
  return adopted ?? startNew(options)
}

async function leftBehind(options: PrivateRedisOptions): Promise<Running | undefined> {
  const record = Running.safeParse(await readJson(recordPath(options.dir)))
  if (record.success && isAlive(record.data)) return record.data
  const socketPath = join(options.dir, 'redis.sock')
  const state = await lookAtRedis(socketPath, options.users[0])
  if (state.is === 'absent') return undefined
  const known = state.is === 'ready' ? identify(state.pid) : undefined
  if (known) return { ...known, socketPath }
  throw new Error(`Another Redis already answers at ${socketPath}. Stop it first: two servers must not share a folder.`)
}

/** Reuses it when it answers and takes the present users; otherwise ends it, which loses nothing that was acknowledged. */
async function adopt(left: Running, options: PrivateRedisOptions): Promise<PrivateRedis | undefined> {
  if (await becomesReady(left, left, options)) {
    if (await reloadUsers(left.socketPath, options.users[0])) {
      options.say('The private Redis of an earlier start still runs and is used again.')
      return handle(left, options, untilGone(left))
    }
  }
  await end(left, options)
  return undefined
}

async function startNew(options: PrivateRedisOptions): Promise<PrivateRedis> {
  const socketPath = options.socketPath ?? (await chooseSocket(options.dir))
  await mkdir(dirname(socketPath), { recursive: true, mode: 0o700 })
  await rm(socketPath, { force: true })
  const launched = launch({ ...options, socketPath })
  const id = launched.id
  if (!id) throw new Error(`The private Redis did not start: ${await launched.reason()}`)
  const running = { ...id, socketPath }
  await writePrivateFile(recordPath(options.dir), JSON.stringify(running))
  const redis = handle(running, options, launched.exited)
  try {
    if (await becomesReady(running, launched, options)) return redis
  } catch (error) {
    await redis.stop()
    throw error
  }
  await redis.stop()
  throw new Error(`The private Redis did not start: ${await launched.reason()}`)
}

/** Until it answers; a big file may take minutes to read, which is said now and then. */
async function becomesReady(
  { socketPath }: Running,
  server: ProcessId | Launched,
  options: PrivateRedisOptions,
): Promise<boolean> {
  const id = 'exited' in server ? server.id : server
  const silentUntil = Date.now() + 30_000
  let said = Date.now()
  while (id && isAlive(id)) {
    options.signal?.throwIfAborted()
    const state = await lookAtRedis(socketPath, options.users[0])
    if (state.is === 'ready') return state.pid === id.pid
    if (state.is === 'refusing' || (state.is === 'absent' && Date.now() > silentUntil)) return false
    if (state.is === 'loading' && Date.now() - said > 2_000) {
      options.say(`Redis is reading its file: ${Math.floor(Number(state.percent))} %`)
      said = Date.now()
    }
    await sleep(20)
  }
  return false
}

function handle(running: Running, options: PrivateRedisOptions, exited: Promise<void>): PrivateRedis {
  const { pid, socketPath } = running
  return { pid, socketPath, exited, stop: () => end(running, options) }
}

async function end(running: Running, options: Pick<PrivateRedisOptions, 'dir' | 'say'>): Promise<void> {
  signalProcess(running, 'SIGTERM')
  if (!(await waitGone(running, STOP_MS))) {
    options.say('Redis does not end by itself and is killed; what it acknowledged is on disk.')
    signalProcess(running, 'SIGKILL')
    await waitGone(running, STOP_MS)
  }
  await rm(recordPath(options.dir), { force: true })
  const folder = dirname(running.socketPath)
  if (folder === options.dir) await rm(running.socketPath, { force: true })
  else await rm(folder, { recursive: true, force: true })
}

async function untilGone(id: ProcessId): Promise<void> {
  while (isAlive(id)) await sleep(500, undefined, { ref: false })
}

async function chooseSocket(dir: string): Promise<string> {
  const path = join(dir, 'redis.sock')
  if (fits(path)) return path
  const folders = [tmpdir(), '/tmp'].map((folder) => join(folder, 'hom-thu-138-'))
  const prefix = folders.find((folder) => fits(join(`${folder}XXXXXX`, 'redis.sock')))
  if (!prefix) throw new Error(`The path of ${dir} is too long for a socket. Set DATA_DIR to a shorter one.`)
  return join(await mkdtemp(prefix), 'redis.sock')
}

/** A question mark would end the path in the settings' form of the address. */
function fits(path: string): boolean {
  return Buffer.byteLength(path) <= LONGEST_SOCKET_PATH && !path.includes('?')
}

function recordPath(dir: string): string {
  return join(dir, 'running.json')
}

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { unpackFromApt } from './apt-redis.js'
import { readJson, writePrivateFile } from './files.js'
import { findOnPath, type SearchPath } from './path.js'
import { type Ran, run, type Say } from './run.js'

const RedisBinary = z.object({ command: z.string(), env: z.record(z.string(), z.string()) })
export type RedisBinary = Readonly<z.infer<typeof RedisBinary>>

export interface FindOptions {
  readonly dataDir: string
  readonly say: Say
  readonly path?: SearchPath
  readonly signal?: AbortSignal
}

/** Read permissions on keys (`%R~`) came with Redis 7; every Valkey has them. */
const OLDEST = 7

/** The server of an earlier start, of the PATH, of Debian's packages or of another package manager, in this order. */
export async function findRedisBinary(options: FindOptions): Promise<RedisBinary> {
  const memory = join(options.dataDir, 'redis-server', 'found.json')
  const remembered = RedisBinary.safeParse(await readJson(memory))
  if (remembered.success && (await works(remembered.data))) return remembered.data
  const found = (await onPath(options)) ?? (await fromDebian(options)) ?? (await fromPackageManager(options))
  if (!found) throw new NoRedis(options)
  await mkdir(join(options.dataDir, 'redis-server'), { recursive: true, mode: 0o700 })
  await writePrivateFile(memory, JSON.stringify(found))
  return found
}

async function onPath({ path }: FindOptions): Promise<RedisBinary | undefined> {
  for (const name of ['redis-server', 'valkey-server']) {
    const command = findOnPath(name, path)
    if (command && (await works({ command, env: {} }))) return { command, env: {} }
  }
  return undefined
}

async function fromDebian(options: FindOptions): Promise<RedisBinary | undefined> {
  if (!findOnPath('apt-get', options.path) || !findOnPath('dpkg', options.path)) return undefined
  const found = await unpackFromApt({ ...options, into: join(options.dataDir, 'redis-server') })
  return found && (await works(found)) ? found : undefined
}

interface Manager {
  readonly program: string
  readonly needsRoot: boolean
  readonly installs: readonly (readonly string[])[]
}

const MANAGERS: readonly Manager[] = [
  {
    program: 'dnf',
    needsRoot: true,
    installs: [
      ['install', '-y', 'valkey'],
      ['install', '-y', 'redis'],
    ],
  },
  {
    program: 'apk',
    needsRoot: true,
    installs: [
      ['add', 'valkey'],
      ['add', 'redis'],
    ],
  },
  {
    program: 'brew',
    needsRoot: false,
    installs: [
      ['install', 'valkey'],
      ['install', 'redis'],
    ],
  },
]

async function fromPackageManager(options: FindOptions): Promise<RedisBinary | undefined> {
  for (const { program, needsRoot, installs } of MANAGERS) {
    const command = findOnPath(program, options.path)
    if (!command || (needsRoot && !isRoot())) continue
    for (const args of installs) {
      options.say(`No Redis here yet. Installing it for this system: ${program} ${args.join(' ')}`)
      const found = (await run(command, args, { signal: options.signal })).ok && (await onPath(options))
      if (found) return found
    }
  }
  return undefined
}

/** A checking tool run under the server's name must answer as the server. */
async function works({ command, env }: RedisBinary): Promise<boolean> {
  return majorVersion(await run(command, ['--version'], { env: { PATH: process.env.PATH, ...env } })) >= OLDEST
}

function majorVersion({ ok, output }: Ran): number {
  return ok ? Number(/(?:Redis|Valkey) server v=(\d+)\./.exec(output)?.[1] ?? 0) : 0
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

const BY_HAND = [
  ['apt-get', 'apt-get update && apt-get install redis-server'],
  ['dnf', 'dnf install valkey'],
  ['apk', 'apk add valkey'],
  ['brew', 'brew install valkey'],
] as const

export class NoRedis extends Error {
  constructor({ path }: Pick<FindOptions, 'path'>) {
    const known = BY_HAND.find(([program]) => findOnPath(program, path))?.[1]
    const command = known?.startsWith('brew') || isRoot() ? known : known?.replace(/(^|&& )/g, '$1sudo ')
    const mend = command
      ? `Type: ${command}`
      : 'Install Redis 7 or newer, or Valkey, so that redis-server is on the PATH'
    super(`No Redis server of version ${OLDEST} or newer found. ${mend}. Then start again. (Or set REDIS_URL to one.)`)
    this.name = 'NoRedis'
  }
}

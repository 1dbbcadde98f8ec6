import { join } from 'node:path'
import type { ProcessName } from '../config.js'
import { type Account, DURABLE_RULES, type RedisUser, VOLATILE_RULES } from './acl.js'
import { type KeptRedis, keepRedis } from './keep-redis.js'
import { findRedisBinary, type RedisBinary } from './redis-binary.js'
import { unixUrl } from './redis-url.js'
import type { Say } from './run.js'
import type { Secrets } from './secrets.js'

export interface ProvideOptions {
  readonly dataDir: string
  readonly secrets: Secrets
  readonly given: Readonly<Record<string, string | undefined>>
  readonly sha256hex: (text: string) => string
  readonly say: Say
  readonly signal?: AbortSignal
}

export interface ProvidedRedis {
  /** REDIS_URL and REDIS_VOLATILE_URL for each process, where npm start brings the server. */
  readonly settings: Readonly<Record<Account, Readonly<Record<string, string>>>>
  stop(): Promise<void>
}

const ACCOUNTS = ['bot', 'console', 'worker', 'admin'] as const satisfies readonly Account[]

/** Brings the servers whose addresses are not set. */
export async function provideRedis(options: ProvideOptions): Promise<ProvidedRedis> {
  const missing = KINDS.filter((kind) => !options.given[kind.setting])
  const settings: Record<Account, Record<string, string>> = { bot: {}, console: {}, worker: {}, admin: {} }
  if (missing.length === 0) return { settings, stop: async () => undefined }
  const binary = await findRedisBinary(options)
  const running: KeptRedis[] = []
  const stop = async () => {
    await Promise.all(running.map((redis) => redis.stop()))
  }
  try {
    for (const kind of missing) {
      const redis = await start(kind, binary, options)
      running.push(redis)
      for (const user of usersOf(kind, options.secrets)) {
        settings[user.name][kind.setting] = unixUrl(redis.socketPath, user)
      }
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { settings, stop }
}

interface Kind {
  readonly setting: 'REDIS_URL' | 'REDIS_VOLATILE_URL'
  readonly folder: string
  readonly durable: boolean
  readonly rules: Readonly<Partial<Record<Account, readonly string[]>>>
}

const KINDS: readonly Kind[] = [
  { setting: 'REDIS_URL', folder: 'redis', durable: true, rules: DURABLE_RULES },
  { setting: 'REDIS_VOLATILE_URL', folder: 'redis-volatile', durable: false, rules: VOLATILE_RULES },
]

function start(kind: Kind, binary: RedisBinary, options: ProvideOptions): Promise<KeptRedis> {
  const users = usersOf(kind, options.secrets)
  const [admin] = users.filter((user) => user.name === 'admin')
  if (!admin) throw new Error('no admin account')
  const others = users.filter((user) => user !== admin)
  const { sha256hex, say, signal } = options
  const dir = join(options.dataDir, kind.folder)
  return keepRedis({ binary, dir, durable: kind.durable, users: [admin, ...others], sha256hex, say, signal })
}

type AccountUser = RedisUser & { readonly name: Account }

function usersOf(kind: Kind, secrets: Secrets): AccountUser[] {
  return ACCOUNTS.flatMap((name) => {
    const rules = kind.rules[name]
    const password = secrets[name].REDIS_PASSWORD
    return rules && password ? [{ name, password, rules }] : []
  })
}

/** For the processes only; the admin account is for npm run admin and the first run. */
export function forProcesses({ settings }: ProvidedRedis): Record<ProcessName, Readonly<Record<string, string>>> {
  return { bot: settings.bot, console: settings.console, worker: settings.worker }
}

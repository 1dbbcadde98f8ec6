import { Redis } from 'ioredis'

export type RedisState =
  | { readonly is: 'ready'; readonly pid: number }
  | { readonly is: 'loading'; readonly percent: string }
  | { readonly is: 'refusing' }
  | { readonly is: 'absent' }

interface Login {
  readonly name: string
  readonly password: string
}

/** One look, one connection, no retries. */
export function lookAtRedis(socketPath: string, login: Login): Promise<RedisState> {
  return withRedis(socketPath, login, look)
}

/** Makes a running server take its ACL file again; false when it would not. */
export function reloadUsers(socketPath: string, login: Login): Promise<boolean> {
  return withRedis(socketPath, login, async (redis) => {
    try {
      return (await redis.call('ACL', 'LOAD')) === 'OK'
    } catch {
      return false
    }
  })
}

async function withRedis<T>(path: string, { name, password }: Login, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({
    path,
    username: name,
    password,
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: 3_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  redis.on('error', () => undefined)
  try {
    return await use(redis)
  } finally {
    redis.disconnect()
  }
}

async function look(redis: Redis): Promise<RedisState> {
  try {
    await redis.connect()
  } catch (error) {
    return sort(error)
  }
  try {
    await redis.ping()
    return { is: 'ready', pid: Number(field(await redis.info('server'), 'process_id')) }
  } catch (error) {
    if (!messageOf(error).startsWith('LOADING')) return sort(error)
    return { is: 'loading', percent: field(await redis.info('persistence').catch(() => ''), 'loading_loaded_perc') }
  }
}

function sort(error: unknown): RedisState {
  return { is: /^(NOAUTH|WRONGPASS|NOPERM)/.test(messageOf(error)) ? 'refusing' : 'absent' }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}

function field(info: string, name: string): string {
  return new RegExp(`^${name}:(\\S*)`, 'm').exec(info)?.[1] ?? ''
}

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
  return withRedis(socketPath, login, async (redis, { name, password }) => {
    try {
      await redis.connect()
      await redis.call('AUTH', name, password)
      return (await redis.call('ACL', 'LOAD')) === 'OK'
    } catch {
      return false
    }
  })
}

/** Signs in by hand: the client would hide a refused password behind "connection is closed". */
async function withRedis<T>(path: string, login: Login, use: (redis: Redis, login: Login) => Promise<T>): Promise<T> {
  const redis = new Redis({
    path,
    lazyConnect: true,
    // RESP3 greets with HELLO, which a server refuses before one has signed in.
    protocol: 2,
    enableReadyCheck: false,
    connectTimeout: 3_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  redis.on('error', () => undefined)
  try {
    return await use(redis, login)
  } finally {
    redis.disconnect()
  }
}

async function look(redis: Redis, { name, password }: Login): Promise<RedisState> {
  try {
    await redis.connect()
    await redis.call('AUTH', name, password)
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

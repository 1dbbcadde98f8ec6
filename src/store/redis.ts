import { Cluster, Redis, type RedisOptions } from 'ioredis'
import { StoreUnavailable } from '../app/ports.js'

export type Client = Redis | Cluster

/**
 * A command that got no answer is an error the caller hears about: unfulfilled commands are never sent again by the
 * client, because a commit that did happen must not happen twice.
 */
const COMMON = {
  connectTimeout: 3_000,
  commandTimeout: 5_000,
  maxRetriesPerRequest: 1,
  autoResendUnfulfilledCommands: false,
  retryStrategy: (times: number) => Math.min(50 * 2 ** times, 2_000),
} satisfies RedisOptions

/** Connects to any address that the settings allow; see `REDIS_URL` in config.ts for the forms. */
export function connect(url: string, extra: RedisOptions = {}): Client {
  const client = create(url, { ...COMMON, ...extra })
  // Without a listener ioredis prints the error itself; every command reports it to its caller anyway.
  client.on('error', () => undefined)
  return client
}

function create(url: string, options: RedisOptions): Client {
  if (url.startsWith('unix:')) return unixSocket(url, options)
  if (url.startsWith('redis+cluster://')) return cluster(url, options)
  if (url.startsWith('redis+sentinel://')) return sentinel(url, options)
  return new Redis(url, options)
}

function unixSocket(url: string, options: RedisOptions): Redis {
  const [path = '', query = ''] = url.slice('unix:'.length).split('?')
  const params = new URLSearchParams(query)
  return new Redis({
    ...options,
    path: path.replace(/^\/\//, ''),
    ...optional('username', params.get('user')),
    ...optional('password', params.get('password')),
  })
}

interface Address {
  readonly hosts: { host: string; port: number }[]
  readonly path: string
  readonly login: { username?: string; password?: string }
}

/** `scheme://[user:password@]h1:p1,h2:p2[/path]`: URL itself takes only one host. */
function readHosts(url: string, fallbackPort: number): Address {
  const [, user, password, list = '', path = ''] =
    /^[a-z+]+:\/\/(?:([^:@/]*):([^@/]*)@)?([^/]+)(?:\/(.*))?$/.exec(url) ?? []
  const hosts = list.split(',').map((part) => {
    const [host = '', port] = part.split(':')
    return { host, port: Number(port ?? fallbackPort) }
  })
  const login = {
    ...optional('username', user ? decodeURIComponent(user) : null),
    ...optional('password', password ? decodeURIComponent(password) : null),
  }
  return { hosts, path, login }
}

function cluster(url: string, options: RedisOptions): Cluster {
  const { hosts, login } = readHosts(url, 6379)
  return new Cluster(hosts, {
    redisOptions: { ...options, ...login },
    clusterRetryStrategy: COMMON.retryStrategy,
    // 0 is "never": a lost connection is where a cluster client sends again what may have been done already. What a node
    // answers with MOVED, ASK, TRYAGAIN or CLUSTERDOWN it has not done; that is still sent again, to the right node.
    retryDelayOnFailover: 0,
  })
}

function sentinel(url: string, options: RedisOptions): Redis {
  const { hosts, path, login } = readHosts(url, 26379)
  return new Redis({ ...options, ...login, sentinels: hosts, name: path || 'mymaster' })
}

function optional<K extends string>(name: K, value: string | null | undefined): { [P in K]?: string } {
  return value ? ({ [name]: value } as { [P in K]: string }) : {}
}

/** Turns whatever a Redis call throws into the one error that callers know. */
export async function reaching<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error
    throw new StoreUnavailable(error)
  }
}

/** Several keys change together only in a script. `keys` first, `args` after. */
export class Script {
  readonly #source: string
  #sha: string | undefined

  constructor(source: string) {
    this.#source = source
  }

  run(redis: Client, scriptKeys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return reaching(async () => {
      const rest = [scriptKeys.length, ...scriptKeys, ...args] as const
      if (this.#sha === undefined || redis instanceof Cluster) return this.#eval(redis, rest)
      try {
        return await redis.evalsha(this.#sha, ...(rest as [number, ...string[]]))
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('NOSCRIPT')) return this.#eval(redis, rest)
        throw error
      }
    })
  }

  async #eval(redis: Client, rest: readonly (string | number)[]): Promise<unknown> {
    const result = await redis.eval(this.#source, ...(rest as [number, ...string[]]))
    if (!(redis instanceof Cluster)) this.#sha ??= (await redis.script('LOAD', this.#source)) as string
    return result
  }
}

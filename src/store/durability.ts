import { Cluster } from 'ioredis'
import { StoreUnavailable } from '../app/ports.js'
import { type Client, reaching } from './redis.js'

export type Refusal =
  | 'unreachable'
  | 'no-aof'
  | 'aof-broken'
  | 'fsync-not-always'
  | 'may-evict'
  | 'default-user-restricted'

export type VolatileRefusal = 'volatile-unreachable' | 'volatile-keeps-files'

/** How this Redis keeps its word: by itself on every write, or asked for with WAITAOF. */
export interface Durability {
  readonly refusals: readonly Refusal[]
  readonly askEachTime: boolean
}

type Fields = Readonly<Record<string, string>>

/** One server's own words, without those it may not or cannot say. */
interface Server {
  readonly info: Fields
  readonly config: Fields
  readonly losesTransactions: boolean
}

/**
 * Whether an acknowledged write is on disk: `appendfsync always`, or WAITAOF where the server has it (7.2 and later).
 * A managed server may hide CONFIG; then only WAITAOF can prove it. On a cluster WAITAOF would reach any node, so there
 * every master must be set to `always`.
 */
export async function inspectDurability(redis: Client): Promise<Durability> {
  try {
    const servers = await Promise.all((await mastersOf(redis)).map(lookAt))
    const found = servers.map((server) => judge(server, !(redis instanceof Cluster)))
    return {
      refusals: [...new Set(found.flatMap(({ refusals }) => refusals))],
      askEachTime: found.some(({ askEachTime }) => askEachTime),
    }
  } catch {
    return { refusals: ['unreachable'], askEachTime: false }
  }
}

/** The other Redis: what citizens type there must never reach a disk. Nothing to refuse is an empty list. */
export async function inspectVolatile(redis: Client): Promise<VolatileRefusal[]> {
  try {
    const kept = await Promise.all((await mastersOf(redis)).map(keepsFiles))
    return kept.includes(true) ? ['volatile-keeps-files'] : []
  } catch {
    return ['volatile-unreachable']
  }
}

async function keepsFiles(redis: Client): Promise<boolean> {
  const info = parseInfo(await redis.info('persistence'))
  const { save = '' } = await readConfig(redis, ['save'])
  return info.aof_enabled !== '0' || save !== ''
}

/** A question without a key goes to any node of a cluster; each has to answer for itself. */
async function mastersOf(redis: Client): Promise<Client[]> {
  if (!(redis instanceof Cluster)) return [redis]
  await redis.ping()
  const masters = redis.nodes('master')
  if (masters.length === 0) throw new Error('a cluster without masters')
  return masters
}

async function lookAt(redis: Client): Promise<Server> {
  const texts: string[] = []
  for (const section of ['persistence', 'server', 'memory']) texts.push(await redis.info(section))
  const config = await readConfig(redis, ['appendfsync', 'maxmemory-policy', 'maxmemory'])
  return { info: parseInfo(texts.join('\n')), config, losesTransactions: await losesTransactions(redis) }
}

function judge({ info, config, losesTransactions }: Server, mayAsk: boolean): Durability {
  const always = config.appendfsync === 'always'
  const canAsk = mayAsk && (atLeast72(info.redis_version ?? '') || info.server_name === 'valkey')
  const refusals: Refusal[] = []
  if (info.aof_enabled !== '1') refusals.push('no-aof')
  else if (info.aof_last_write_status === 'err') refusals.push('aof-broken')
  else if (!always && !canAsk) refusals.push('fsync-not-always')
  if (mayEvict(info, config)) refusals.push('may-evict')
  if (losesTransactions) refusals.push('default-user-restricted')
  return { refusals, askEachTime: !always && canAsk && info.aof_enabled === '1' }
}

function mayEvict(info: Fields, config: Fields): boolean {
  const policy = config['maxmemory-policy'] ?? info.maxmemory_policy ?? 'noeviction'
  return policy !== 'noeviction' && (config.maxmemory ?? info.maxmemory) !== '0'
}

/**
 * Redis reads its AOF as the default user: when that may not do everything, transactions and scripts are left out
 * silently at the next start (redis issue 14541, valkey issue 3983). Accounts without the right to look cannot tell.
 */
async function losesTransactions(redis: Client): Promise<boolean> {
  try {
    const found = (await redis.call('ACL', 'GETUSER', 'default')) as unknown[]
    const field = (name: string) => found[found.indexOf(name) + 1]
    return field('commands') !== '+@all' || field('keys') !== '~*'
  } catch (error) {
    if (error instanceof Error && /NOPERM|unknown (sub)?command/i.test(error.message)) return false
    throw error
  }
}

/** Empty where CONFIG is hidden. */
async function readConfig(redis: Client, names: readonly string[]): Promise<Fields> {
  try {
    const found = (await Promise.all(names.map((name) => redis.config('GET', name)))) as string[][]
    return Object.fromEntries(found.map(([name, value]) => [name, value]))
  } catch (error) {
    if (error instanceof Error && /NOPERM|unknown command|ERR/.test(error.message)) return {}
    throw error
  }
}

function parseInfo(text: string): Fields {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'))
  return Object.fromEntries(lines.map((line) => line.split(/:(.*)/s, 2) as [string, string]))
}

function atLeast72(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 7 || (major === 7 && minor >= 2)
}

/** Longer than a write and its look-ups can take with the time limits of `connect`. */
const LONGEST_WRITE_MS = 30_000

/**
 * Stands between a use case and a promise to a citizen: `keep` returns only when what was written is on disk. What the
 * server is like is looked up again after every reconnect and twice a minute.
 */
export class DurableGate {
  readonly #redis: Client
  readonly #allowVolatile: boolean
  #known: { at: number; durability: Durability } | undefined
  /** WAITAOF speaks only for what its own connection wrote: after a reconnect it proves nothing. */
  #connection = 0
  #closedAt = Number.NEGATIVE_INFINITY

  constructor(redis: Client, allowVolatile: boolean) {
    this.#redis = redis
    this.#allowVolatile = allowVolatile
    redis.on('close', () => {
      this.#known = undefined
      this.#connection += 1
      this.#closedAt = performance.now()
    })
    redis.on('+node', () => {
      this.#known = undefined
    })
  }

  /** Writes, and returns the answer when the write is on disk. */
  async keep<T>(write: () => Promise<T>): Promise<T> {
    const opened = await this.open()
    const answer = await write()
    await this.settled(opened)
    return answer
  }

  /** Refuses before anything is written to a store that would not keep it. The answer is for `settled`. */
  async open(): Promise<number> {
    await this.#demand()
    return this.#connection
  }

  /**
   * Throws unless everything written since `opened` is on disk. Without `opened` nobody knows which connection wrote:
   * then one that closed within the longest time a write takes counts as changed.
   */
  async settled(opened?: number): Promise<void> {
    if (!(await this.#demand()).askEachTime) return
    const answer = (await reaching(() => this.#redis.call('WAITAOF', '1', '0', '4000'))) as number[]
    if (!answer[0]) throw new StoreUnavailable(new Error('not on disk in time'))
    if (this.#hasChangedSince(opened)) throw new StoreUnavailable(new Error('the connection changed after the write'))
  }

  async readiness(): Promise<{ ok: boolean; reasons: string[] }> {
    this.#known = undefined
    const { refusals } = await this.#look()
    return { ok: refusals.length === 0, reasons: [...refusals] }
  }

  #hasChangedSince(opened: number | undefined): boolean {
    if (opened !== undefined) return opened !== this.#connection
    return performance.now() - this.#closedAt < LONGEST_WRITE_MS
  }

  async #demand(): Promise<Durability> {
    const durability = await this.#look()
    const { refusals } = durability
    if (refusals.length > 0) throw new StoreUnavailable(new Error(`not durable: ${refusals.join(', ')}`))
    return durability
  }

  async #look(): Promise<Durability> {
    if (this.#known && Date.now() - this.#known.at < 30_000) return this.#known.durability
    const connection = this.#connection
    const found = await inspectDurability(this.#redis)
    const refusals = this.#allowVolatile ? found.refusals.filter((reason) => reason === 'unreachable') : found.refusals
    const durability = { ...found, refusals }
    const current = connection === this.#connection
    if (current && !refusals.includes('unreachable')) this.#known = { at: Date.now(), durability }
    return durability
  }
}

import { StoreUnavailable } from '../app/ports.js'
import { type Client, reaching } from './redis.js'

export type Refusal =
  | 'unreachable'
  | 'no-aof'
  | 'aof-broken'
  | 'fsync-not-always'
  | 'may-evict'
  | 'default-user-restricted'

/** How this Redis keeps its word: by itself on every write, or asked for with WAITAOF. */
export interface Durability {
  readonly refusals: readonly Refusal[]
  readonly askEachTime: boolean
}

/**
 * Whether an acknowledged write is on disk: `appendfsync always`, or WAITAOF where the server has it (7.2 and later).
 * A managed server may hide CONFIG; then only WAITAOF can prove it.
 */
export async function inspectDurability(redis: Client): Promise<Durability> {
  try {
    const persistence = parseInfo(await redis.info('persistence'))
    const server = parseInfo(await redis.info('server'))
    const config = await readConfig(redis)
    const always = config.appendfsync === 'always'
    const canAsk = atLeast72(server.redis_version ?? '') || server.server_name === 'valkey'
    const refusals = refusalsOf(persistence, config, always || canAsk)
    if (await losesTransactions(redis)) refusals.push('default-user-restricted')
    return { refusals, askEachTime: !always && canAsk }
  } catch {
    return { refusals: ['unreachable'], askEachTime: false }
  }
}

function refusalsOf(info: Record<string, string>, config: Record<string, string>, synced: boolean): Refusal[] {
  const found: Refusal[] = []
  if (info.aof_enabled !== '1') found.push('no-aof')
  else if (info.aof_last_write_status === 'err') found.push('aof-broken')
  else if (!synced) found.push('fsync-not-always')
  const policy = config['maxmemory-policy'] ?? 'noeviction'
  if (policy !== 'noeviction' && config.maxmemory !== '0') found.push('may-evict')
  return found
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

async function readConfig(redis: Client): Promise<Record<string, string>> {
  try {
    const names = ['appendfsync', 'maxmemory-policy', 'maxmemory']
    const found = (await Promise.all(names.map((name) => redis.config('GET', name)))) as string[][]
    return Object.fromEntries(found.map(([name, value]) => [name, value]))
  } catch (error) {
    if (error instanceof Error && /NOPERM|unknown command|ERR/.test(error.message)) return {}
    throw error
  }
}

function parseInfo(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'))
  return Object.fromEntries(lines.map((line) => line.split(/:(.*)/s, 2) as [string, string]))
}

function atLeast72(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 7 || (major === 7 && minor >= 2)
}

/**
 * Stands between a use case and a promise to a citizen: `settled` returns only when what this connection wrote before
 * is on disk. What the server is like is looked up again after every reconnect and twice a minute.
 */
export class DurableGate {
  readonly #redis: Client
  readonly #allowVolatile: boolean
  #known: { at: number; durability: Durability } | undefined

  constructor(redis: Client, allowVolatile: boolean) {
    this.#redis = redis
    this.#allowVolatile = allowVolatile
    redis.on('close', () => {
      this.#known = undefined
    })
  }

  /** Refuses before anything is written to a store that would not keep it. */
  async open(): Promise<void> {
    const { refusals } = await this.#look()
    if (refusals.length > 0) throw new StoreUnavailable(new Error(`not durable: ${refusals.join(', ')}`))
  }

  async settled(): Promise<void> {
    if (!(await this.#look()).askEachTime) return
    const answer = (await reaching(() => this.#redis.call('WAITAOF', '1', '0', '4000'))) as number[]
    if (!answer[0]) throw new StoreUnavailable(new Error('not on disk in time'))
  }

  async readiness(): Promise<{ ok: boolean; reasons: string[] }> {
    this.#known = undefined
    const { refusals } = await this.#look()
    return { ok: refusals.length === 0, reasons: [...refusals] }
  }

  async #look(): Promise<Durability> {
    if (this.#known && Date.now() - this.#known.at < 30_000) return this.#known.durability
    const found = await inspectDurability(this.#redis)
    const refusals = this.#allowVolatile ? found.refusals.filter((reason) => reason === 'unreachable') : found.refusals
    const durability = { ...found, refusals }
    if (!refusals.includes('unreachable')) this.#known = { at: Date.now(), durability }
    return durability
  }
}

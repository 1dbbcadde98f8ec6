import type { Cluster, Redis } from 'ioredis'
import { fromRedis, scrubbed } from './errors.js'

const PER_STEP = 500

/**
 * All keys of strings that begin with `prefix`, without it. A key that is there from beginning to end is listed, also
 * while others come and go; not, on a cluster, one whose slot moves meanwhile to a master that was already asked.
 */
export async function* listKeys(redis: Redis | Cluster, prefix: string): AsyncGenerator<string> {
  // ioredis puts its keyPrefix before keys, but not before the pattern of SCAN, nor does it take it off again.
  const whole = `${redis.options.keyPrefix ?? ''}${prefix}`
  const seen = new Set<string>()
  for (const master of await mastersOf(redis)) {
    for await (const key of scan(master, whole)) {
      if (seen.has(key)) continue
      seen.add(key)
      yield key.slice(whole.length)
    }
  }
}

async function* scan(redis: Redis, prefix: string): AsyncGenerator<string> {
  const stream = redis.scanStream({ match: `${escapeGlob(prefix)}*`, count: PER_STEP, type: 'string' })
  try {
    for await (const keys of stream) yield* keys as string[]
  } catch (error) {
    throw fromRedis(error)
  }
}

async function mastersOf(redis: Redis | Cluster): Promise<Redis[]> {
  if (!('nodes' in redis)) return [redis]
  // Before it is connected a cluster has no masters, and an empty list would say that there are no sessions.
  await scrubbed(() => redis.ping())
  return redis.nodes('master')
}

function escapeGlob(text: string): string {
  return text.replace(/[\\*?[]/g, '\\$&')
}

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Redis } from 'ioredis'

/** A name for a place and the bytes found there. */
export interface Found {
  readonly where: string
  readonly bytes: Buffer
}

/** Every key and value of a Redis: the value as it reads, and its DUMP. */
export async function everythingIn(redis: Redis, label: string): Promise<Found[]> {
  // Compressed strings would hide what they hold.
  await redis.config('SET', 'rdbcompression', 'no')
  const found: Found[] = []
  for (const key of await allKeys(redis)) {
    found.push({ where: `${label} key ${key}`, bytes: Buffer.from(key) })
    const dump = await redis.dumpBuffer(key)
    if (dump) found.push({ where: `${label} DUMP ${key}`, bytes: dump })
    const value = await readValue(redis, key)
    found.push({ where: `${label} value ${key}`, bytes: Buffer.from(JSON.stringify(value)) })
  }
  return found
}

async function allKeys(redis: Redis): Promise<string[]> {
  const keys: string[] = []
  let cursor = '0'
  do {
    const [next, page] = await redis.scan(cursor, 'COUNT', 1_000)
    keys.push(...page)
    cursor = next
  } while (cursor !== '0')
  return keys
}

async function readValue(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key)
    case 'list':
      return redis.lrange(key, 0, -1)
    case 'hash':
      return redis.hgetall(key)
    case 'set':
      return redis.smembers(key)
    case 'zset':
      return redis.zrange(key, '0', '-1', 'WITHSCORES')
    case 'stream':
      return redis.xrange(key, '-', '+')
    default:
      throw new Error(`a kind of value that this test cannot read: ${key}`)
  }
}

/** Every file below a folder, names included; the AOF is one of them. */
export async function everythingBelow(folder: string): Promise<Found[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name)
      return { where: path, bytes: Buffer.concat([Buffer.from(`${path}\n`), await readFile(path)]) }
    }),
  )
}

/** All the ways in which a text may lie in bytes: NFC and NFD, UTF-8 and UTF-16, hex, base64 at each offset, JSON, URL. */
export function disguises(secret: string): Buffer[] {
  const forms = [...new Set([secret.normalize('NFC'), secret.normalize('NFD')])]
  return forms.flatMap((form) => {
    const utf8 = Buffer.from(form)
    const hex = utf8.toString('hex')
    const escaped = [...form].map((char) =>
      char > '~' ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char,
    )
    const texts = [form, hex, hex.toUpperCase(), escaped.join(''), encodeURIComponent(form), ...base64Cores(utf8)]
    return [...texts.map((text) => Buffer.from(text)), Buffer.from(form, 'utf16le')]
  })
}

/** What of the base64 form does not depend on what stands before or after it. */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const core = whole.slice(Math.ceil((offset * 8) / 6), whole.length - 1)
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/** Where any of the secrets is found. The secret itself is named by its number, so that a failure prints none. */
export function leaksOf(secrets: readonly string[], places: readonly Found[]): string[] {
  return secrets.flatMap((secret, number) => {
    const needles = disguises(secret)
    return places
      .filter(({ bytes }) => needles.some((needle) => bytes.includes(needle)))
      .map(({ where }) => `#${number} in ${where}`)
  })
}

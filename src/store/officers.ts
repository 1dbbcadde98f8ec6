import type { OfficerStore, SealedPrivateKeys } from '../app/ports.js'
import { Officer } from '../domain/officers.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'
import { officerScript, totpStepScript } from './scripts.js'

/** Officers' accounts and the ring of private halves, each sealed to its holder. */
export function createOfficerStore(redis: Client): OfficerStore {
  const byId = (id: string) => reaching(async () => parse(await redis.hget(keys.officers, id)))
  return {
    byId,
    async byLogin(login) {
      const id = await reaching(() => redis.hget(keys.officerLogins, login))
      return id === null ? undefined : byId(id)
    },
    all: () => reaching(async () => (await redis.hvals(keys.officers)).flatMap((text) => parse(String(text)) ?? [])),
    async put(officer, expected) {
      const { id, login } = officer
      const args = [id, login, JSON.stringify(officer), expected ?? '']
      return (await officerScript.run(redis, [keys.officers, keys.officerLogins], args)) === 1
    },
    async useTotpStep(id, step) {
      return (await totpStepScript.run(redis, [keys.officerTotp], [id, step])) === 1
    },
    ring: () => reaching(async () => nest(await redis.hgetall(keys.keyRing))),
    async addToRing(ring) {
      const fields = flatten(ring)
      if (Object.keys(fields).length > 0) await reaching(() => redis.hset(keys.keyRing, fields))
    },
    async removeFromRing(holder) {
      const all = Object.keys(await reaching(() => redis.hgetall(keys.keyRing)))
      const fields = all.filter((field) => field.endsWith(`:${holder}`))
      if (fields.length > 0) await reaching(() => redis.hdel(keys.keyRing, ...fields))
    },
    async compact() {
      await reaching(() => redis.bgrewriteaof())
    },
  }
}

function parse(text: string | null): Officer | undefined {
  return text === null ? undefined : Officer.parse(JSON.parse(text))
}

/** Stored flat, one field per sealed half: `<key id>:<holder's key id>`. */
function flatten(ring: SealedPrivateKeys): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ring).flatMap(([keyId, holders]) =>
      Object.entries(holders).map(([holder, sealed]) => [`${keyId}:${holder}`, sealed]),
    ),
  )
}

function nest(fields: Record<string, string>): SealedPrivateKeys {
  const ring: Record<string, Record<string, string>> = {}
  for (const [field, sealed] of Object.entries(fields)) {
    const [keyId = '', holder = ''] = field.split(':')
    ring[keyId] = { ...ring[keyId], [holder]: sealed }
  }
  return ring
}

import type { EvidenceIndex } from '../app/ports-evidence.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'

export function createEvidenceIndex(redis: Client): EvidenceIndex {
  return {
    async taken(evidenceIds) {
      if (evidenceIds.length === 0) return new Set()
      const owners = await reaching(() => redis.hmget(keys.evidence, ...evidenceIds))
      return new Set(evidenceIds.filter((_, index) => owners[index] !== null))
    },
    database: async () => (await reaching(() => redis.get(keys.evidenceDatabase))) ?? undefined,
    async named(id) {
      await reaching(() => redis.set(keys.evidenceDatabase, id, 'NX'))
      return (await reaching(() => redis.get(keys.evidenceDatabase))) ?? id
    },
  }
}

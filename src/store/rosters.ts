import type { Rosters } from '../app/ports-alerts.js'
import { Day, DutyDay } from '../domain/roster.js'
import type { DurableGate } from './durability.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'
import { rosterScript } from './scripts.js'

/** One hash: a field for every day, and the version of the whole. */
export function createRosters(redis: Client, gate: DurableGate): Rosters {
  return {
    async read() {
      const { version, ...days } = await reaching(() => redis.hgetall(keys.roster))
      const entries = Object.entries(days).map(
        ([day, text]) => [Day.parse(day), DutyDay.parse(JSON.parse(text))] as const,
      )
      return { version: Number(version ?? 0), days: new Map(entries) }
    },
    async save({ version, days, keptFrom }, audit) {
      const fields = [...days].flatMap(([day, duty]) => [day, JSON.stringify(duty)])
      const args = [version, keptFrom, JSON.stringify(audit), audit.prev, ...fields]
      const answer = await gate.keep(() => rosterScript.run(redis, [keys.roster, keys.audit], args))
      return answer === 'done' || answer === 'changed' ? answer : 'stale'
    },
  }
}

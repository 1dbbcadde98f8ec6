import type { ReturnAddresses } from '../app/ports-address.js'
import type { DurableGate } from './durability.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'

/** They are written with the report (reports.ts) and erased with a case's end (cases.ts). */
export function createReturnAddresses(redis: Client, gate: DurableGate): ReturnAddresses {
  return {
    of: (caseId) => reaching(async () => (await redis.get(keys.caseAddress(caseId))) ?? undefined),
    async replace(caseId, dummy) {
      // Never where there is none: that would tell which closed case had asked. Its time runs on.
      await gate.keep(() => redis.set(keys.caseAddress(caseId), dummy, 'KEEPTTL', 'XX'))
    },
  }
}

import type { CaseChange, CaseStore } from '../app/ports.js'
import type { AuditEntry } from '../domain/audit.js'
import { CaseEvent } from '../domain/cases/events.js'
import { CaseStatus, isSettled } from '../domain/cases/status.js'
import { StructuredReport } from '../domain/report.js'
import { dueFacts, randomDelayMs } from './alert-box.js'
import type { DurableGate } from './durability.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'
import { commitScript, touchScript } from './scripts.js'

const RANK: Record<CaseStatus['urgency'], number> = { urgent: 0, high: 1, normal: 2, low: 3 }
/** Larger than any time in milliseconds, smaller than what a double holds exactly when times four. */
const STEP = 1e14

/** Late reports come right after the urgent ones. */
const LATE = 0.5

/** Place in the queue: urgency first, then age; what is late or disputed moves up. Nothing for a case that is over. */
export function queueScore(status: CaseStatus): number | undefined {
  if (isSettled(status)) return undefined
  const atLeast = status.overdue ? LATE : status.disputed ? RANK.high : RANK.low
  return Math.min(atLeast, RANK[status.urgency]) * STEP + Date.parse(status.receivedAt)
}

/** `delayMs`: by how many whole minutes an answer is told officers later. */
export function createCaseStore(redis: Client, gate: DurableGate, delayMs = randomDelayMs): CaseStore {
  return {
    status: (id) => reaching(async () => parseStatus(await redis.get(keys.caseStatus(id)))),
    events: (id) =>
      reaching(async () =>
        (await redis.lrange(keys.caseEvents(id), 0, -1)).map((text) => CaseEvent.parse(JSON.parse(text))),
      ),
    report: (id) => readReport(redis, id),
    queue: (which, limit, from = 0) => list(redis, openKey(which), from, limit, false),
    countOpen: (which) => reaching(() => redis.zcard(openKey(which))),
    closed: (which, limit) => list(redis, which === 'general' ? keys.closed : keys.closedRestricted, 0, limit, true),

    async settle(id) {
      await gate.keep(() => touchScript.run(redis, [keys.caseStatus(id)], []))
    },

    async commit(change, audit) {
      const write = () => commitScript.run(redis, commitKeys(change.after, audit), commitArgs(change, audit, delayMs()))
      return (await gate.keep(write)) === 'done' ? 'done' : 'stale'
    },
  }
}

/** The audit key is named only when it is written: the bot's account may not touch it. */
function commitKeys({ id, restricted }: CaseStatus, audit: AuditEntry | null): string[] {
  return [
    keys.caseStatus(id),
    keys.caseEvents(id),
    restricted ? keys.queueRestricted : keys.queue,
    restricted ? keys.closedRestricted : keys.closed,
    keys.caseAddress(id),
    keys.alertsDue,
    ...(audit ? [keys.audit] : []),
  ]
}

function commitArgs(
  { before, after, event }: CaseChange,
  audit: AuditEntry | null,
  delayMs: number,
): (string | number)[] {
  const ends = event.type === 'closed' || event.type === 'withdrawn'
  // A note on a closed case does not make it closed today.
  const closedAt = !isSettled(after) ? '' : ends ? Date.parse(event.at) : 'keep'
  return [
    before.version,
    JSON.stringify(after),
    JSON.stringify(event),
    after.id,
    queueScore(after) ?? '',
    closedAt,
    audit ? JSON.stringify(audit) : '',
    audit?.prev ?? '',
    // Nobody is told of anything any more; the dummies of others go as well.
    ends ? 'ends' : '',
    dueFacts(event, after, delayMs),
  ]
}

function parseStatus(text: string | null): CaseStatus | undefined {
  return text === null ? undefined : CaseStatus.parse(JSON.parse(text))
}

const openKey = (which: 'general' | 'restricted') => (which === 'general' ? keys.queue : keys.queueRestricted)

async function list(
  redis: Client,
  key: string,
  from: number,
  limit: number,
  newestFirst: boolean,
): Promise<CaseStatus[]> {
  return reaching(async () => {
    const to = from + limit - 1
    const ids = await (newestFirst ? redis.zrevrange(key, from, to) : redis.zrange(key, String(from), String(to)))
    if (ids.length === 0) return []
    const texts = await redis.mget(ids.map((id) => keys.caseStatus(String(id))))
    return texts.flatMap((text) => parseStatus(text) ?? [])
  })
}

/** The report put together again from data and key ring. Nothing when its keys were erased. */
async function readReport(redis: Client, id: string): Promise<StructuredReport | undefined> {
  return reaching(async () => {
    const [text, ring]: [string | null, Record<string, string>] = await Promise.all([
      redis.get(keys.caseReport(id)),
      redis.hgetall(keys.caseRing(id)),
    ])
    if (text === null) return undefined
    if (ring.report === undefined) return undefined
    const stored = JSON.parse(text) as { sealed: object }
    const contentKeys = JSON.parse(ring.report) as object
    return StructuredReport.parse({ ...stored, sealed: { ...stored.sealed, ...contentKeys } })
  })
}

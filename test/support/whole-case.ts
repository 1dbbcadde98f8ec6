import { isDeepStrictEqual } from 'node:util'
import { AuditEntry } from '../../src/domain/audit.js'
import { CaseEvent } from '../../src/domain/cases/events.js'
import { CaseStatus, foldEvents, isSettled } from '../../src/domain/cases/status.js'
import { keys } from '../../src/store/keys.js'
import type { Client } from '../../src/store/redis.js'

/** What officers do, and the entry that must stand beside it in the audit chain. */
const AUDITED: Partial<Record<CaseEvent['type'], AuditEntry['action']>> = {
  claimed: 'case-claimed',
  'question-asked': 'question-asked',
  'reply-sent': 'reply-sent',
  noted: 'note-added',
  overdue: 'case-overdue',
}

export async function openCaseIds(redis: Client): Promise<string[]> {
  return redis.zrange(keys.queue, '0', '-1')
}

export async function eventsOf(redis: Client, id: string): Promise<CaseEvent[]> {
  return (await redis.lrange(keys.caseEvents(id), 0, -1)).map((text) => CaseEvent.parse(JSON.parse(text)))
}

export async function countEvents(redis: Client, id: string, type: CaseEvent['type']): Promise<number> {
  return (await eventsOf(redis, id)).filter((event) => event.type === type).length
}

/** What is half-written in a case, in words; nothing when it is whole. */
export async function faultsOf(redis: Client, id: string): Promise<string[]> {
  const events = await eventsOf(redis, id)
  const status = CaseStatus.parse(JSON.parse((await redis.get(keys.caseStatus(id))) ?? 'null'))
  const queued = (await redis.zscore(keys.queue, id)) !== null
  return [
    ...(await missingParts(redis, id, isSettled(status) ? [] : [keys.caseAddress(id)])),
    ...(isDeepStrictEqual(status, foldEvents(events)) ? [] : ['the status is not what the events make']),
    ...(queued === isSettled(status) ? ['the place in the queue is not that of the status'] : []),
    ...(await unaudited(redis, id, events)),
  ]
}

/** `more`: what only a case has that is not over. */
async function missingParts(redis: Client, id: string, more: readonly string[]): Promise<string[]> {
  const names = [keys.caseReport(id), keys.caseRing(id), keys.caseEntry(id), ...more]
  const found = await Promise.all(names.map((name) => redis.exists(name)))
  const entry = (await redis.get(keys.caseEntry(id))) ?? ''
  const inStream = entry !== '' && (await redis.xrange(keys.reports, entry, entry)).length === 1
  return [...names.filter((_, index) => found[index] !== 1), ...(inStream ? [] : ['no entry in the stream'])]
}

/** An act without its entry, or an entry without its act. */
async function unaudited(redis: Client, id: string, events: readonly CaseEvent[]): Promise<string[]> {
  const entries = (await redis.lrange(keys.audit, 0, -1)).map((text) => AuditEntry.parse(JSON.parse(text)))
  return Object.entries(AUDITED).flatMap(([type, action]) => {
    const done = events.filter((event) => event.type === type).length
    const told = entries.filter((entry) => entry.subject === id && entry.action === action).length
    return done === told ? [] : [`${done} times ${type}, ${told} times in the audit chain`]
  })
}

import type { AlertBox } from '../app/ports-alerts.js'
import { AlertMail } from '../domain/alert-mail.js'
import { AlertFact, factsOf } from '../domain/alerts.js'
import type { CaseEvent } from '../domain/cases/events.js'
import type { CaseStatus } from '../domain/cases/status.js'
import type { DurableGate } from './durability.js'
import { keys } from './keys.js'
import { type Client, reaching, Script } from './redis.js'

/**
 * From "due" to "waiting" for some officers, or nothing. It keeps its minute: a finer time would stay on the disk, and
 * the report came moments ago. KEYS due waiting · ARGV fact (officerId:fact)…
 */
const spreadScript = new Script(`
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not at then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
for i = 2, #ARGV do redis.call('ZADD', KEYS[2], at, ARGV[i]) end
return 1
`)

/** Facts that go back are due at once: 0 is older than any minute. */
const DUE_AGAIN = 0

/** KEYS mails waiting due · ARGV officerId expectedRev mail goBack (fact due again)… (officerId:fact)… */
const moveScript = new Script(`
local current = redis.call('HGET', KEYS[1], ARGV[1])
local rev = current and cjson.decode(current).rev or 0
if rev ~= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
local back = tonumber(ARGV[4])
for i = 5, 4 + back do redis.call('ZADD', KEYS[3], ${DUE_AGAIN}, ARGV[i]) end
for i = 5 + back, #ARGV do redis.call('ZREM', KEYS[2], ARGV[i]) end
return 1
`)

/** KEYS mails waiting due · ARGV officerId rev|0 (fact due again)… */
const giveBackScript = new Script(`
local current = redis.call('HGET', KEYS[1], ARGV[1])
local rev = current and cjson.decode(current).rev or 0
if rev ~= tonumber(ARGV[2]) then return 0 end
for i = 3, #ARGV do redis.call('ZADD', KEYS[3], ${DUE_AGAIN}, ARGV[i]) end
redis.call('HDEL', KEYS[1], ARGV[1])
for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  if string.sub(member, 1, #ARGV[1] + 1) == ARGV[1] .. ':' then
    redis.call('ZREM', KEYS[2], member)
    redis.call('ZADD', KEYS[3], ${DUE_AGAIN}, string.sub(member, #ARGV[1] + 2))
  end
end
return 1
`)

const boxKeys = [keys.alertMails, keys.alertsWaiting, keys.alertsDue]

/**
 * Alerts on their way, beside the cases and durable as they are. A fact is stored in the same step as the event it tells
 * of, with the event's minute; it names a case by its random id and no person. Each of the sets is empty when nothing is
 * to be told, so that looking costs the same with any number of open cases.
 */
export function createAlertBox(redis: Client, gate: DurableGate): AlertBox {
  return {
    async due(now, limit) {
      const found = await reaching(() => redis.zrangebyscore(keys.alertsDue, '-inf', now, 'LIMIT', 0, limit))
      return found.map(readFact)
    },
    async spread(fact, officerIds) {
      const args = [textOf(fact), ...officerIds.map((id) => memberOf(id, fact))]
      return (await gate.keep(() => spreadScript.run(redis, [keys.alertsDue, keys.alertsWaiting], args))) === 1
    },
    waiting: () => reaching(async () => byOfficer(await redis.zrange(keys.alertsWaiting, '0', '-1'))),
    mails: () => reaching(async () => mailsIn(await redis.hgetall(keys.alertMails))),
    async move(officerId, seen, next, facts, again = []) {
      const own = facts.map((fact) => memberOf(officerId, fact))
      const args = [officerId, seen?.rev ?? 0, JSON.stringify(next), again.length, ...again.map(textOf), ...own]
      return (await gate.keep(() => moveScript.run(redis, boxKeys, args))) === 1
    },
    async giveBack(officerId, seen) {
      const facts = seen?.state === 'sending' ? seen.facts : []
      const args = [officerId, seen?.rev ?? 0, ...facts.map(textOf)]
      await gate.keep(() => giveBackScript.run(redis, boxKeys, args))
    },
  }
}

/** Two to five whole minutes from the minute of an event: one to five from the event. */
export function randomDelayMs(): number {
  return (2 + Math.floor(Math.random() * 4)) * 60_000
}

/** For the scripts that change a case. */
export function dueFacts(event: CaseEvent, after: CaseStatus, delayMs: number): string {
  return JSON.stringify(factsOf(event, after, delayMs).map(({ fact, at }) => [textOf(fact), at]))
}

/** The same fact is the same text: a set holds it once. */
function textOf({ reason, caseId, n, urgency, passedBy }: AlertFact): string {
  return [reason, caseId, n, urgency, ...passedBy].join(':')
}

function readFact(text: string): AlertFact {
  const [reason, caseId, n, urgency, ...passedBy] = text.split(':')
  return AlertFact.parse({ reason, caseId, n: Number(n), urgency, passedBy })
}

function memberOf(officerId: string, fact: AlertFact): string {
  return `${officerId}:${textOf(fact)}`
}

function byOfficer(members: readonly string[]): Map<string, AlertFact[]> {
  const found = new Map<string, AlertFact[]>()
  for (const member of members) {
    const at = member.indexOf(':')
    const facts = found.get(member.slice(0, at)) ?? []
    facts.push(readFact(member.slice(at + 1)))
    found.set(member.slice(0, at), facts)
  }
  return found
}

function mailsIn(fields: Record<string, string>): Map<string, AlertMail> {
  return new Map(Object.entries(fields).map(([id, text]) => [id, AlertMail.parse(JSON.parse(text))]))
}

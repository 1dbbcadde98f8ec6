import * as z from 'zod'
import type { AlertLink, AlertLinks, BotName, CodeOwner, LinkCodes } from '../app/ports-alerts.js'
import { OfficerId } from '../domain/officers.js'
import type { DurableGate } from './durability.js'
import { keys } from './keys.js'
import { type Client, reaching, Script } from './redis.js'
import { alertLinkScript } from './scripts.js'

const Link = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('linked'),
    address: z.string().min(1),
    since: z.iso.date(),
    language: z.string(),
    audited: z.boolean(),
  }),
  z.object({ state: z.literal('lost'), since: z.iso.date() }),
])

const Owner = z.object({ officerId: OfficerId, language: z.string(), isLinked: z.boolean().default(false) })

/** The owner for the first chat that asks and for no other. KEYS code · ARGV chatName */
const takeCodeScript = new Script(`
local text = redis.call('GET', KEYS[1])
if not text then return false end
local code = cjson.decode(text)
if code.usedBy and code.usedBy ~= ARGV[1] then return false end
code.usedBy = ARGV[1]
redis.call('SET', KEYS[1], cjson.encode(code), 'KEEPTTL')
return text
`)

/** KEYS code */
const codeLinkedScript = new Script(`
local text = redis.call('GET', KEYS[1])
if not text then return 0 end
local code = cjson.decode(text)
code.isLinked = true
redis.call('SET', KEYS[1], cjson.encode(code), 'KEEPTTL')
return 1
`)

export function createAlertLinks(redis: Client, gate: DurableGate): AlertLinks {
  return {
    of: (officerId) => reaching(async () => parse(await redis.hget(keys.alertLinks, officerId))),
    all: () =>
      reaching(async () => {
        const fields = Object.entries(await redis.hgetall(keys.alertLinks))
        return new Map(fields.map(([officerId, text]) => [officerId, Link.parse(JSON.parse(text))]))
      }),
    async put(officerId, link) {
      await gate.keep(() => reaching(() => redis.hset(keys.alertLinks, officerId, JSON.stringify(link))))
    },
    async remove(officerId) {
      await gate.keep(() => reaching(() => redis.hdel(keys.alertLinks, officerId)))
    },
    async change(officerId, seen, next, audit) {
      const args = [officerId, seen.address, String(seen.audited), next ? JSON.stringify(next) : '']
      const entry = [JSON.stringify(audit), audit.prev]
      const write = () => alertLinkScript.run(redis, [keys.alertLinks, keys.audit], [...args, ...entry])
      const answer = await gate.keep(write)
      return answer === 'done' || answer === 'skipped' ? answer : 'stale'
    },
  }
}

function parse(text: string | null): AlertLink | undefined {
  return text === null ? undefined : Link.parse(JSON.parse(text))
}

/** Two keys that may lie apart on a cluster: the one from the code is what counts, the other only finds it. */
export function createLinkCodes(volatile: Client): LinkCodes {
  const withdraw = async (officerId: string) => {
    const codeId = await reaching(() => volatile.getdel(keys.linkCodeOf(officerId)))
    if (codeId) await reaching(() => volatile.del(keys.linkCode(codeId)))
  }
  return {
    async give(owner, codeId, lifeMs) {
      const value = JSON.stringify(owner satisfies CodeOwner)
      await reaching(() => volatile.set(keys.linkCode(codeId), value, 'PX', lifeMs))
      const of = keys.linkCodeOf(owner.officerId)
      const before = await reaching(() => volatile.set(of, codeId, 'PX', lifeMs, 'GET'))
      if (before !== null) await reaching(() => volatile.del(keys.linkCode(before)))
    },
    async take(codeId, chatName) {
      const text = await takeCodeScript.run(volatile, [keys.linkCode(codeId)], [chatName])
      return typeof text === 'string' ? Owner.parse(JSON.parse(text)) : undefined
    },
    async linked(codeId) {
      await codeLinkedScript.run(volatile, [keys.linkCode(codeId)], [])
    },
    withdraw,
  }
}

/** Shape of a Telegram user name: letters, digits and underscores (core.telegram.org/bots/features#botfather). */
const USERNAME = /^[A-Za-z][A-Za-z0-9_]{3,31}$/

export function createBotName(volatile: Client): BotName {
  return {
    async keep(username) {
      await reaching(() => volatile.set(keys.telegramName, username))
    },
    async read() {
      const name = await reaching(() => volatile.get(keys.telegramName))
      return name !== null && USERNAME.test(name) ? name : undefined
    },
  }
}

import { Queue, QueueEvents, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNoticeWorker } from '../../src/delivery/notice-worker.js'
import { createNotices } from '../../src/delivery/notices.js'
import { type LogFields, silent } from '../../src/log.js'
import { keys } from '../../src/store/keys.js'
import { connect, Script } from '../../src/store/redis.js'
import { type Account, DURABLE_RULES, VOLATILE_RULES } from '../../src/supervisor/acl.js'
import { startRedis, type TestRedis } from '../support/redis.js'

const ACCOUNTS = ['bot', 'console', 'worker', 'admin'] as const
const servers: TestRedis[] = []
const clients: Redis[] = []

function user(name: Account, rules: readonly string[] = []) {
  return { name, password: `password of ${name}`, rules }
}

let durable: Record<Account, Redis>
let volatile: Record<Account, Redis>
let workerUrl: string
let noticeUrls: Record<'console' | 'worker', string>

beforeAll(async () => {
  const one = await startRedis({ durable: true, users: ACCOUNTS.map((name) => user(name, DURABLE_RULES[name])) })
  const two = await startRedis({ durable: false, users: ACCOUNTS.map((name) => user(name, VOLATILE_RULES[name])) })
  servers.push(one, two)
  workerUrl = one.urlFor(user('worker'))
  noticeUrls = { console: two.urlFor(user('console')), worker: two.urlFor(user('worker')) }
  const entry = (server: TestRedis, name: Account) => [name, open(server.urlFor(user(name)))] as const
  durable = Object.fromEntries(ACCOUNTS.map((name) => entry(one, name))) as typeof durable
  volatile = Object.fromEntries(ACCOUNTS.map((name) => entry(two, name))) as typeof volatile
})

afterAll(async () => {
  for (const client of clients) client.disconnect()
  for (const server of servers) await server.stop()
})

function open(url: string, options = {}): Redis {
  const client = connect(url, options) as Redis
  clients.push(client)
  return client
}

const refused = /NOPERM|No permissions/

describe('every process', () => {
  it('connects, passes the ready check and can prove what its Redis is like', async () => {
    for (const client of [durable.bot, durable.console, durable.worker, volatile.bot, volatile.console]) {
      expect(await client.ping()).toBe('PONG')
      expect(client.status).toBe('ready')
      expect(await client.info('persistence')).toContain('aof_enabled')
      expect(await client.config('GET', 'appendfsync')).toHaveLength(2)
    }
  })

  it.each([
    ['FLUSHALL'],
    ['SHUTDOWN', 'NOSAVE'],
    ['KEYS', '*'],
    ['SCAN', '0'],
    ['RANDOMKEY'],
    ['CONFIG', 'SET', 'appendonly', 'no'],
    ['ACL', 'LIST'],
    ['CLIENT', 'KILL', 'TYPE', 'normal'],
    ['MONITOR'],
    ['REPLICAOF', 'localhost', '1'],
    ['FUNCTION', 'FLUSH'],
  ])('may not %s %s', async (command, ...args) => {
    for (const client of [durable.bot, durable.console, durable.worker, volatile.bot, volatile.console]) {
      await expect(client.call(command, ...args)).rejects.toThrow(refused)
    }
  })

  it('only the console may have the AOF rewritten, which takes former secrets off the disk', async () => {
    for (const client of [durable.bot, durable.worker, volatile.bot, volatile.console]) {
      await expect(client.call('BGREWRITEAOF')).rejects.toThrow(refused)
    }
    expect(String(await durable.console.call('BGREWRITEAOF'))).toMatch(/^Background append only file rewriting/)
  })
})

describe('the bot', () => {
  it('writes what a report needs, in one script', async () => {
    const written = [
      keys.reports,
      keys.restricted,
      keys.caseStatus('a'),
      keys.caseEvents('a'),
      keys.caseReport('a'),
      keys.caseEntry('a'),
      keys.caseAddress('a'),
      keys.caseRing('a'),
      keys.receipt('r'),
      keys.queue,
      keys.queueRestricted,
      keys.closed,
      keys.closedRestricted,
      keys.alertsDue,
    ]
    const script = new Script(`for i = 1, #KEYS do redis.call('SET', KEYS[i] .. ':probe', '1') end return #KEYS`)
    const alone: string[] = [keys.reports, keys.restricted, keys.alertsDue]
    const probes = written.filter((key) => !alone.includes(key))
    expect(await script.run(durable.bot, probes, [])).toBe(probes.length)
    expect(await script.run(durable.bot, probes, [])).toBe(probes.length)
    for (const key of written) expect(await allowed('bot', ['SET', key, '1'])).toBe('OK')
  })

  it('reads the key list but cannot change it', async () => {
    expect(await durable.bot.hget(keys.keyList, 'signed')).toBeNull()
    await expect(durable.bot.hset(keys.keyList, 'signed', 'mine')).rejects.toThrow(refused)
  })

  it.each([
    ['officers', keys.officers],
    ['one officer', 'hom-thu:{moderation}:officer:x'],
    ['logins', keys.officerLogins],
    ['TOTP steps', keys.officerTotp],
    ['the audit', keys.audit],
    ['the key ring', keys.keyRing],
    ['jobs', '{hom-thu-jobs}:timed:meta'],
    ['sessions in the durable Redis', keys.session('x')],
  ])('cannot read %s', async (_, key) => {
    await expect(durable.bot.get(key)).rejects.toThrow(refused)
    const inScript = new Script(`return redis.call('GET', KEYS[1])`).run(durable.bot, [key], [])
    await expect(inScript).rejects.toMatchObject({ cause: { message: expect.stringMatching(refused) } })
    const smuggled = durable.bot.eval(`return redis.call('GET', ARGV[1])`, 0, key)
    await expect(smuggled).rejects.toThrow(/can't access at least one of the keys|NOPERM/)
  })

  it('writes where an officer can be told, and reads neither that nor who is on duty', async () => {
    expect(await durable.bot.hset(keys.alertLinks, 'officer', '{}')).toBe(1)
    await expect(durable.bot.hget(keys.alertLinks, 'officer')).rejects.toThrow(refused)
    for (const key of [keys.roster, keys.alertsWaiting, keys.alertMails]) {
      await expect(durable.bot.get(key)).rejects.toThrow(refused)
    }
    await durable.admin.del(keys.alertLinks)
  })

  it('uses up link codes and says what it is called, and cannot find a code by its officer', async () => {
    await volatile.console.set(keys.linkCode('id'), 'officer')
    await volatile.console.set(keys.linkCodeOf('officer'), 'id')
    expect(await volatile.bot.getdel(keys.linkCode('id'))).toBe('officer')
    await expect(volatile.bot.get(keys.linkCodeOf('officer'))).rejects.toThrow(refused)
    expect(await volatile.bot.set(keys.telegramName, 'hom_thu_bot')).toBe('OK')
    expect(await volatile.console.get(keys.telegramName)).toBe('hom_thu_bot')
    await expect(volatile.console.set(keys.telegramName, 'another')).rejects.toThrow(refused)
  })

  it('cannot read officers’ sessions or sign-in counters in the volatile Redis', async () => {
    expect(await volatile.bot.set(keys.sessionLock('x'), '1')).toBe('OK')
    await expect(volatile.bot.get(keys.officerSession('x'))).rejects.toThrow(refused)
    await expect(volatile.bot.get(keys.signIn('x'))).rejects.toThrow(refused)
  })
})

describe('the console', () => {
  it('has all moderation keys and its own volatile ones, and nothing else', async () => {
    for (const key of [keys.officers, keys.audit, keys.keyRing, keys.keyList, keys.caseRing('a')]) {
      expect(await allowed('console', ['GET', key])).toBe('OK')
    }
    expect(await volatile.console.set(keys.officerSession('x'), '1')).toBe('OK')
    expect(await volatile.console.set(keys.signIn('x'), '1')).toBe('OK')
    await expect(volatile.console.get(keys.session('x'))).rejects.toThrow(refused)
    await expect(durable.console.get('{hom-thu-jobs}:timed:meta')).rejects.toThrow(refused)
  })
})

describe('the worker', () => {
  it('has cases, queues and the audit, but no key of any box and no stream', async () => {
    for (const key of [keys.caseStatus('a'), keys.caseEvents('a'), keys.queue, keys.audit]) {
      expect(await allowed('worker', ['GET', key])).toBe('OK')
    }
    for (const key of [keys.caseRing('a'), keys.keyRing, keys.officers, keys.reports, keys.receipt('r')]) {
      await expect(durable.worker.get(key)).rejects.toThrow(refused)
    }
  })

  it('tells officers: has their links and what waits, reads the roster and the signed list, changes neither', async () => {
    for (const key of [keys.alertLinks, keys.alertsDue, keys.alertsWaiting, keys.alertMails]) {
      expect(await allowed('worker', ['SET', key, 'x'])).toBe('OK')
    }
    expect(await durable.worker.hgetall(keys.roster)).toEqual({})
    expect(await durable.worker.hget(keys.keyList, 'signed')).toBeNull()
    await expect(durable.worker.hset(keys.roster, 'version', '9')).rejects.toThrow(refused)
    await expect(durable.worker.hset(keys.keyList, 'signed', 'mine')).rejects.toThrow(refused)
  })

  it('names the database for the folder of evidence, and changes nothing of which picture belongs to whom', async () => {
    expect(await durable.worker.set(keys.evidenceDatabase, 'x', 'NX')).toBe('OK')
    expect(await durable.worker.hmget(keys.evidence, 'picture')).toEqual([null])
    await expect(durable.worker.hset(keys.evidence, 'picture', 'case')).rejects.toThrow(refused)
    await expect(durable.bot.get(keys.evidenceDatabase)).rejects.toThrow(refused)
  })

  it('runs BullMQ: a scheduled job, a plain job, a failing one, events and clean-up', async () => {
    const connection = () => open(workerUrl, { maxRetriesPerRequest: null, commandTimeout: undefined })
    const [prefix, done] = ['{hom-thu-jobs}', [] as string[]]
    const queue = new Queue('timed', { connection: connection(), prefix })
    const events = new QueueEvents('timed', { connection: connection(), prefix })
    await events.waitUntilReady()
    const handler = async (job: { name: string }) => {
      if (job.name === 'fails') throw new Error('as planned')
      done.push(job.name)
    }
    const worker = new Worker('timed', handler, { connection: connection(), prefix })
    const errors: Error[] = []
    const note = (error: Error) => errors.push(error)
    queue.on('error', note)
    worker.on('error', note)
    events.on('error', note)
    await queue.upsertJobScheduler('clocks', { every: 60_000 }, { name: 'clocks' })
    const plain = await queue.add('plain', {}, { delay: 50 })
    const failing = await queue.add('fails', {}, { attempts: 2, backoff: 10, priority: 3 })
    await plain.waitUntilFinished(events)
    await expect(failing.waitUntilFinished(events)).rejects.toThrow('as planned')
    expect(done.sort()).toEqual(['clocks', 'plain'])
    await queue.pause()
    await queue.resume()
    await queue.clean(0, 100, 'completed')
    await queue.removeJobScheduler('clocks')
    for (const part of [worker, events, queue]) await part.close()
    expect(errors).toEqual([])
  })
})

describe('notices', () => {
  it('go from the console to the worker with the rights of each, and nobody else sees them', async () => {
    const errors: unknown[] = []
    const log = { ...silent, error: (_: string, fields?: LogFields) => errors.push(fields?.error) }
    const notices = createNotices({ connect: () => open(noticeUrls.console), delayMs: () => 20, log })
    const got: string[] = []
    const worker = startNoticeWorker({
      connect: () => open(noticeUrls.worker, { maxRetriesPerRequest: null, commandTimeout: undefined }),
      send: async (inner) => (got.push(inner) === 1 ? { kind: 'unknown' } : { kind: 'sent' }),
      counted: () => undefined,
      waitsMs: [20, 20],
      log,
    })
    await notices.post('sealed')
    await expect.poll(() => got).toEqual(['sealed', 'sealed'])
    await expect.poll(() => volatile.worker.exists('{hom-thu-jobs}:notices:1')).toBe(0)
    const key = '{hom-thu-jobs}:notices:meta'
    for (const name of ['bot', 'admin'] as const) await expect(volatile[name].hgetall(key)).rejects.toThrow(refused)
    await expect(volatile.worker.get(keys.officerSession('x'))).rejects.toThrow(refused)
    await expect(volatile.worker.get(keys.session('x'))).rejects.toThrow(refused)
    await worker.stop()
    await notices.close()
    expect(errors).toEqual([])
  })
})

describe('the admin', () => {
  it('has everything in the durable Redis and no key in the volatile one', async () => {
    expect(await durable.admin.set('anything', '1')).toBe('OK')
    await expect(volatile.admin.get(keys.session('x'))).rejects.toThrow(refused)
  })
})

/** Asks the server, without doing it. */
async function allowed(name: Account, command: string[]): Promise<unknown> {
  return durable.admin.call('ACL', 'DRYRUN', name, ...command)
}

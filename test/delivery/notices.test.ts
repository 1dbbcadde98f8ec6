import type { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SendOutcome } from '../../src/app/ports.js'
import { sendNotice } from '../../src/app/send-notice.js'
import { startNoticeWorker } from '../../src/delivery/notice-worker.js'
import { createNotices } from '../../src/delivery/notices.js'
import type { RunningWorker } from '../../src/delivery/worker.js'
import { type LogFields, silent } from '../../src/log.js'
import { connect } from '../../src/store/redis.js'
import { createAddressOpener, createAddressSealer } from '../../src/vault/address.js'
import { boxKeyPair } from '../../src/vault/boxes.js'
import { b64 } from '../../src/vault/bytes.js'
import { recordingMessenger } from '../support/recording-messenger.js'
import { startRedis, type TestRedis } from '../support/redis.js'

const pair = boxKeyPair()
const opener = createAddressOpener(b64(pair.secretKey))
const inner = (chat: string) => createAddressSealer(pair.publicKey).seal({ channel: 'telegram', chat })
const message = { text: 'Hòm thư có tin mới.' }
const UNKNOWN = { kind: 'unknown' } as const
const QUEUE = '{hom-thu-jobs}:notices'

let server: TestRedis
let redis: Redis
let notices: ReturnType<typeof createNotices>
let workers: RunningWorker[] = []
let logged: string[] = []
let counted: string[] = []
let delayMs = 0

const note = (line: string, fields?: LogFields) => logged.push(JSON.stringify([line, fields ?? {}]))
const log = { ...silent, warn: note, error: note }

beforeAll(async () => {
  server = await startRedis({ durable: false })
  redis = connect(server.url) as Redis
})
beforeEach(() => {
  ;[workers, logged, counted] = [[], [], []]
  notices = createNotices({ connect: () => connect(server.url), delayMs: () => delayMs, log })
})
afterEach(async () => {
  for (const worker of workers) await worker.stop()
  await notices.close()
  await redis.flushall()
})
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

async function post(chat: string, after = 0) {
  delayMs = after
  await notices.post(inner(chat))
}

function aWorker(...outcomes: SendOutcome[]) {
  const telegram = recordingMessenger(...outcomes)
  workers.push(
    startNoticeWorker({
      connect: () => connect(server.url, { maxRetriesPerRequest: null, commandTimeout: undefined }),
      send: (sealed) => sendNotice({ opener, messengers: { telegram }, message }, sealed),
      counted: (outcome) => counted.push(outcome),
      waitsMs: [20, 30],
      log,
    }),
  )
  return telegram
}

/** The jobs that there are, in whatever state. */
const jobs = () => redis.keys(`${QUEUE}:[0-9]*`)
const isOver = () => expect.poll(jobs).toEqual([])

describe('a notice', () => {
  it('is sent once to the chat, with the same words for everybody, and leaves nothing behind', async () => {
    const telegram = aWorker()
    await post('111')
    await expect.poll(() => telegram.sent).toEqual([{ chat: '111', message }])
    await isOver()
    expect(counted).toEqual(['sent'])
    expect(logged).toEqual([])
  })

  it('is sent once however many workers there are', async () => {
    const all = [aWorker(), aWorker()]
    const chats = Array.from({ length: 20 }, (_, n) => `chat-${n}`)
    for (const chat of chats) await post(chat)
    const sent = () => all.flatMap((telegram) => telegram.sent.map(({ chat }) => chat)).sort()
    await expect.poll(sent).toEqual([...chats].sort())
    await isOver()
    expect(sent()).toHaveLength(20)
  })

  it('waits until it is due, and shows not when it was handed over', async () => {
    const before = Date.now()
    await post('later', 60_000)
    const telegram = aWorker()
    await post('now')
    await expect.poll(() => telegram.sent.map(({ chat }) => chat)).toEqual(['now'])
    await expect.poll(jobs).toHaveLength(1)
    const job = await redis.hgetall((await jobs())[0] ?? '')
    expect(Object.keys(job).sort()).toEqual(['data', 'delay', 'name', 'opts', 'priority', 'timestamp'])
    expect(Object.keys(JSON.parse(job.data ?? ''))).toEqual(['inner'])
    expect(job.timestamp).toBe('1')
    expect(Number(job.delay) + 1).toBeGreaterThanOrEqual(before + 60_000)
  })

  it('leaves no trail of the moment in which it came', async () => {
    await post('111', 60_000)
    expect(await redis.exists(`${QUEUE}:events`)).toBe(0)
  })
})

describe('a notice that does not get through', () => {
  it('arrives once the platform is back', async () => {
    const telegram = aWorker(UNKNOWN, { kind: 'retry', afterMs: 10 })
    await post('111')
    await expect.poll(() => counted).toEqual(['unknown', 'retry', 'sent'])
    await isOver()
    expect(telegram.sent).toHaveLength(3)
  })

  it('is tried again when the platform does not find the chat, which may be its own fault', async () => {
    const telegram = aWorker({ kind: 'suspect' })
    await post('111')
    await expect.poll(() => counted).toEqual(['suspect', 'sent'])
    await isOver()
    expect(telegram.sent).toHaveLength(2)
  })

  it('waits as long as the platform asks', async () => {
    const telegram = aWorker({ kind: 'retry', afterMs: 600_000 })
    await post('busy')
    await expect.poll(() => counted).toEqual(['retry'])
    await post('other')
    await expect.poll(() => telegram.sent.map(({ chat }) => chat)).toEqual(['busy', 'other'])
    // BullMQ keeps the moment times 4,096 as the score.
    const due = async () => Number((await redis.zrange(`${QUEUE}:delayed`, '0', '-1', 'WITHSCORES'))[1]) / 4096
    await expect.poll(due).toBeGreaterThan(Date.now() + 500_000)
  })

  it('is tried three times and no more when nobody knows whether it arrived', async () => {
    const telegram = aWorker(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
    await post('111')
    await expect.poll(() => logged).toEqual(['["notice given up",{}]'])
    await isOver()
    expect(telegram.sent).toHaveLength(3)
  })

  it('is dropped when the chat is gone or has blocked us', async () => {
    const telegram = aWorker({ kind: 'unreachable' })
    await post('111')
    await expect.poll(() => counted).toEqual(['unreachable'])
    await isOver()
    expect(telegram.sent).toHaveLength(1)
    expect(logged).toEqual([])
  })

  it('is for the operator when it is refused, without a word of whom it was for', async () => {
    aWorker({ kind: 'refused' })
    await post('7654321098')
    await expect.poll(() => logged).toHaveLength(1)
    await isOver()
    expect(logged[0]).toContain('notice refused')
    expect(logged[0]).not.toContain('7654321098')
  })

  it('is for the operator when it was sealed to another key, or its channel is not set up', async () => {
    expect(await sendNotice({ opener, messengers: {}, message }, inner('111'))).toEqual({ kind: 'refused' })
    const telegram = aWorker()
    await notices.post(createAddressSealer(boxKeyPair().publicKey).seal({ channel: 'telegram', chat: '111' }))
    await expect.poll(() => counted).toEqual(['refused'])
    expect(telegram.sent).toEqual([])
  })
})

describe('a queue that cannot be reached', () => {
  it('is an error for whoever hands over, and keeps nobody waiting', async () => {
    const away = createNotices({ connect: () => connect('redis://127.0.0.1:1'), delayMs: () => 0, log: silent })
    await expect(away.post(inner('111'))).rejects.toThrow()
    await away.close()
  })
})

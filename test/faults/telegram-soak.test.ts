import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keys } from '../../src/store/keys.js'
import { connect } from '../../src/store/redis.js'
import { readSecrets } from '../../src/supervisor/secrets.js'
import { type Product, startProduct } from '../support/product.js'
import { startLoad } from '../support/telegram/load.js'
import type { FakePerson } from '../support/telegram/person.js'
import { type BotApi, startBotApi } from '../support/telegram/server.js'
import { STORY } from '../support/telegram/telegram-citizen.js'

/** `npm run soak` takes 30 minutes from 5,000 chats; `npm test` a short form of the same. */
const SECONDS = Number(process.env.SOAK_SECONDS ?? 10)
const CHATS = Number(process.env.SOAK_CHATS ?? 100)
const PER_SECOND = 50
/** Caches, pools and compiled code are in place after this much of a long run. */
const WARM_UP = 0.2
const LONG = 600

/** A whole report by typed words; each of the people is at another point of it. */
const WALK = ['/bao', 'trộm cắp', STORY, 'không', 'phường an hội', 'hôm qua', 'tôi nghe kể lại', 'gửi tin', 'không']
const STEPS = [...WALK, 'tôi đã lưu mã']

let product: Product
let api: BotApi
let redis: Redis
beforeAll(async () => {
  api = await startBotApi({ keepHistory: false })
  product = await startProduct({ TELEGRAM_BOT_TOKEN: api.token, TELEGRAM_API_ROOT: api.root, LOG_LEVEL: 'warn' })
  redis = connect((await readSecrets(product.dataDir)).admin.REDIS_URL ?? '') as Redis
})
afterAll(async () => {
  redis.disconnect()
  await product.stop()
  await product.forget()
  await api.close()
})

function speak(person: FakePerson, n: number): Promise<unknown> {
  const [who, round] = [n % CHATS, Math.floor(n / CHATS)]
  return person.say(STEPS[(who + round) % STEPS.length] ?? '')
}

/** Resident memory of a process in MB. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

describe(`${PER_SECOND} updates a second from ${CHATS} chats for ${SECONDS} seconds`, () => {
  it(
    'are all answered, by one process that neither grows nor falls over',
    async () => {
      const bot = (await product.partPid('bot')) ?? 0
      const total = SECONDS * PER_SECOND
      const load = startLoad(api, { perSecond: PER_SECOND, chats: CHATS, total, act: speak })
      const samples: number[] = []
      const waiting: number[] = []
      let ended = false
      const done = load.done.finally(() => (ended = true))
      while (!ended) {
        await Promise.race([done, sleep(Math.max(1_000, SECONDS * 5))])
        samples.push(await memoryOf(bot))
        waiting.push(api.pending())
      }
      await done
      await expect.poll(() => api.pending(), { timeout: 60_000 }).toBe(0)
      expect(await product.partPid('bot'), 'the same process').toBe(bot)
      expect(api.count('sendMessage')).toBeGreaterThanOrEqual(total)
      expect(await redis.xlen(keys.reports)).toBe(await redis.zcard(keys.queue))
      expect(product.output()).not.toMatch(/unhandled|uncaught|exit/i)
      const warm = samples.slice(Math.ceil(samples.length * WARM_UP))
      const [early, late] = [warm.slice(0, warm.length / 3), warm.slice(-warm.length / 3)].map(median)
      const figures = { updates: total, reports: await redis.xlen(keys.reports), early, late, waiting: median(waiting) }
      process.stdout.write(`soak: ${JSON.stringify({ ...figures, longestWait: Math.max(...waiting) })}\n`)
      if (SECONDS >= LONG) expect(late ?? 0).toBeLessThan((early ?? 0) * 1.15)
    },
    (SECONDS + 180) * 1000,
  )
})

import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keys } from '../../src/store/keys.js'
import { type Client, connect } from '../../src/store/redis.js'
import { readSecrets } from '../../src/supervisor/secrets.js'
import { lookupId } from '../../src/vault/receipt.js'
import { PARTS, type Part, type Product, startProduct } from '../support/product.js'
import { WebCitizen } from '../support/web-citizen.js'

/** 20 rounds in `npm test`; `FAULT_ROUNDS=100 npm run test:faults` for more. */
const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 20)

let product: Product
let redis: Client
/** How long a submission takes on this machine now, so that the blow falls within it. */
let submissionMs = 0

beforeAll(async () => {
  product = await startProduct()
  // Looks on while servers come and go: it waits for them rather than give up.
  const patient = { maxRetriesPerRequest: null, commandTimeout: 30_000 }
  redis = connect((await readSecrets(product.dataDir)).admin.REDIS_URL ?? '', patient)
  submissionMs = await timeSubmission()
})
afterAll(async () => {
  redis.disconnect()
  await product.stop()
  await product.forget()
})

/** The median of five, with nothing in the way. */
async function timeSubmission(): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 5; n += 1) {
    const citizen = new WebCitizen(product.site)
    await citizen.drafts(`đo ${n}`)
    const started = performance.now()
    await citizen.press('send')
    times.push(performance.now() - started)
  }
  return times.sort((a, b) => a - b)[2] ?? 0
}

interface Round {
  readonly part: Part
  readonly told: boolean
  readonly kept: boolean
}

/** Presses "send" and kills one part with SIGKILL at a random moment of it. */
async function round(number: number): Promise<Round> {
  const part = PARTS[number % PARTS.length] ?? 'bot'
  const citizen = new WebCitizen(product.site)
  await citizen.drafts(`vòng ${number}`)
  const before = await caseIds()
  const pid = await product.partPid(part)
  const sending = citizen.press('send').catch(() => '')
  await sleep(Math.random() * submissionMs)
  if (pid) process.kill(pid, 'SIGKILL')
  await sending
  const told = citizen.receipt
  await until(async () => (await product.partPid(part)) !== undefined)
  await product.ready()
  const added = (await caseIds()).filter((id) => !before.includes(id))
  expect(added.length, 'one report at most').toBeLessThanOrEqual(1)
  for (const id of added) await expectWhole(id)
  if (told) await expectReceiptOpens(told, added[0])
  if (!told && part !== 'redis-volatile') await expectTryingAgainWorks(citizen, before)
  return { part, told: told !== undefined, kept: added.length === 1 }
}

async function caseIds(): Promise<string[]> {
  return redis.zrange(keys.queue, '0', '-1')
}

/** Entry, status, events, report, key: all of it, or the report is not there at all. */
async function expectWhole(id: string): Promise<void> {
  const parts = [keys.caseStatus(id), keys.caseEvents(id), keys.caseReport(id), keys.caseRing(id), keys.caseEntry(id)]
  for (const key of parts) expect(await redis.exists(key), key).toBe(1)
  const entry = (await redis.get(keys.caseEntry(id))) ?? ''
  expect(await redis.xrange(keys.reports, entry, entry)).toHaveLength(1)
}

async function expectReceiptOpens(receipt: string, id: string | undefined): Promise<void> {
  expect(await redis.get(keys.receipt(lookupId(receipt)))).toBe(id)
  const later = new WebCitizen(product.site)
  await later.open()
  await later.press('receipt')
  await later.type(receipt)
  expect(later.offers('refresh'), 'the receipt opens its case').toBe(true)
}

/** The draft survived, so the same report goes through now, once. */
async function expectTryingAgainWorks(citizen: WebCitizen, before: readonly string[]): Promise<void> {
  await citizen.open()
  for (let tries = 0; tries < 3 && !citizen.receipt; tries += 1) {
    await citizen.press(citizen.offers('retry') ? 'retry' : 'send').catch(() => '')
  }
  expect(citizen.receipt, citizen.text).toBeDefined()
  const added = (await caseIds()).filter((id) => !before.includes(id))
  expect(added).toHaveLength(1)
  await expectReceiptOpens(citizen.receipt ?? '', added[0])
}

async function until(what: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await what()) return
    await sleep(100)
  }
  throw new Error('never came back')
}

describe('kill -9 at a random moment of a submission', () => {
  it(`leaves each report whole with a valid receipt, or the citizen was not told: ${ROUNDS} rounds`, async () => {
    const rounds: Round[] = []
    for (let number = 0; number < ROUNDS; number += 1) rounds.push(await round(number))
    const count = (test: (round: Round) => boolean) => rounds.filter(test).length
    const told = count((r) => r.told)
    const keptUntold = count((r) => r.kept && !r.told)
    const nothing = count((r) => !r.kept && !r.told)
    console.log(
      `${ROUNDS} kills within ${submissionMs.toFixed(0)} ms: ${told} told and whole, ${keptUntold} whole but not told, ${nothing} neither; ` +
        PARTS.map((part) => `${part} ${count((r) => r.part === part)}`).join(', '),
    )
    expect(count((r) => r.told && !r.kept)).toBe(0)
  }, 1_200_000)
})

import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keys } from '../../src/store/keys.js'
import { type Client, connect } from '../../src/store/redis.js'
import { readSecrets } from '../../src/supervisor/secrets.js'
import { PARTS, type Part, startProduct } from '../support/product.js'
import { WebOfficer } from '../support/web-officer.js'
import { faultsOf, openCaseIds } from '../support/whole-case.js'
import { JOURNEYS, type Journey, prepare, type Stage } from './journeys.js'

/** 10 rounds in `npm test`; `FAULT_ROUNDS=100 npm run test:faults` for more. */
const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 10)

let stage: Stage
let redis: Client
/** How long each journey's last step takes on this machine now, so that the blow falls within it. */
const lasts: Partial<Record<Journey, number>> = {}

beforeAll(async () => {
  const product = await startProduct()
  // Looks on while servers come and go: it waits for them rather than give up.
  const patient = { maxRetriesPerRequest: null, commandTimeout: 30_000 }
  redis = connect((await readSecrets(product.dataDir)).admin.REDIS_URL ?? '', patient)
  const officer = new WebOfficer(product.console)
  await officer.setUpFirst(product)
  stage = { product, redis, officer }
  for (const journey of JOURNEYS) lasts[journey] = await timed(journey)
})
afterAll(async () => {
  redis.disconnect()
  await stage.product.stop()
  await stage.product.forget()
})

/** The median of five, with nothing in the way. */
async function timed(journey: Journey): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 5; n += 1) {
    const attempt = await prepare(stage, journey, `đo ${journey} ${n}`)
    const started = performance.now()
    await attempt.send()
    times.push(performance.now() - started)
    expect(attempt.told(), journey).toBe(true)
  }
  return times.sort((a, b) => a - b)[2] ?? 0
}

interface Round {
  readonly part: Part
  readonly journey: Journey
  readonly told: boolean
  readonly kept: boolean
  /** In words; empty when everything is whole. */
  readonly halfWritten: readonly string[]
}

/** Sends, and kills one part with SIGKILL at a random moment of it. */
async function round(number: number): Promise<Round> {
  const part = PARTS[number % PARTS.length] ?? 'bot'
  // Five parts and four journeys: each pair comes up once in twenty rounds.
  const journey = JOURNEYS[number % JOURNEYS.length] ?? 'report'
  const attempt = await prepare(stage, journey, `vòng ${number}`)
  const pid = await stage.product.partPid(part)
  const sending = attempt.send().catch(() => undefined)
  await sleep(Math.random() * (lasts[journey] ?? 0))
  if (pid) process.kill(pid, 'SIGKILL')
  await sending
  const told = attempt.told()
  await recovered(part, pid)
  const kept = await attempt.kept()
  const id = await attempt.caseId()
  const halfWritten = id ? await faultsOf(redis, id) : []
  const what = `${journey}, ${part}`
  expect(kept, `${what}: once at most`).toBeLessThanOrEqual(1)
  if (!told) await attempt.again(part === 'redis-volatile')
  const mayBeLost = part === 'redis-volatile' && (journey === 'report' || journey === 'addition')
  if (!mayBeLost) expect(await attempt.kept(), `${what}: once after trying again`).toBe(1)
  if (!mayBeLost && part !== 'redis-volatile') expect(attempt.told(), `${what}: told in the end`).toBe(true)
  return { part, journey, told, kept: kept === 1, halfWritten }
}

async function recovered(part: Part, pid: number | undefined): Promise<void> {
  const { product, officer } = stage
  await until(async () => ![undefined, pid].includes(await product.partPid(part)))
  await product.ready()
  if (part === 'redis-volatile') await signInAnew(officer)
}

/** A code works once, and the test does not wait for the next. */
async function signInAnew(officer: WebOfficer): Promise<void> {
  await redis.del(keys.officerTotp)
  await officer.signIn()
}

async function until(what: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await what()) return
    await sleep(100)
  }
  throw new Error('never came back')
}

describe('kill -9 at a random moment of a report, an answer, an addition or a note', () => {
  it(`leaves it whole, and who was told can rely on it: ${ROUNDS} rounds`, async () => {
    const rounds: Round[] = []
    for (let number = 0; number < ROUNDS; number += 1) rounds.push(await round(number))
    for (const of of [undefined, ...JOURNEYS]) console.log(line(rounds, of))
    expect(rounds.filter((r) => r.told && !r.kept)).toEqual([])
    expect(rounds.filter((r) => r.halfWritten.length > 0)).toEqual([])
    for (const id of await openCaseIds(redis)) expect(await faultsOf(redis, id), id).toEqual([])
    expect(await stage.product.admin('audit verify')).toMatchObject({ code: 0 })
  }, 1_800_000)
})

/** The counts of all rounds, or of one journey. */
function line(all: readonly Round[], journey?: Journey): string {
  const rounds = journey ? all.filter((r) => r.journey === journey) : all
  const count = (test: (round: Round) => boolean) => rounds.filter(test).length
  const counts = [
    `${count((r) => r.told && r.kept)} told and whole`,
    `${count((r) => r.kept && !r.told)} whole but not told`,
    `${count((r) => !r.kept && !r.told)} neither`,
    `${count((r) => r.told && !r.kept)} told but lost`,
    `${count((r) => r.halfWritten.length > 0)} half-written`,
  ]
  const parts = PARTS.map((part) => `${part} ${count((r) => r.part === part)}`)
  return `${rounds.length} kills (${journey ?? 'all'}): ${counts.join(', ')}; ${parts.join(', ')}`
}

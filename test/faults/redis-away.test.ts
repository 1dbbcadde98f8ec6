import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Queue } from 'bullmq'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JOBS } from '../../src/delivery/jobs.js'
import { keys } from '../../src/store/keys.js'
import { type Client, connect } from '../../src/store/redis.js'
import { startProduct } from '../support/product.js'
import { startRedis, type TestRedis } from '../support/redis.js'
import { WebOfficer } from '../support/web-officer.js'
import { faultsOf, openCaseIds } from '../support/whole-case.js'
import { aNoteTaker, aReporter, aTeller, type Person } from './away-people.js'
import { type Attempt, JOURNEYS, prepare, type Stage } from './journeys.js'

/** 5 in `npm test`; a minute in `npm run test:away`. */
const AWAY_SECONDS = Number(process.env.AWAY_SECONDS ?? 5)
/** How often a server is stopped just while everybody is sending. */
const STOPS = AWAY_SECONDS > 5 ? 10 : 1
/** Nobody waits longer than this for an answer. */
const PATIENCE_MS = 15_000

type Which = 'durable' | 'volatile'

const folders: string[] = []
const servers: Partial<Record<Which, TestRedis>> = {}
let stage: Stage
let redis: Client
let queue: Queue
let pids: (number | undefined)[]

beforeAll(async () => {
  for (const which of ['durable', 'volatile'] as const) {
    const dir = await mkdtemp(join(tmpdir(), `hom-thu-away-${which}-`))
    folders.push(dir)
    servers[which] = await startRedis({ durable: which === 'durable', dir })
  }
  const urls = { REDIS_URL: servers.durable?.url ?? '', REDIS_VOLATILE_URL: servers.volatile?.url ?? '' }
  const product = await startProduct(urls)
  const patient = { maxRetriesPerRequest: null, commandTimeout: undefined }
  redis = connect(urls.REDIS_URL, patient)
  queue = new Queue(JOBS.queue, { connection: redis, prefix: JOBS.prefix })
  queue.on('error', () => undefined)
  const officer = new WebOfficer(product.console)
  await officer.setUpFirst(product)
  stage = { product, redis, officer }
  pids = await ourPids()
})
afterAll(async () => {
  await stage.product.stop()
  redis.disconnect()
  for (const server of Object.values(servers)) await server.stop()
  for (const folder of [stage.product.dataDir, ...folders]) await rm(folder, { recursive: true, force: true })
})

function ourPids(): Promise<(number | undefined)[]> {
  return Promise.all((['bot', 'console', 'worker'] as const).map((part) => stage.product.partPid(part)))
}

/** Takes a server away; the answer brings it back. */
const TAKE_AWAY: Record<'stopped' | 'down', (which: Which) => Promise<() => Promise<void>>> = {
  async stopped(which) {
    const pid = servers[which]?.pid ?? 0
    process.kill(pid, 'SIGSTOP')
    return async () => void process.kill(pid, 'SIGCONT')
  },
  async down(which) {
    const dir = servers[which]?.dir ?? ''
    await servers[which]?.kill()
    return async () => {
      servers[which] = await startRedis({ durable: which === 'durable', dir })
    }
  },
}

interface Seen {
  readonly answers: number
  readonly longestMs: number
}

/** Tries until the time is over: every answer comes in time, asks to wait, and tells nobody that it is kept. */
async function triesInVain(person: Person, until: number): Promise<Seen> {
  let [answers, longestMs] = [0, 0]
  while (Date.now() < until) {
    const answer = await person.tries()
    expect(person.told(), `${person.who} is not told`).toBe(false)
    expect(person.isAskedToWait(answer), `${person.who}: ${answer.status} ${answer.page.slice(-1500)}`).toBe(true)
    expect(answer.ms, `${person.who} waits`).toBeLessThan(PATIENCE_MS)
    answers += 1
    longestMs = Math.max(longestMs, answer.ms)
    await sleep(200)
  }
  return { answers, longestMs }
}

async function isReady(): Promise<number[]> {
  const urls = [stage.product.site, stage.product.console].map((url) => `${url}/readyz`)
  return Promise.all(urls.map(async (url) => (await fetch(url)).status))
}

/** What everybody does while it is away, and how long it takes until the probes see it again. */
async function while_(people: readonly Person[], which: Which, how: 'stopped' | 'down'): Promise<string> {
  const bringBack = await TAKE_AWAY[how](which)
  const until = Date.now() + AWAY_SECONDS * 1_000
  const [statuses, ...seen] = await Promise.all([isReady(), ...people.map((person) => triesInVain(person, until))])
  expect(statuses).toEqual([503, 503])
  await sleep(Math.max(0, until - Date.now()))
  await bringBack()
  const back = Date.now()
  await expect.poll(isReady, { timeout: PATIENCE_MS }).toEqual([200, 200])
  const answers = seen.reduce((sum, one) => sum + one.answers, 0)
  const longest = Math.max(...seen.map((one) => one.longestMs))
  return `${answers} answers asked to wait, the slowest after ${(longest / 1000).toFixed(1)} s; ready ${((Date.now() - back) / 1000).toFixed(1)} s after it was back`
}

/** The same thing once more, a few times at most; told, it is kept exactly once. */
async function getsThrough(person: Person): Promise<void> {
  for (let tries = 0; tries < 5 && !person.told(); tries += 1) await person.tries()
  expect(person.told(), `${person.who} is told in the end`).toBe(true)
  expect(await person.kept(), `${person.who}: kept once`).toBe(1)
}

async function everythingIsWhole(): Promise<number> {
  const job = await queue.add(JOBS.clocks.name, {}, { removeOnComplete: false })
  await expect.poll(() => job.getState(), { timeout: 30_000 }).toBe('completed')
  expect(await ourPids(), 'no process of ours was started again').toEqual(pids)
  const ids = await openCaseIds(redis)
  for (const id of ids) expect(await faultsOf(redis, id), id).toEqual([])
  const { code, output } = await stage.product.admin('audit verify')
  expect(code, output).toBe(0)
  return ids.length
}

/** One after the other, the reporter last: their report is what comes to the queue after this. */
async function everybody(words: string): Promise<[Person, Person, Person]> {
  const [teller, officer] = [await aTeller(stage, words), await aNoteTaker(stage, words)]
  return [teller, officer, await aReporter(stage, words)]
}

describe(`a Redis that is away for ${AWAY_SECONDS} seconds in the middle of everything`, () => {
  it.each([
    ['durable', 'stopped'],
    ['durable', 'down'],
    ['volatile', 'stopped'],
  ] as const)(
    '%s and %s: nobody is told what is not kept, and all goes through afterwards, once',
    async (which, how) => {
      const people = await everybody(`${which} ${how}`)
      const report = await while_(people, which, how)
      for (const person of people) await getsThrough(person)
      console.log(`${which} Redis ${how} for ${AWAY_SECONDS} s: ${report}; ${await everythingIsWhole()} cases whole`)
    },
    240_000,
  )

  it('volatile and down: who was writing begins again and hears so, and what was kept stays', async () => {
    const people = await everybody('volatile down')
    const [teller, officer, reporter] = people
    const report = await while_(people, 'volatile', 'down')
    for (const citizen of [reporter, teller]) {
      expect((await citizen.tries())?.status, 'the conversation is over, and the page says so').toBe(403)
      expect(await citizen.kept()).toBe(0)
    }
    const refused = await officer.tries()
    expect(refused.status, 'the officer has to sign in again').toBe(401)
    expect(refused.page, 'the note is still there').toContain('volatile down')
    await redis.del(keys.officerTotp)
    await stage.officer.signIn()
    for (const person of await everybody('volatile, anew')) await getsThrough(person)
    console.log(`volatile Redis down for ${AWAY_SECONDS} s: ${report}; ${await everythingIsWhole()} cases whole`)
  }, 240_000)
})

describe('a Redis that stops just while everybody is sending', () => {
  /** The report last: what comes to the queue after it was prepared is that one. */
  async function attempts(words: string): Promise<Attempt[]> {
    const made: Attempt[] = []
    for (const journey of JOURNEYS.toReversed()) made.push(await prepare(stage, journey, words))
    return made
  }

  /** How long until the answer; whoever waits in vain for 15 seconds has none. */
  async function sendSoon(attempt: Attempt): Promise<number> {
    await sleep(Math.random() * 50)
    const started = performance.now()
    await attempt.send()
    return performance.now() - started
  }

  async function stopOnce(which: Which, number: number) {
    const all = await attempts(`${which} ${number}`)
    const sending = Promise.all(all.map(sendSoon))
    await sleep(Math.random() * 50)
    const bringBack = await TAKE_AWAY.stopped(which)
    const waits = await sending.finally(bringBack)
    const told = all.map((attempt) => attempt.told())
    await expect.poll(isReady, { timeout: PATIENCE_MS }).toEqual([200, 200])
    for (const attempt of all) {
      if (attempt.told()) expect(await attempt.kept(), 'told, so kept').toBe(1)
      else await attempt.again(false)
      expect(attempt.told(), 'told in the end').toBe(true)
      expect(await attempt.kept(), 'kept once').toBe(1)
    }
    return { told: told.filter(Boolean).length, untold: told.filter((one) => !one).length, longest: Math.max(...waits) }
  }

  it.each(['durable', 'volatile'] as const)(
    '%s: everybody has an answer in time, and each thing is kept once',
    async (which) => {
      const stops: Awaited<ReturnType<typeof stopOnce>>[] = []
      for (let number = 0; number < STOPS; number += 1) stops.push(await stopOnce(which, number))
      const sum = (name: 'told' | 'untold') => stops.reduce((total, stop) => total + stop[name], 0)
      const longest = Math.max(...stops.map((stop) => stop.longest)) / 1000
      console.log(
        `${which} Redis stopped ${STOPS} times while four were sending: ${sum('told')} told at once, ${sum('untold')} after trying again, the slowest answer after ${longest.toFixed(1)} s; ${await everythingIsWhole()} cases whole`,
      )
    },
    600_000,
  )
})

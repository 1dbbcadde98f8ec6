import { Queue } from 'bullmq'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JOBS } from '../../src/delivery/jobs.js'
import { keys } from '../../src/store/keys.js'
import { type Client, connect } from '../../src/store/redis.js'
import { unixUrl } from '../../src/supervisor/redis-url.js'
import { readSecrets } from '../../src/supervisor/secrets.js'
import { lookupId } from '../../src/vault/receipt.js'
import { sessionFrom } from '../../src/vault/session.js'
import { type Answer, wordsOf } from '../support/plain-browser.js'
import { type Product, startProduct } from '../support/product.js'
import { RoamingCitizen } from '../support/roaming-citizen.js'
import { WebOfficer } from '../support/web-officer.js'
import { countEvents, faultsOf, openCaseIds } from '../support/whole-case.js'

let product: Product
let redis: Client
/** As the bot sees it: sessions by their name. */
let volatile: Client
/** As the worker connects: waits for jobs without a limit. */
let jobs: Client
let lead: WebOfficer
let duty: WebOfficer

beforeAll(async () => {
  product = await startProduct({ BOT_PROCESSES: '2', CONSOLE_PROCESSES: '2', WORKER_PROCESSES: '2' })
  const { admin, bot } = await readSecrets(product.dataDir)
  redis = connect(admin.REDIS_URL ?? '')
  jobs = connect(admin.REDIS_URL ?? '', { maxRetriesPerRequest: null, commandTimeout: undefined })
  const socket = /unix:([^?]+)/.exec(admin.REDIS_VOLATILE_URL ?? '')?.[1] ?? ''
  volatile = connect(unixUrl(socket, { name: 'bot', password: bot.REDIS_PASSWORD ?? '' }))
  ;[lead, duty] = product.consoles.map((url) => new WebOfficer(url)) as [WebOfficer, WebOfficer]
  await lead.setUpFirst(product)
  await lead.admits(duty, 'duty')
  await redis.del(keys.officerTotp)
  await duty.signIn()
})
afterAll(async () => {
  for (const client of [redis, jobs, volatile]) client.disconnect()
  await product.stop()
  await product.forget()
})

const both = <T>(send: (site: string) => Promise<T>) => Promise.all(product.sites.map(send))

async function versionOf(citizen: RoamingCitizen): Promise<number> {
  return Number(await volatile.hget(keys.session(sessionFrom(citizen.token, 'citizen').id), 'v'))
}

async function addedBy(act: () => Promise<unknown>): Promise<string[]> {
  const before = await openCaseIds(redis)
  await act()
  return (await openCaseIds(redis)).filter((id) => !before.includes(id))
}

async function aReport(text: string): Promise<string> {
  const citizen = new RoamingCitizen(product.sites)
  await citizen.drafts(text)
  const [id = ''] = await addedBy(() => citizen.press('send'))
  return id
}

describe('two bots', () => {
  it('hold one conversation, whichever of them each turn goes to', async () => {
    const citizen = new RoamingCitizen(product.sites)
    await citizen.drafts('Hai máy cùng nghe một chuyện.')
    expect(await addedBy(() => citizen.press('send'))).toHaveLength(1)
    const receipt = citizen.receipt ?? ''
    const id = await redis.get(keys.receipt(lookupId(receipt)))
    expect(await faultsOf(redis, id ?? '')).toEqual([])
    await citizen.press('saved')
    await citizen.press('receipt')
    await citizen.post({ text: receipt })
    expect(citizen.offers('refresh'), 'the receipt opens its case at either').toBe(true)
  })

  it('handle a turn that reaches both at the same moment once', async () => {
    for (let n = 0; n < 10; n += 1) {
      const citizen = new RoamingCitizen(product.sites)
      await citizen.press('report')
      await citizen.press('drugs')
      const [turn, before] = [await citizen.turn(), await versionOf(citizen)]
      const answers = await both((site) => citizen.postTo(site, { turn, text: `Chỉ một lần ${n}.` }))
      expect(answers.map(({ status }) => status)).toEqual([303, 303])
      expect(await versionOf(citizen)).toBe(before + 1)
      await citizen.open()
      expect(wordsOf(citizen.page).split(`Chỉ một lần ${n}.`)).toHaveLength(2)
      expect(citizen.offers('unsure'), 'the next question, not the one after').toBe(true)
    }
  })

  it('take twenty turns of one visitor at once one after the other, each once', async () => {
    const citizen = new RoamingCitizen(product.sites)
    await citizen.tells('Hai mươi câu một lúc.')
    const turns: string[] = []
    for (let n = 0; n < 20; n += 1) turns.push(await citizen.turn())
    const before = await versionOf(citizen)
    const sendAll = () =>
      Promise.all(
        turns.map((turn, n) =>
          citizen.postTo(product.sites[n % 2] ?? '', { turn, text: `không phải câu trả lời ${n}` }),
        ),
      )
    expect((await sendAll()).map(({ status }) => status)).toEqual(Array(20).fill(303))
    expect(await versionOf(citizen)).toBe(before + 20)
    await sendAll()
    expect(await versionOf(citizen), 'sent again, they change nothing').toBe(before + 20)
    await citizen.open()
    expect(citizen.offers('unsure'), 'the question still stands').toBe(true)
  })

  it.each([
    ['the same page', true],
    ['two tabs', false],
  ])('give one report and one receipt when "send" is pressed at both at once: %s', async (_, same) => {
    for (let n = 0; n < 10; n += 1) {
      const citizen = new RoamingCitizen(product.sites)
      await citizen.drafts(`Gửi hai nơi ${n}.`)
      const first = await citizen.turn()
      const turns = [first, same ? first : await citizen.turn()]
      const added = await addedBy(() =>
        Promise.all(turns.map((turn, at) => citizen.postTo(product.sites[at] ?? '', { turn, choice: 'send' }))),
      )
      expect(added).toHaveLength(1)
      for (const site of product.sites) {
        await citizen.open(site)
        expect(await redis.get(keys.receipt(lookupId(citizen.receipt ?? '')))).toBe(added[0])
      }
    }
  })

  it('need not both live: a conversation goes on while one is killed, and after it is back', async () => {
    const citizen = new RoamingCitizen(product.sites)
    await citizen.tells('Một máy ngã thì máy kia nghe tiếp.')
    const pid = await product.partPid('bot-2')
    if (pid) process.kill(pid, 'SIGKILL')
    const [alive = ''] = product.sites
    for (const choice of ['no', 'p-an-hoi', 'yesterday']) {
      await citizen.open(alive)
      const turn = /name="turn" value="([^"]+)"/.exec(citizen.page)?.[1] ?? ''
      expect((await citizen.postTo(alive, { turn, choice })).status).toBe(303)
    }
    await product.ready()
    expect(product.output()).toContain('bot-2 ended by SIGKILL and is started again')
    await citizen.open()
    await citizen.press('saw')
    expect(await addedBy(() => citizen.press('send'))).toHaveLength(1)
    expect(citizen.receipt).toBeDefined()
  })
})

describe('two consoles', () => {
  it('know an officer who signed in at the other, and take forms that the other drew', async () => {
    const [first = '', second = ''] = product.consoles
    const id = await aReport('Ký ở máy một, gửi ở máy hai.')
    const form = await lead.at(first).formOf(id)
    lead.at(second)
    expect((await lead.see('/')).status).toBe(200)
    expect((await lead.act(id, 'note', { ...form, _csrf: 'x'.repeat(43), text: 'giả' })).status).toBe(403)
    expect((await lead.act(id, 'note', { ...form, text: 'ghi ở máy hai' })).location).toBe(`/vu/${id}?da=note`)
    expect(wordsOf((await lead.at(first).see(`/vu/${id}`)).page)).toContain('ghi ở máy hai')
  })

  it('let exactly one of two officers claim a report at the same moment', async () => {
    const winners = { lead: 0, duty: 0 }
    for (let n = 0; n < 20; n += 1) {
      const id = await aReport(`Hai người cùng nhận ${n}.`)
      const officers = [lead.at(product.consoles[n % 2] ?? ''), duty.at(product.consoles[(n + 1) % 2] ?? '')]
      const forms = await Promise.all(officers.map((officer) => officer.formOf(id)))
      const claims = officers.map((officer, at) => officer.act(id, 'claim', forms[at] ?? {}))
      const [byLead, byDuty] = (await Promise.all(claims)) as [Answer, Answer]
      expect([byLead.status, byDuty.status].sort()).toEqual([303, 409])
      winners[byLead.status === 303 ? 'lead' : 'duty'] += 1
      expect(await countEvents(redis, id, 'claimed')).toBe(1)
    }
    console.log(
      `20 reports claimed by two at once: ${winners.lead} went to the lead, ${winners.duty} to the duty officer`,
    )
  })
})

describe('two workers', () => {
  /** As if it had come in two days ago and nobody had looked. */
  async function makeLate(id: string): Promise<void> {
    const status = (await redis.get(keys.caseStatus(id))) ?? ''
    const { receivedAt } = JSON.parse(status) as { receivedAt: string }
    const before = new Date(Date.parse(receivedAt) - 2 * 86_400_000).toISOString()
    const older = (text: string) => text.replaceAll(receivedAt, before)
    await redis.set(keys.caseStatus(id), older(status))
    await redis.lset(keys.caseEvents(id), 0, older((await redis.lindex(keys.caseEvents(id), 0)) ?? ''))
  }

  it('mark what is late once, however many clock jobs run at the same time', async () => {
    const queue = new Queue(JOBS.queue, { connection: jobs, prefix: JOBS.prefix })
    const ids: string[] = []
    for (let n = 0; n < 10; n += 1) ids.push(await aReport(`Để lâu ${n}.`))
    for (const id of ids) await makeLate(id)
    const opts = { removeOnComplete: false }
    await queue.addBulk(Array.from({ length: 20 }, () => ({ name: JOBS.clocks.name, data: {}, opts })))
    await expect.poll(() => queue.getCompletedCount(), { timeout: 20_000 }).toBe(20)
    for (const id of ids) expect(await countEvents(redis, id, 'overdue'), id).toBe(1)
    expect(await queue.getFailedCount()).toBe(0)
  })

  it('share one timetable: one job of each kind waits for its time, and no minute had two clock jobs', async () => {
    const queue = new Queue(JOBS.queue, { connection: jobs, prefix: JOBS.prefix })
    expect((await queue.getJobSchedulers()).map(({ key }) => key).sort()).toEqual(['clocks', 'sweep'])
    expect((await queue.getDelayed()).map(({ name }) => name).sort()).toEqual(['clocks', 'sweep'])
    const events = await jobs.xrange(queue.toKey('events'), '-', '+')
    const done = events.map(([, fields]) => fields.join(' ')).filter((text) => text.includes('event completed'))
    const minutes = done.flatMap((text) => /jobId repeat:clocks:(\d+)/.exec(text)?.[1] ?? [])
    expect(new Set(minutes.map((at) => Math.floor(Number(at) / JOBS.clocks.everyMs))).size).toBe(minutes.length)
    console.log(`two workers: ${minutes.length} clock jobs by the timetable, one at most in each minute`)
  })
})

it('afterwards every case is whole, and so is the audit chain', async () => {
  const ids = await openCaseIds(redis)
  for (const id of ids) expect(await faultsOf(redis, id), id).toEqual([])
  const { code, output } = await product.admin('audit verify')
  expect(code, output).toBe(0)
  console.log(`two bots, two consoles, two workers: ${ids.length} cases whole; ${output.trim()}`)
})

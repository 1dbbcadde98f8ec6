import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDemo } from '../../src/bin/make-demo.js'
import { presentCode } from '../../src/demo/codes.js'
import type { CaseStatus } from '../../src/domain/cases/status.js'
import type { Demo } from '../../src/supervisor/demo.js'
import { auditFaults } from '../../src/vault/audit-link.js'
import { freshRedis } from '../support/redis.js'
import { aCitizen, aWorld, type World } from '../support/world.js'

let servers: Awaited<ReturnType<typeof freshRedis>>
let world: World
let demo: Demo

beforeAll(async () => {
  servers = await freshRedis()
  const urls = { REDIS_URL: servers.durable.url, REDIS_VOLATILE_URL: servers.volatile.url }
  world = await aWorld({ durable: urls.REDIS_URL, volatile: urls.REDIS_VOLATILE_URL })
  const { dataDir, first } = world
  demo = await makeDemo({ dataDir, first, allowVolatile: false, url: (_, name) => urls[name] })
})
afterAll(async () => {
  await world.stop()
  await servers.stop()
})

const officer = (login: string) => {
  const found = demo.officers.find((one) => one.login === login)
  if (!found) throw new Error(`nobody is called ${login}`)
  return found
}

async function signIn(login: string) {
  const { password, totpSecret } = officer(login)
  const totp = presentCode(totpSecret, world.now()).code
  const result = await world.api.signIn({ login, password, totp, source: 'desk' })
  if (result.kind !== 'signed-in') throw new Error(result.kind)
  return result.actor
}

describe('a made-up place', () => {
  it('lets every demo officer in with the password and the code that are shown', async () => {
    expect(demo.officers.map(({ login, role }) => `${login} ${role}`)).toEqual(['lan duty', 'hoa lead', 'lead lead'])
    for (const { login } of demo.officers) expect((await signIn(login)).login).toBe(login)
  })

  it('has a queue in which everything occurs', async () => {
    const [general, restricted, closed] = await Promise.all([
      world.cases.queue('general', 100),
      world.cases.queue('restricted', 100),
      world.cases.closed('general', 100),
    ])
    expect(general.length + restricted.length + closed.length).toBeGreaterThanOrEqual(24)
    expect(restricted).toHaveLength(2)
    const some = (what: (status: CaseStatus) => boolean) => general.filter(what).length
    expect(some(({ overdue }) => overdue)).toBe(1)
    expect(some(({ disputed }) => disputed)).toBe(1)
    expect(some(({ withdrawal }) => withdrawal !== null)).toBe(1)
    expect(some(({ state }) => state.name === 'claimed')).toBeGreaterThan(3)
    expect(some(({ openQuestion }) => openQuestion !== null)).toBeGreaterThan(0)
    expect(some(({ unread }) => unread > 0)).toBeGreaterThan(0)
    expect(some(({ urgency }) => urgency === 'urgent')).toBeGreaterThan(1)
  })

  it('opens for its officers, signed, each report with the words that were made up', async () => {
    const lead = await (async () => {
      world.time.offset += 60_000
      return signIn('hoa')
    })()
    for (const { id } of [
      ...(await world.cases.queue('general', 100)),
      ...(await world.cases.queue('restricted', 100)),
    ]) {
      const page = await world.api.openCase(lead, id)
      expect(page?.signed).toBe(true)
      expect(page?.content?.text.length).toBeGreaterThan(20)
      expect(page?.entries.filter(({ unreadable }) => unreadable)).toEqual([])
    }
  })

  it('has an audit chain that is whole and runs forward', async () => {
    const entries = await world.audit.entries(0, 10_000)
    expect(entries.length).toBeGreaterThan(50)
    expect(auditFaults(entries, [])).toEqual([])
    const moments = entries.map(({ at }) => at)
    expect(moments).toEqual([...moments].sort())
  })

  it('shows with a receipt what it promises', async () => {
    const opened = await Promise.all(
      demo.receipts.map(async ({ receipt, show }) => {
        const citizen = aCitizen(world)
        await citizen.press('receipt')
        const { state } = await citizen.type(receipt)
        if (state.step !== 'case') throw new Error(state.step)
        return [show, state.view.question !== null, state.view.state]
      }),
    )
    expect(opened).toEqual([
      ['closed', false, 'closed'],
      ['question', true, 'claimed'],
    ])
  })
})

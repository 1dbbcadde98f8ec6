import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/app/console-api.js'
import { writeCase } from '../../src/app/write-case.js'
import { keys } from '../../src/store/keys.js'
import { inChat, reportsFromChat } from '../support/chat-citizen.js'
import { useWorld } from '../support/use-world.js'
import { aCitizen, anOfficer, firstLead } from '../support/world.js'

const world = useWorld()
const DAY = 24 * 3_600_000
const ASK = { type: 'ask', text: 'Lúc mấy giờ?' } as const
let [lead, duty] = [] as unknown as [Actor, Actor]

beforeAll(async () => {
  lead = await firstLead(world())
  duty = await anOfficer(world(), lead, 'an', 'duty')
})
beforeEach(() => {
  world().posted.length = 0
  world().time.offset = 60_000
})

const stored = (id: string) => world().redis.get(keys.caseAddress(id))
const keyOf = (sealed: string | null) => sealed?.split('.')[1]

async function claimed() {
  const found = await reportsFromChat(world(), '7654321098')
  expect(await stored(found.id)).not.toBeNull()
  expect(await world().api.act(duty, found.id, { type: 'claim' })).toBe('done')
  return found
}

/** Comes back to the case in the chat. */
async function returns(receipt: string, effects = world().effects) {
  const citizen = aCitizen(inChat(world(), '7654321098', effects))
  await citizen.press('receipt')
  await citizen.type(receipt)
  return citizen
}

describe('where to tell somebody is erased', () => {
  it.each([
    ['with words', 'Cảm ơn bà con.', 1],
    ['without', '', 0],
  ])('when the case is closed %s, in the same step', async (_, reply, notices) => {
    const { id } = await claimed()
    const close = { type: 'close', outcome: 'not-enough', note: 'chưa đủ', reply } as const
    expect(await world().api.act(duty, id, close)).toBe('done')
    expect(await stored(id)).toBeNull()
    expect(world().posted).toHaveLength(notices)
  })

  it('when a lead confirms a withdrawal', async () => {
    const { id, receipt } = await claimed()
    await writeCase(world().effects, receipt, { kind: 'withdraw', id: `w-${id}` })
    expect(await stored(id)).not.toBeNull()
    expect(await world().api.act(lead, id, { type: 'confirm-withdrawal' })).toBe('done')
    expect(await stored(id)).toBeNull()
  })

  it('when a withdrawal takes effect by itself', async () => {
    const { id, receipt } = await claimed()
    await writeCase(world().effects, receipt, { kind: 'withdraw', id: `w-${id}` })
    world().time.offset += 8 * DAY
    await world().clocks()
    expect((await world().cases.status(id))?.state.name).toBe('withdrawn')
    expect(await stored(id)).toBeNull()
  })

  it('by the store itself once the report is ninety days old', async () => {
    world().time.offset = -91 * DAY
    const { id } = await reportsFromChat(world(), '7654321098')
    expect(await stored(id)).toBeNull()
    expect(await world().api.act(duty, id, { type: 'claim' })).toBe('done')
    expect(await world().api.act(duty, id, ASK)).toBe('done')
    expect(world().posted).toEqual([])
  })
})

describe('“Đừng báo cho tôi nữa”', () => {
  it('leaves a dummy of the same length under the same key, until the same day', async () => {
    const { id, receipt } = await claimed()
    const [before, ends] = [await stored(id), await world().redis.call('PEXPIRETIME', keys.caseAddress(id))]
    const leaver = await anOfficer(world(), lead, 'roi', 'duty')
    expect(await world().api.disable(lead, leaver.officerId)).toBe('done')
    const said = await (await returns(receipt)).press('no-notice')
    expect(said.replies.map(({ key }) => key)).toEqual(['receipt.saved.no-notice', 'status.claimed'])
    const after = await stored(id)
    expect(after).not.toBe(before)
    expect(after).toHaveLength(before?.length ?? 0)
    expect(keyOf(after)).toBe(keyOf(before))
    expect(await world().redis.call('PEXPIRETIME', keys.caseAddress(id))).toBe(ends)
    expect(await world().api.act(duty, id, ASK)).toBe('done')
    expect(world().posted).toEqual([])
  })

  it('adds nothing to the case, so that nobody sees that it was asked', async () => {
    const { id, receipt } = await claimed()
    const events = await world().cases.events(id)
    await (await returns(receipt)).press('no-notice')
    expect(await world().cases.events(id)).toEqual(events)
  })

  it('says that it is not done while the store cannot be reached, and is done on the next try', async () => {
    const { id, receipt } = await claimed()
    const before = await stored(id)
    let away = true
    const addresses = {
      ...world().addresses,
      replace: async (caseId: string, dummy: string) => {
        if (away) throw new Error('away')
        await world().addresses.replace(caseId, dummy)
      },
    }
    const citizen = await returns(receipt, { ...world().effects, addresses })
    const failed = await citizen.press('no-notice')
    expect(failed.replies.map(({ key }) => key)).toEqual(['receipt.notSaved'])
    expect(await stored(id)).toBe(before)
    away = false
    const done = await citizen.press('retry')
    expect(done.replies[0]?.key).toBe('receipt.saved.no-notice')
    expect(await stored(id)).not.toBe(before)
  })

  it('brings nothing back where there is nothing any more', async () => {
    const { id, receipt } = await claimed()
    const citizen = await returns(receipt)
    expect(await world().api.act(duty, id, { type: 'close', outcome: 'spam', note: 'x', reply: '' })).toBe('done')
    const said = await citizen.press('no-notice')
    expect(said.replies.map(({ key }) => key)).toEqual(['receipt.saved.no-notice', 'status.closed.spam'])
    await world().addresses.replace(id, 'dummy')
    expect(await stored(id)).toBeNull()
  })
})

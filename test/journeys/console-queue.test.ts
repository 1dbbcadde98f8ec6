import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/app/console-api.js'
import { NO_FILTER } from '../../src/domain/cases/queue-filter.js'
import { lookupId } from '../../src/vault/receipt.js'
import { useWorld } from '../support/use-world.js'
import { aCitizen, anOfficer, firstLead, reports } from '../support/world.js'

const world = useWorld()
let lead: Actor
let duty: Actor
let colleague: Actor

beforeAll(async () => {
  lead = await firstLead(world())
  duty = await anOfficer(world(), lead, 'an', 'duty')
  colleague = await anOfficer(world(), lead, 'binh', 'duty')
})

async function aReport(text: string): Promise<{ id: string; receipt: string }> {
  const { receipt } = await reports(world(), text)
  const id = await world().reports.caseOfReceipt(lookupId(receipt))
  if (!id) throw new Error('no such case')
  return { id, receipt }
}

async function holds(actor: Actor, text: string) {
  const made = await aReport(text)
  expect(await world().api.act(actor, made.id, { type: 'claim' })).toBe('done')
  return made
}

/** The citizen comes back with the receipt. */
async function comesBack(receipt: string) {
  const citizen = aCitizen(world())
  await citizen.press('receipt')
  await citizen.type(receipt)
  return citizen
}

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)

describe('the queue of a real store', () => {
  it('shows what fits, and counts what it leaves out', async () => {
    const mine = await holds(duty, 'tin của tôi')
    const theirs = await holds(colleague, 'tin của đồng nghiệp')
    const waiting = await aReport('tin chờ nhận')
    const queue = (filter: Partial<typeof NO_FILTER>) =>
      world().api.queue(duty, { filter: { ...NO_FILTER, ...filter } })
    const all = (await world().api.queue(duty)).all.general
    const own = await queue({ holder: 'mine' })
    expect(idsOf(own.general)).toContain(mine.id)
    expect(idsOf(own.general)).not.toContain(theirs.id)
    expect(own).toMatchObject({ totals: { general: own.general.length }, all: { general: all } })
    expect(idsOf((await queue({ holder: 'others' })).general)).toContain(theirs.id)
    expect(idsOf((await queue({ holder: 'nobody', area: 'p-an-hoi', category: 'drugs' })).general)).toContain(
      waiting.id,
    )
    expect((await queue({ category: 'theft' })).general).toEqual([])
    expect((await queue({ age: 'today' })).general).toHaveLength(all)
    expect((await queue({ age: 'older' })).general).toEqual([])
  })

  it('says how many late reports a filter hides', async () => {
    await aReport('tin sẽ trễ')
    world().time.offset += 25 * 3_600_000
    const { hidden, general } = await world().api.queue(duty, { filter: { ...NO_FILTER, holder: 'mine' } })
    expect(hidden.general).toBeGreaterThan(0)
    expect(general.every(({ firstLookAt }) => firstLookAt !== null)).toBe(true)
    expect((await world().api.queue(duty)).hidden).toEqual({ general: 0, restricted: 0 })
  })

  it('finds where the citizen has written', async () => {
    const { id, receipt } = await holds(duty, 'tin được viết thêm')
    const citizen = await comesBack(receipt)
    await citizen.press('add')
    await citizen.type('Tôi vừa thấy thêm một chiếc xe.')
    const { general } = await world().api.queue(duty, { filter: { ...NO_FILTER, news: true } })
    expect(idsOf(general)).toEqual([id])
  })
})

describe('the shift', () => {
  it('tells what I hold, what waits, what colleagues hold and what has ended', async () => {
    const held = await holds(duty, 'đang giữ')
    await holds(colleague, 'đồng nghiệp giữ')
    const closed = await holds(duty, 'sẽ đóng')
    const closing = { type: 'close', outcome: 'not-enough', note: 'chưa đủ', reply: '' } as const
    expect(await world().api.act(duty, closed.id, closing)).toBe('done')
    const shift = await world().api.shift(duty)
    expect(idsOf(shift.mine)).toContain(held.id)
    expect(shift.colleagues).toContainEqual({ name: 'Cán bộ binh', held: 2 })
    expect(shift.closed[0]).toMatchObject({ id: closed.id, closedByName: 'Cán bộ an' })
    expect(shift.pressing.length).toBeGreaterThan(0)
    expect(JSON.stringify(shift)).not.toContain('đang giữ')
  })

  it('forgets what ended more than eight hours ago', async () => {
    world().time.offset += 9 * 3_600_000
    expect((await world().api.shift(duty)).closed).toEqual([])
  })

  it('shows wishes to withdraw and disputes to leads, who confirm and close', async () => {
    const { id, receipt } = await holds(duty, 'xin rút')
    const citizen = await comesBack(receipt)
    await citizen.press('withdraw')
    await citizen.press('withdraw-yes')
    expect((await world().api.shift(duty)).withdrawals).toEqual([])
    expect(idsOf((await world().api.shift(lead)).withdrawals)).toEqual([id])
    expect(await world().api.act(lead, id, { type: 'confirm-withdrawal' })).toBe('done')
    expect((await world().api.shift(lead)).closed[0]).toMatchObject({ id, state: { name: 'withdrawn' } })
  })
})

describe('a page that asks how far its case is', () => {
  it('hears a number, leaves no view in the audit, and nothing about what it may not see', async () => {
    const { id } = await holds(duty, 'đang mở')
    const before = (await world().api.audit(lead)).length
    expect(await world().api.versionOf(duty, id)).toBe(2)
    await world().api.act(duty, id, { type: 'note', text: 'một ghi chú' })
    expect(await world().api.versionOf(duty, id)).toBe(3)
    expect(await world().api.versionOf(duty, '7kqm3xwd000000000000000000')).toBeUndefined()
    expect((await world().api.audit(lead)).length).toBe(before + 1)
  })
})

import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Actor, NotPermitted } from '../../src/app/console-api.js'
import type { RosterEdit } from '../../src/app/duty-api.js'
import { addDays, plannedDays } from '../../src/domain/roster.js'
import { keys } from '../../src/store/keys.js'
import { anAlertDesk } from '../support/alert-desk.js'
import { useWorld } from '../support/use-world.js'
import { anOfficer, firstLead } from '../support/world.js'

const world = useWorld()
let lead: Actor
let duty: Actor
let days: string[]

beforeAll(async () => {
  lead = await firstLead(world())
  duty = await anOfficer(world(), lead, 'an', 'duty')
})
beforeEach(async () => {
  await world().redis.del(keys.roster, keys.alertLinks)
  days = plannedDays(world().now())
})

const dayAt = (n: number) => days[n] ?? ''
const edit = (change: Partial<RosterEdit> = {}): RosterEdit => ({
  version: 0,
  from: dayAt(1),
  until: dayAt(1),
  day: [duty.officerId],
  night: [lead.officerId],
  ...change,
})

describe('the roster', () => {
  it('is empty at first, fourteen days long, and everybody may read it', async () => {
    for (const actor of [lead, duty]) {
      const { days: table, version, people } = await world().api.roster(actor)
      expect(table.map(({ date }) => date)).toEqual(days)
      expect(table.every(({ day, night }) => day.length + night.length === 0)).toBe(true)
      expect(version).toBe(0)
      expect(people.map(({ id }) => id).sort()).toEqual([lead.officerId, duty.officerId].sort())
    }
  })

  it('keeps what a lead saved, for one day or several', async () => {
    expect(await world().api.saveRoster(lead, edit())).toBe('done')
    expect(await world().api.saveRoster(lead, edit({ version: 1, from: dayAt(3), until: dayAt(13), night: [] }))).toBe(
      'done',
    )
    const { days: table, version } = await world().api.roster(duty)
    expect(version).toBe(2)
    expect(table.map(({ day }) => day.length)).toEqual([0, 1, 0, ...Array.from({ length: 11 }, () => 1)])
    expect(table[1]?.night.map(({ name }) => name)).toEqual([lead.name])
    expect(table[3]?.night).toEqual([])
  })

  it('refuses a second lead who has not seen what the first one saved; nothing of theirs is written', async () => {
    const results = await Promise.all([
      world().api.saveRoster(lead, edit()),
      world().api.saveRoster(lead, edit({ day: [], from: dayAt(5), until: dayAt(6) })),
    ])
    expect(results.sort()).toEqual(['changed', 'done'])
    expect((await world().api.roster(lead)).version).toBe(1)
  })

  it('takes only days of the table, in order, and people who work here', async () => {
    for (const wrong of [
      { from: addDays(dayAt(0), -1), until: dayAt(0) },
      { until: addDays(dayAt(13), 1) },
      { from: dayAt(4), until: dayAt(2) },
      { day: ['0123456789abcdef'] },
    ]) {
      expect(await world().api.saveRoster(lead, edit(wrong))).toBe('refused')
    }
    expect(await world().redis.exists(keys.roster)).toBe(0)
  })

  it('is changed by leads only', async () => {
    await expect(world().api.saveRoster(duty, edit())).rejects.toThrow(NotPermitted)
  })

  it('has every change in the audit: who, and which days', async () => {
    await world().api.saveRoster(lead, edit())
    await world().api.saveRoster(lead, edit({ version: 1, until: dayAt(4) }))
    await world().api.saveRoster(lead, edit({ version: 1 }))
    const entries = (await world().audit.entries(-2, 2)).map(({ actor, action, subject }) => [actor, action, subject])
    expect(entries).toEqual([
      [lead.officerId, 'roster-changed', dayAt(1)],
      [lead.officerId, 'roster-changed', `${dayAt(1)}/${dayAt(4)}`],
    ])
  })

  it('drops days sixty days after they have passed', async () => {
    const nobody = JSON.stringify({ day: [], night: [] })
    const [old, kept] = [addDays(dayAt(0), -62), addDays(dayAt(0), -58)]
    await world().redis.hset(keys.roster, { version: '4', [old]: nobody, [kept]: nobody })
    await world().api.saveRoster(lead, edit({ version: 4 }))
    expect((await world().redis.hkeys(keys.roster)).sort()).toEqual([kept, dayAt(1), 'version'].sort())
  })

  it('shows an account that has ended as such', async () => {
    const gone = await anOfficer(world(), lead, 'di', 'duty')
    await world().api.saveRoster(lead, edit({ day: [gone.officerId] }))
    await world().api.disable(lead, gone.officerId)
    const { days: table } = await world().api.roster(lead)
    expect(table[1]?.day).toMatchObject([{ id: gone.officerId, works: false }])
  })
})

describe('the pages say beforehand whom an alert would reach', () => {
  it('nobody, the leads, or whoever is on duty', async () => {
    const desk = anAlertDesk(world())
    const reach = async () => {
      const [{ reach: onRoster }, { reach: onShift }] = [await world().api.roster(duty), await world().api.shift(duty)]
      expect(onShift).toBe(onRoster)
      return onRoster
    }
    expect(await reach()).toBe('nobody')
    await desk.linked(lead, 'lead')
    expect(await reach()).toBe('leads')
    await desk.linked(duty, 'an')
    await world().api.saveRoster(lead, edit({ from: dayAt(0), until: dayAt(1), night: [duty.officerId] }))
    expect(await reach()).toBe('on-duty')
  })
})

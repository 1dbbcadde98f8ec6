import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/app/console-api.js'
import { writeCase } from '../../src/app/write-case.js'
import { shortId } from '../../src/domain/cases/name.js'
import { shiftAt } from '../../src/domain/roster.js'
import { keys } from '../../src/store/keys.js'
import { anAlertDesk, aStoredReport, CONSOLE_URL } from '../support/alert-desk.js'
import { useWorld } from '../support/use-world.js'
import { anOfficer, firstLead } from '../support/world.js'

const world = useWorld()
const MINUTE = 60_000
let desk: ReturnType<typeof anAlertDesk>
let lead: Actor
let duty: Actor
let other: Actor

beforeAll(async () => {
  lead = await firstLead(world())
  duty = await anOfficer(world(), lead, 'an', 'duty')
  other = await anOfficer(world(), lead, 'binh', 'duty')
})

/** Every test begins with nobody linked, nobody on duty and nothing to tell. */
beforeEach(async () => {
  const { redis, time } = world()
  await redis.del(keys.alertLinks, keys.alertsDue, keys.alertsWaiting, keys.alertMails, keys.roster, keys.queue)
  // Later than anything an earlier test has told.
  time.offset += 10 * MINUTE
  desk = anAlertDesk(world())
})

const later = (ms: number) => {
  world().time.offset += ms
}

async function onDuty(...officers: Actor[]) {
  const ids = officers.map(({ officerId }) => officerId)
  const { day } = shiftAt(world().now())
  const edit = { version: 0, from: day, until: day, day: ids, night: ids }
  expect(await world().api.saveRoster(lead, edit)).toBe('done')
}

describe('who is told of a new report', () => {
  it('whoever is on duty and linked, and nobody else', async () => {
    await desk.linked(lead, 'lead')
    await desk.linked(duty, 'an')
    await desk.linked(other, 'binh')
    await onDuty(duty)
    await aStoredReport(world())
    await desk.run()
    expect(desk.messenger.sent.map(({ chat }) => chat)).toEqual(['an'])
  })

  it('every linked lead, when nobody on duty is linked', async () => {
    await desk.linked(lead, 'lead')
    await desk.linked(other, 'binh')
    await onDuty(duty)
    await aStoredReport(world())
    await desk.run()
    expect(desk.messenger.sent.map(({ chat }) => chat)).toEqual(['lead'])
  })

  it('nobody, when nobody is linked, and nothing is kept for later', async () => {
    await onDuty(duty)
    await aStoredReport(world(), { urgency: 'high' })
    await desk.run()
    await desk.linked(duty, 'an')
    await desk.run()
    expect(desk.messenger.sent).toEqual([])
    expect(await world().redis.exists(keys.alertsDue, keys.alertsWaiting)).toBe(0)
  })

  it('only leads, when it is for the leads only, also when a duty officer alone is on duty', async () => {
    await desk.linked(lead, 'lead')
    await desk.linked(duty, 'an')
    await onDuty(duty)
    const { id } = await aStoredReport(world(), {}, true)
    await desk.run()
    later(5 * MINUTE)
    await desk.run()
    expect(desk.messenger.to('an')).toEqual([])
    expect(desk.messenger.to('lead')).toHaveLength(2)
    expect(desk.messenger.to('lead')[0]).toContain(shortId(id))
  })

  it('nobody, of what is neither urgent nor high, until its first look is late', async () => {
    await desk.linked(duty, 'an')
    await onDuty(duty)
    const { id } = await aStoredReport(world(), { urgency: 'normal' })
    await desk.run()
    expect(desk.messenger.sent).toEqual([])
    later(24 * 60 * MINUTE + MINUTE)
    await world().clocks()
    await onDutyStill(duty)
    await desk.run()
    expect(desk.messenger.to('an')).toEqual([`Thường: tin báo ${shortId(id)} đã quá giờ xem lần đầu.`])
  })
})

/** The same people a day later. */
async function onDutyStill(...officers: Actor[]) {
  await world().redis.del(keys.roster)
  await onDuty(...officers)
}

describe('what an officer is told', () => {
  it('how urgent, which report, where to open it', async () => {
    await desk.linked(duty, 'an')
    await onDuty(duty)
    const { id } = await aStoredReport(world())
    await desk.run()
    expect(desk.messenger.sent[0]?.message).toEqual({
      text: `Khẩn: có tin báo mới, ${shortId(id)}.`,
      link: { label: 'Mở trang trực ban', url: `${CONSOLE_URL}/vu/${id}` },
    })
  })

  it('in the language in which the code was asked for', async () => {
    await desk.linked(duty, 'an', 'en')
    await onDuty(duty)
    const { id } = await aStoredReport(world())
    await desk.run()
    expect(desk.messenger.to('an')).toEqual([`Urgent: a new report, ${shortId(id)}.`])
  })

  it('once, however often the worker looks', async () => {
    await desk.linked(duty, 'an')
    await onDuty(duty)
    await aStoredReport(world(), { urgency: 'high' })
    for (let n = 0; n < 4; n += 1) {
      await desk.run()
      later(MINUTE)
    }
    expect(desk.messenger.to('an')).toHaveLength(1)
    expect(desk.outcomes).toEqual(['sent'])
  })

  it('once more, with the leads, when nobody has claimed an urgent report after five minutes', async () => {
    await desk.linked(lead, 'lead')
    await desk.linked(duty, 'an')
    await onDuty(duty)
    const { id } = await aStoredReport(world())
    await desk.run()
    later(3 * MINUTE)
    await desk.run()
    expect(desk.messenger.sent).toHaveLength(1)
    for (const ms of [2 * MINUTE, 5 * MINUTE, 5 * MINUTE]) {
      later(ms)
      await desk.run()
    }
    const again = `Khẩn: tin báo ${shortId(id)} chưa có ai nhận.`
    expect(desk.messenger.to('lead')).toEqual([again])
    expect(desk.messenger.to('an').slice(1)).toEqual([again])
  })

  it('not of what was claimed meanwhile', async () => {
    await desk.linked(lead, 'lead')
    await desk.linked(duty, 'an')
    await onDuty(duty)
    const { id } = await aStoredReport(world())
    await desk.run()
    await world().api.act(duty, id, { type: 'claim' })
    later(6 * MINUTE)
    await desk.run()
    expect(desk.messenger.sent).toHaveLength(1)
  })

  it('of a reporter who disagrees, and of answers only to whoever holds the report', async () => {
    await desk.linked(lead, 'lead')
    await desk.linked(duty, 'an')
    await desk.linked(other, 'binh')
    await onDuty(other)
    const { id, receipt } = await aStoredReport(world(), { urgency: 'normal' })
    await world().api.act(duty, id, { type: 'claim' })
    await world().api.act(duty, id, { type: 'ask', text: 'Lúc mấy giờ?' })
    const question = (await world().cases.status(id))?.openQuestion ?? 0
    await writeCase(world().effects, receipt, { kind: 'answer', id: 'w-1', question, text: 'Chín giờ tối.' })
    await desk.run()
    expect(desk.messenger.sent.map(({ chat }) => chat)).toEqual(['an'])
    await world().api.act(duty, id, { type: 'close', outcome: 'not-enough', note: 'x', reply: '' })
    await writeCase(world().effects, receipt, { kind: 'dispute', id: 'w-2', text: 'Chưa đúng.' })
    await desk.run()
    expect(desk.messenger.to('binh')).toEqual([`Thường: người báo chưa đồng ý với cách đóng tin báo ${shortId(id)}.`])
    expect(desk.messenger.to('lead')).toEqual([])
  })
})

describe('several at once', () => {
  it('are gathered: at most one message a minute beyond the urgent ones', async () => {
    await desk.linked(duty, 'an')
    await onDuty(duty)
    await aStoredReport(world(), { urgency: 'high' })
    await desk.run()
    for (let n = 0; n < 3; n += 1) await aStoredReport(world(), { urgency: 'high' })
    await desk.run()
    later(MINUTE / 2)
    await desk.run()
    expect(desk.messenger.sent).toHaveLength(1)
    const { id } = await aStoredReport(world())
    await desk.run()
    expect(desk.messenger.to('an')[1]).toContain(shortId(id))
    later(MINUTE / 2)
    await desk.run()
    expect(desk.messenger.sent[2]?.message).toMatchObject({
      text: '3 tin báo cần xem.',
      link: { url: `${CONSOLE_URL}/` },
    })
  })

  it('that are urgent come as one message, at once', async () => {
    await desk.linked(duty, 'an')
    await onDuty(duty)
    await aStoredReport(world())
    await aStoredReport(world())
    await desk.run()
    expect(desk.messenger.to('an')).toEqual(['Khẩn: 2 tin báo cần xem ngay.'])
  })
})

describe('with several workers, crashes and a platform that fails', () => {
  beforeEach(async () => {
    await desk.linked(duty, 'an')
    await onDuty(duty)
  })

  it('two workers that look at the same moment send once', async () => {
    for (let n = 0; n < 5; n += 1) {
      await aStoredReport(world())
      await Promise.all([desk.run(), desk.run(), desk.run()])
      later(MINUTE)
    }
    expect(desk.messenger.to('an')).toHaveLength(5)
  })

  it('a worker that dies after the mark and before sending loses nothing: another sends a minute later', async () => {
    await aStoredReport(world())
    await expect(desk.run({ messengers: { telegram: { send: dies } } })).rejects.toThrow('killed')
    await desk.run()
    expect(desk.messenger.sent).toEqual([])
    later(MINUTE + 1)
    await desk.run()
    later(2 * MINUTE)
    await desk.run()
    expect(desk.messenger.to('an')).toHaveLength(1)
  })

  it('one that dies between spreading and sending loses nothing either', async () => {
    await aStoredReport(world())
    const cut = { ...desk.worker.box, waiting: dies }
    await expect(desk.run({ box: cut })).rejects.toThrow('killed')
    await desk.run()
    expect(desk.messenger.to('an')).toHaveLength(1)
  })

  it('what may or may not have arrived is sent again at most twice', async () => {
    desk.messenger.answers.push(...Array.from({ length: 9 }, () => ({ kind: 'unknown' }) as const))
    await aStoredReport(world(), { urgency: 'high' })
    for (let n = 0; n < 8; n += 1) {
      await desk.run()
      later(MINUTE)
    }
    expect(desk.messenger.to('an')).toHaveLength(3)
    expect(desk.outcomes).toEqual(['unknown', 'unknown', 'unknown', 'given-up'])
  })

  it('a platform that asks to wait is waited for, and it is no try', async () => {
    desk.messenger.answers.push(...Array.from({ length: 5 }, () => ({ kind: 'retry', afterMs: 30_000 }) as const))
    await aStoredReport(world(), { urgency: 'high' })
    await desk.run()
    later(20_000)
    await desk.run()
    expect(desk.messenger.sent).toHaveLength(1)
    for (let n = 0; n < 7; n += 1) {
      later(30_000)
      await desk.run()
    }
    expect(desk.outcomes).toEqual([...Array.from({ length: 5 }, () => 'retry'), 'sent'])
  })

  it('what the platform refuses is tried again later, and the next report is told all the same', async () => {
    desk.messenger.answers.push({ kind: 'refused' }, { kind: 'refused' }, { kind: 'refused' })
    await aStoredReport(world(), { urgency: 'high' })
    for (let n = 0; n < 4; n += 1) {
      await desk.run()
      later(MINUTE + 1)
    }
    const { id } = await aStoredReport(world())
    await desk.run()
    expect(desk.messenger.to('an').at(-1)).toContain(shortId(id))
  })

  it('a chat that has blocked the bot is unlinked; the page says so, and the audit, without the chat', async () => {
    desk.messenger.answers.push({ kind: 'unreachable' })
    await aStoredReport(world(), { urgency: 'high' })
    await desk.run()
    await aStoredReport(world(), { urgency: 'high' })
    later(2 * MINUTE)
    await desk.run()
    expect(desk.messenger.sent).toHaveLength(1)
    expect((await world().api.alertSettings(duty)).link.state).toBe('lost')
    const entry = (await world().audit.entries(-20, 20)).findLast(({ action }) => action === 'alerts-unlinked')
    expect(entry).toMatchObject({ actor: 'alerts', subject: duty.officerId })
    expect(await world().redis.exists(keys.alertMails, keys.alertsWaiting)).toBe(0)
  })

  it('an officer who links another chat while the old one is found to be gone keeps the new one', async () => {
    desk.messenger.answers.push({ kind: 'unreachable' })
    desk.messenger.before = () => desk.linked(duty, 'mới')
    await aStoredReport(world(), { urgency: 'high' })
    await desk.run()
    desk.messenger.before = async () => undefined
    expect((await world().api.alertSettings(duty)).link.state).toBe('linked')
    later(MINUTE + 1)
    await desk.run()
    expect(desk.messenger.to('mới')).toHaveLength(1)
  })

  it('a chat sealed to a key that the worker does not have counts as gone', async () => {
    await aStoredReport(world(), { urgency: 'high' })
    await desk.run({ opener: anAlertDesk(world()).worker.opener })
    expect(desk.messenger.sent).toEqual([])
    expect((await world().api.alertSettings(duty)).link.state).toBe('lost')
  })

  it('without a platform nothing piles up', async () => {
    await aStoredReport(world())
    later(6 * MINUTE)
    await desk.run({ messengers: {} })
    expect(await world().redis.exists(keys.alertsDue, keys.alertsWaiting, keys.alertMails)).toBe(0)
  })

  it('a disabled officer is told nothing more, and the link is gone', async () => {
    const gone = await anOfficer(world(), lead, `di-${Date.now()}`, 'duty')
    await desk.linked(gone, 'đi')
    await world().redis.del(keys.roster)
    await onDuty(gone)
    await world().api.disable(lead, gone.officerId)
    await aStoredReport(world())
    await desk.run()
    expect(desk.messenger.to('đi')).toEqual([])
    expect(await world().redis.hexists(keys.alertLinks, gone.officerId)).toBe(0)
  })
})

async function dies(): Promise<never> {
  throw new Error('killed')
}

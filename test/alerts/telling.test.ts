import { describe, expect, it } from 'vitest'
import { writeCase } from '../../src/app/write-case.js'
import { shortId } from '../../src/domain/cases/name.js'
import { keys } from '../../src/store/keys.js'
import { aStoredReport, CONSOLE_URL } from '../support/alert-desk.js'
import { MINUTE, useAlertDesk } from '../support/use-alert-desk.js'

const scene = useAlertDesk()

describe('who is told of a new report', () => {
  it('whoever is on duty and linked, and nobody else', async () => {
    const { world, desk, lead, duty, other, onDuty } = scene()
    await desk.linked(lead, 'lead')
    await desk.linked(duty, 'an')
    await desk.linked(other, 'binh')
    await onDuty(duty)
    await aStoredReport(world)
    await desk.run()
    expect(desk.messenger.sent.map(({ chat }) => chat)).toEqual(['an'])
  })

  it('every linked lead, when nobody on duty is linked', async () => {
    const { world, desk, lead, duty, other, onDuty } = scene()
    await desk.linked(lead, 'lead')
    await desk.linked(other, 'binh')
    await onDuty(duty)
    await aStoredReport(world)
    await desk.run()
    expect(desk.messenger.sent.map(({ chat }) => chat)).toEqual(['lead'])
  })

  it('nobody, when nobody is linked, and nothing is kept for later', async () => {
    const { world, desk, duty, onDuty } = scene()
    await onDuty(duty)
    await aStoredReport(world, { urgency: 'high' })
    await desk.run()
    await desk.linked(duty, 'an')
    await desk.run()
    expect(desk.messenger.sent).toEqual([])
    expect(await world.redis.exists(keys.alertsDue, keys.alertsWaiting)).toBe(0)
  })

  it('only leads, when it is for the leads only, also when a duty officer alone is on duty', async () => {
    const { world, desk, lead, duty, onDuty, later } = scene()
    await desk.linked(lead, 'lead')
    await desk.linked(duty, 'an')
    await onDuty(duty)
    const { id } = await aStoredReport(world, {}, true)
    await desk.run()
    later(5 * MINUTE)
    await desk.run()
    expect(desk.messenger.to('an')).toEqual([])
    expect(desk.messenger.to('lead')).toHaveLength(2)
    expect(desk.messenger.to('lead')[0]).toContain(shortId(id))
  })

  it('nobody, of what is neither urgent nor high, until its first look is late', async () => {
    const { world, desk, duty, onDuty, later } = scene()
    await desk.linked(duty, 'an')
    await onDuty(duty)
    const { id } = await aStoredReport(world, { urgency: 'normal' })
    await desk.run()
    expect(desk.messenger.sent).toEqual([])
    later(24 * 60 * MINUTE + MINUTE)
    await world.clocks()
    await onDuty(duty)
    await desk.run()
    expect(desk.messenger.to('an')).toEqual([`Thường: tin báo ${shortId(id)} đã quá giờ xem lần đầu.`])
  })
})

describe('what an officer is told', () => {
  it('how urgent, which report, where to open it', async () => {
    const { world, desk, duty, onDuty } = scene()
    await desk.linked(duty, 'an')
    await onDuty(duty)
    const { id } = await aStoredReport(world)
    await desk.run()
    expect(desk.messenger.sent[0]?.message).toEqual({
      text: `Khẩn: có tin báo mới, ${shortId(id)}.`,
      link: { label: 'Mở trang trực ban', url: `${CONSOLE_URL}/vu/${id}` },
    })
  })

  it('in the language in which the code was asked for', async () => {
    const { world, desk, duty, onDuty } = scene()
    await desk.linked(duty, 'an', 'en')
    await onDuty(duty)
    const { id } = await aStoredReport(world)
    await desk.run()
    expect(desk.messenger.to('an')).toEqual([`Urgent: a new report, ${shortId(id)}.`])
  })

  it('once, however often the worker looks', async () => {
    const { world, desk, duty, onDuty, later } = scene()
    await desk.linked(duty, 'an')
    await onDuty(duty)
    await aStoredReport(world, { urgency: 'high' })
    for (let n = 0; n < 4; n += 1) {
      await desk.run()
      later(MINUTE)
    }
    expect(desk.messenger.to('an')).toHaveLength(1)
    expect(desk.outcomes).toEqual(['sent'])
  })

  it('once more, with the leads, when nobody has claimed an urgent report after five minutes', async () => {
    const { world, desk, lead, duty, onDuty, later } = scene()
    await desk.linked(lead, 'lead')
    await desk.linked(duty, 'an')
    await onDuty(duty)
    const { id } = await aStoredReport(world)
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
    const { world, desk, lead, duty, onDuty, later } = scene()
    await desk.linked(lead, 'lead')
    await desk.linked(duty, 'an')
    await onDuty(duty)
    const { id } = await aStoredReport(world)
    await desk.run()
    await world.api.act(duty, id, { type: 'claim' })
    later(6 * MINUTE)
    await desk.run()
    expect(desk.messenger.sent).toHaveLength(1)
  })

  it('not of what was claimed while it waited for its turn, or for the platform to be back', async () => {
    const { world, desk, duty, other, onDuty, later } = scene()
    await desk.linked(duty, 'an')
    await onDuty(duty)
    await aStoredReport(world, { urgency: 'high' })
    await desk.run()
    const waits = await aStoredReport(world, { urgency: 'high' })
    await desk.run()
    await world.api.act(other, waits.id, { type: 'claim' })
    later(2 * MINUTE)
    desk.messenger.answers.push({ kind: 'retry', afterMs: 10_000 })
    const retried = await aStoredReport(world)
    await desk.run()
    await world.api.act(other, retried.id, { type: 'claim' })
    for (let n = 0; n < 3; n += 1) {
      later(2 * MINUTE)
      await desk.run()
    }
    expect(desk.outcomes).toEqual(['sent', 'retry'])
    expect(await world.redis.exists(keys.alertsWaiting)).toBe(0)
  })

  it('minutes later, of a reporter who disagrees, and of answers only to whoever holds the report', async () => {
    const { world, desk, lead, duty, other, onDuty, later } = scene()
    await desk.linked(lead, 'lead')
    await desk.linked(duty, 'an')
    await desk.linked(other, 'binh')
    await onDuty(other)
    const { id, receipt } = await aStoredReport(world, { urgency: 'normal' })
    await world.api.act(duty, id, { type: 'claim' })
    await world.api.act(duty, id, { type: 'ask', text: 'Lúc mấy giờ?' })
    const question = (await world.cases.status(id))?.openQuestion ?? 0
    await writeCase(world.effects, receipt, { kind: 'answer', id: 'w-1', question, text: 'Chín giờ tối.' })
    later(MINUTE - 1)
    await desk.run()
    expect(desk.messenger.sent).toEqual([])
    later(MINUTE + 1)
    await desk.run()
    expect(desk.messenger.sent.map(({ chat }) => chat)).toEqual(['an'])
    await world.api.act(duty, id, { type: 'close', outcome: 'not-enough', note: 'x', reply: '' })
    await writeCase(world.effects, receipt, { kind: 'dispute', id: 'w-2', text: 'Chưa đúng.' })
    await desk.run()
    expect(desk.messenger.to('binh')).toEqual([])
    later(2 * MINUTE)
    await desk.run()
    expect(desk.messenger.to('binh')).toEqual([`Thường: có việc mới ở tin báo ${shortId(id)}.`])
    expect(desk.messenger.to('lead')).toEqual([])
  })
})

describe('several at once', () => {
  it('are gathered: at most one message in one to two minutes beyond the urgent ones', async () => {
    const { world, desk, duty, onDuty, later } = scene()
    await desk.linked(duty, 'an')
    await onDuty(duty)
    await aStoredReport(world, { urgency: 'high' })
    await desk.run()
    for (let n = 0; n < 3; n += 1) await aStoredReport(world, { urgency: 'high' })
    await desk.run()
    later(MINUTE / 2)
    await desk.run()
    expect(desk.messenger.sent).toHaveLength(1)
    const { id } = await aStoredReport(world)
    await desk.run()
    expect(desk.messenger.to('an')[1]).toContain(shortId(id))
    later(1.5 * MINUTE)
    await desk.run()
    expect(desk.messenger.sent[2]?.message).toMatchObject({
      text: '3 tin báo cần xem.',
      link: { url: `${CONSOLE_URL}/` },
    })
  })

  it('that are urgent come as one message, at once', async () => {
    const { world, desk, duty, onDuty } = scene()
    await desk.linked(duty, 'an')
    await onDuty(duty)
    await aStoredReport(world)
    await aStoredReport(world)
    await desk.run()
    expect(desk.messenger.to('an')).toEqual(['Khẩn: 2 tin báo cần xem ngay.'])
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { shortId } from '../../src/domain/cases/name.js'
import { keys } from '../../src/store/keys.js'
import { anAlertDesk, aStoredReport } from '../support/alert-desk.js'
import { MINUTE, useAlertDesk } from '../support/use-alert-desk.js'
import { anOfficer } from '../support/world.js'

const scene = useAlertDesk()

describe('with several workers, crashes and a platform that fails', () => {
  beforeEach(async () => {
    const { desk, duty, onDuty } = scene()
    await desk.linked(duty, 'an')
    await onDuty(duty)
  })

  it('two workers that look at the same moment send once', async () => {
    const { world, desk, later } = scene()
    for (let n = 0; n < 5; n += 1) {
      await aStoredReport(world)
      await Promise.all([desk.run(), desk.run(), desk.run()])
      later(MINUTE)
    }
    expect(desk.messenger.to('an')).toHaveLength(5)
  })

  it('a worker that dies after the mark and before sending loses nothing: another sends within two minutes', async () => {
    const { world, desk, later } = scene()
    await aStoredReport(world)
    await expect(desk.run({ messengers: { telegram: { send: dies } } })).rejects.toThrow('killed')
    await desk.run()
    expect(desk.messenger.sent).toEqual([])
    later(2 * MINUTE)
    await desk.run()
    later(2 * MINUTE)
    await desk.run()
    expect(desk.messenger.to('an')).toHaveLength(1)
  })

  it('one that dies after sending and before it could write so repeats that one, once', async () => {
    const { world, desk, later } = scene()
    await aStoredReport(world, { urgency: 'high' })
    desk.messenger.before = dies
    await expect(desk.run()).rejects.toThrow('killed')
    desk.messenger.before = async () => undefined
    for (let n = 0; n < 4; n += 1) {
      later(MINUTE + 1)
      await desk.run()
    }
    expect(desk.messenger.to('an')).toHaveLength(2)
  })

  it('one that dies between spreading and sending loses nothing either', async () => {
    const { world, desk } = scene()
    await aStoredReport(world)
    const cut = { ...desk.worker.box, waiting: dies }
    await expect(desk.run({ box: cut })).rejects.toThrow('killed')
    await desk.run()
    expect(desk.messenger.to('an')).toHaveLength(1)
  })

  it('what may or may not have arrived is sent again at most three times, ever later', async () => {
    const { world, desk, later } = scene()
    desk.messenger.answers.push(...Array.from({ length: 9 }, () => ({ kind: 'unknown' }) as const))
    await aStoredReport(world, { urgency: 'high' })
    const sentAfter: number[] = []
    for (const seconds of [0, 9, 2, 58, 3, 597, 4, 60, 600]) {
      later(seconds * 1000)
      await desk.run()
      sentAfter.push(desk.messenger.to('an').length)
    }
    expect(sentAfter).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 4])
    expect(desk.outcomes).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'given-up'])
  })

  it('a platform that asks to wait is waited for, and it is no try', async () => {
    const { world, desk, later } = scene()
    desk.messenger.answers.push(...Array.from({ length: 5 }, () => ({ kind: 'retry', afterMs: 30_000 }) as const))
    await aStoredReport(world, { urgency: 'high' })
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

  it('a way to the platform that is down for an hour loses nothing', async () => {
    const { world, desk, later } = scene()
    desk.messenger.answers.push(...Array.from({ length: 60 }, () => ({ kind: 'retry', afterMs: 10_000 }) as const))
    await aStoredReport(world, { urgency: 'high' })
    for (let n = 0; n < 60; n += 1) {
      await desk.run()
      later(MINUTE)
    }
    await desk.run()
    await desk.run()
    expect(desk.outcomes.at(-1)).toBe('sent')
    expect(desk.outcomes).not.toContain('given-up')
  })

  it('what the platform refuses is tried again later, and the next report is told all the same', async () => {
    const { world, desk, later } = scene()
    desk.messenger.answers.push({ kind: 'refused' }, { kind: 'refused' }, { kind: 'refused' })
    await aStoredReport(world, { urgency: 'high' })
    for (const minutes of [0, 1, 2, 11]) {
      later(minutes * MINUTE)
      await desk.run()
    }
    const { id } = await aStoredReport(world)
    await desk.run()
    expect(desk.messenger.to('an').at(-1)).toContain(shortId(id))
  })

  it('a chat that has blocked the bot is unlinked; the page says so, and the audit, without the chat', async () => {
    const { world, desk, duty, later } = scene()
    desk.messenger.answers.push({ kind: 'unreachable' })
    await aStoredReport(world, { urgency: 'high' })
    await desk.run()
    await aStoredReport(world, { urgency: 'high' })
    later(2 * MINUTE)
    await desk.run()
    expect(desk.messenger.sent).toHaveLength(1)
    expect((await world.api.alertSettings(duty)).link.state).toBe('lost')
    const entry = (await world.audit.entries(-20, 20)).findLast(({ action }) => action === 'alerts-unlinked')
    expect(entry).toMatchObject({ actor: 'alerts', subject: duty.officerId })
    expect(await world.redis.exists(keys.alertMails, keys.alertsWaiting)).toBe(0)
  })

  it.each([
    ['has blocked the bot', 'unreachable'],
    ['answers nothing certain, too often', 'unknown'],
  ] as const)('what somebody should have been told whose chat %s is told the leads', async (_, kind) => {
    const { world, desk, lead, later } = scene()
    await desk.linked(lead, 'lead')
    desk.messenger.answers.push(...Array.from({ length: kind === 'unknown' ? 4 : 1 }, () => ({ kind })))
    const { id } = await aStoredReport(world, { urgency: 'high' })
    for (let n = 0; n < 7; n += 1) {
      await desk.run()
      later(11 * MINUTE)
    }
    expect(desk.messenger.to('lead')).toEqual([`Cao: có tin báo mới, ${shortId(id)}.`])
    expect(desk.messenger.to('an')).toHaveLength(kind === 'unknown' ? 4 : 1)
  })

  it('what waited for somebody who unlinks is told the leads', async () => {
    const { world, desk, lead, duty, later } = scene()
    await aStoredReport(world, { urgency: 'high' })
    await desk.run()
    await aStoredReport(world, { urgency: 'high' })
    await desk.run()
    await desk.linked(lead, 'lead')
    await world.api.unlinkAlerts(duty)
    await desk.run()
    await desk.run()
    later(2 * MINUTE)
    await desk.run()
    expect(desk.messenger.to('an')).toHaveLength(1)
    expect(desk.messenger.to('lead')).toHaveLength(1)
  })

  it('what nobody takes is tried with each and then given up', async () => {
    const { world, desk, lead, later } = scene()
    await desk.linked(lead, 'lead')
    desk.messenger.answers.push(...Array.from({ length: 99 }, () => ({ kind: 'unknown' }) as const))
    await aStoredReport(world, { urgency: 'high' })
    for (let n = 0; n < 14; n += 1) {
      await desk.run()
      later(11 * MINUTE)
    }
    expect([desk.messenger.to('an').length, desk.messenger.to('lead').length]).toEqual([4, 4])
    expect(await world.redis.exists(keys.alertsDue, keys.alertsWaiting)).toBe(0)
  })

  it('a chat that is not found is tried again, and gone only when it is not found twice in a row', async () => {
    const { world, desk, duty, later } = scene()
    const state = async () => (await world.api.alertSettings(duty)).link.state
    desk.messenger.answers.push({ kind: 'suspect' }, { kind: 'unknown' }, { kind: 'suspect' })
    await aStoredReport(world, { urgency: 'high' })
    for (let n = 0; n < 4; n += 1) {
      await desk.run()
      expect(await state()).toBe('linked')
      later(11 * MINUTE)
    }
    expect(desk.outcomes).toEqual(['suspect', 'unknown', 'suspect', 'sent'])
    desk.messenger.answers.push({ kind: 'suspect' }, { kind: 'suspect' })
    await aStoredReport(world, { urgency: 'high' })
    await desk.run()
    later(11_000)
    await desk.run()
    expect(await state()).toBe('lost')
  })

  it('an officer who links another chat while the old one is found to be gone keeps the new one', async () => {
    const { world, desk, duty, later } = scene()
    desk.messenger.answers.push({ kind: 'unreachable' })
    desk.messenger.before = () => desk.linked(duty, 'mới')
    await aStoredReport(world, { urgency: 'high' })
    await desk.run()
    desk.messenger.before = async () => undefined
    expect((await world.api.alertSettings(duty)).link.state).toBe('linked')
    later(2 * MINUTE)
    await desk.run()
    expect(desk.messenger.to('mới')).toHaveLength(1)
  })

  it('a chat sealed to a key that the worker does not have counts as gone', async () => {
    const { world, desk, duty } = scene()
    await aStoredReport(world, { urgency: 'high' })
    await desk.run({ opener: anAlertDesk(world).worker.opener })
    expect(desk.messenger.sent).toEqual([])
    expect((await world.api.alertSettings(duty)).link.state).toBe('lost')
  })

  it('without a platform nothing piles up', async () => {
    const { world, desk, later } = scene()
    await aStoredReport(world)
    later(6 * MINUTE)
    await desk.run({ messengers: {} })
    expect(await world.redis.exists(keys.alertsDue, keys.alertsWaiting, keys.alertMails)).toBe(0)
  })

  it('a disabled officer is told nothing more, and the link is gone', async () => {
    const { world, desk, lead, onDuty } = scene()
    const gone = await anOfficer(world, lead, `di-${Date.now()}`, 'duty')
    await desk.linked(gone, 'đi')
    await world.redis.del(keys.roster)
    await onDuty(gone)
    await world.api.disable(lead, gone.officerId)
    await aStoredReport(world)
    await desk.run()
    expect(desk.messenger.to('đi')).toEqual([])
    expect(await world.redis.hexists(keys.alertLinks, gone.officerId)).toBe(0)
  })
})

async function dies(): Promise<never> {
  throw new Error('killed')
}

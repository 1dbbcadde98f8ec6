import { describe, expect, it } from 'vitest'
import type { SendOutcome } from '../../src/app/ports.js'
import { keys } from '../../src/store/keys.js'
import { aStoredReport } from '../support/alert-desk.js'
import { MINUTE, useAlertDesk } from '../support/use-alert-desk.js'

const scene = useAlertDesk()
const SECOND = 1_000
/** No count, number of an event or of a try comes near. */
const LEAST_TIME = 10_000

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : []
}

/** Every time that the durable Redis holds beside the cases, in milliseconds. */
async function timesOnDisk(): Promise<number[]> {
  const { redis } = scene().world
  const scores = await Promise.all(
    [keys.alertsDue, keys.alertsWaiting].map(async (key) => {
      const all = await redis.zrange(key, '0', '-1', 'WITHSCORES')
      return all.filter((_, at) => at % 2 === 1).map(Number)
    }),
  )
  const records = [...(await redis.hvals(keys.alertMails)), ...(await redis.hvals(keys.alertLinks))]
  const found = [...scores.flat(), ...records.flatMap((text) => numbersIn(JSON.parse(text)))]
  return found.filter((number) => number >= LEAST_TIME)
}

describe('what the disk keeps of alerts', () => {
  it.each([
    ['taken', 'sent'],
    ['in doubt', 'unknown'],
    ['refused', 'refused'],
    ['put off', 'retry'],
  ] as const)('holds no time but whole minutes, when they are %s', async (_, kind) => {
    const { world, desk, lead, duty, onDuty, later } = scene()
    await desk.linked(duty, 'an')
    await desk.linked(lead, 'lead')
    await onDuty(duty)
    const outcome: SendOutcome = kind === 'retry' ? { kind, afterMs: 7_000 } : { kind }
    desk.messenger.answers.push(...Array.from({ length: 99 }, () => outcome))
    const seen: number[] = []
    const look = async () => void seen.push(...(await timesOnDisk()))
    desk.messenger.before = look
    for (const urgency of ['urgent', 'high', 'high', 'urgent'] as const) {
      await aStoredReport(world, { urgency })
      await look()
      await desk.run()
      await look()
      later(17 * SECOND + 1)
    }
    for (let n = 0; n < 4; n += 1) {
      later(2 * MINUTE + 1)
      await desk.run()
      await look()
    }
    expect(seen.length).toBeGreaterThan(20)
    expect(seen.filter((time) => time % MINUTE !== 0)).toEqual([])
  })
})

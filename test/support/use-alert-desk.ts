import { beforeAll, beforeEach } from 'vitest'
import type { Actor } from '../../src/app/console-api.js'
import { addDays, shiftAt } from '../../src/domain/roster.js'
import { keys } from '../../src/store/keys.js'
import { anAlertDesk } from './alert-desk.js'
import { useWorld } from './use-world.js'
import { anOfficer, firstLead, type World } from './world.js'

export const MINUTE = 60_000

export interface AlertScene {
  readonly world: World
  readonly desk: ReturnType<typeof anAlertDesk>
  readonly lead: Actor
  readonly duty: Actor
  readonly other: Actor
  /** Writes into the roster that these, and nobody else, are on duty now. */
  onDuty(...officers: Actor[]): Promise<void>
  later(ms: number): void
}

/** A lead and two officers. Every test begins with nobody linked, nobody on duty and nothing to tell. */
export function useAlertDesk(): () => AlertScene {
  const world = useWorld()
  let people: Pick<AlertScene, 'lead' | 'duty' | 'other'>
  let scene: AlertScene
  beforeAll(async () => {
    const lead = await firstLead(world())
    const [duty, other] = [await anOfficer(world(), lead, 'an', 'duty'), await anOfficer(world(), lead, 'binh', 'duty')]
    people = { lead, duty, other }
  })
  beforeEach(async () => {
    const { redis, time } = world()
    const alerts = [keys.alertLinks, keys.alertsDue, keys.alertsWaiting, keys.alertMails]
    await redis.del(...alerts, keys.roster, keys.queue)
    // Later than anything an earlier test has told.
    time.offset += 10 * MINUTE
    scene = { world: world(), desk: anAlertDesk(world()), ...people, ...clockAndRoster(world(), people.lead) }
  })
  return () => scene
}

function clockAndRoster(world: World, lead: Actor): Pick<AlertScene, 'onDuty' | 'later'> {
  return {
    later(ms) {
      world.time.offset += ms
    },
    async onDuty(...officers) {
      await world.redis.del(keys.roster)
      const ids = officers.map(({ officerId }) => officerId)
      const { day } = shiftAt(world.now())
      // Tomorrow as well: a test that begins a minute before shifts change ends after it.
      const edit = { version: 0, from: day, until: addDays(day, 1), day: ids, night: ids }
      const result = await world.api.saveRoster(lead, edit)
      if (result !== 'done') throw new Error(result)
    },
  }
}

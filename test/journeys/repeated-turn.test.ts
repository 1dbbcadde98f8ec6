import { describe, expect, it } from 'vitest'
import { keys } from '../../src/store/keys.js'
import { useWorld } from '../support/use-world.js'
import { aCitizen } from '../support/world.js'

const world = useWorld()

describe('a turn that comes again', () => {
  it('changes nothing, and keeps the session alive: whoever sends it has not heard the answer', async () => {
    const citizen = aCitizen(world())
    await citizen.press('report', 'turn-1')
    const key = keys.session(citizen.handle.id)
    const before = await world().volatile.hgetall(key)
    await world().volatile.pexpire(key, 5_000)
    await citizen.press('report', 'turn-1')
    expect(await world().volatile.hgetall(key)).toEqual(before)
    expect(await world().volatile.pttl(key)).toBeGreaterThan(60_000)
  })
})

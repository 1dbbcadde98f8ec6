import { afterAll, beforeAll } from 'vitest'
import { freshRedis } from './redis.js'
import { aWorld, type World } from './world.js'

/** One world for a test file: `world()` inside the tests. */
export function useWorld(): () => World {
  let world: World | undefined
  let servers: Awaited<ReturnType<typeof freshRedis>> | undefined
  beforeAll(async () => {
    servers = await freshRedis()
    world = await aWorld({ durable: servers.durable.url, volatile: servers.volatile.url })
  })
  afterAll(async () => {
    await world?.stop()
    await servers?.stop()
  })
  return () => {
    if (!world) throw new Error('no world yet')
    return world
  }
}

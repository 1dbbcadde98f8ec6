import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { createTurnstile } from '../../src/evidence/turnstile.js'

/** Two places, both held until `finish` is called. */
function full(line?: Parameters<typeof createTurnstile>[1]) {
  const inTurn = createTurnstile(2, line)
  let finish = () => {}
  const held = new Promise<'held'>((resolve) => {
    finish = () => resolve('held')
  })
  const holders = [inTurn(() => held), inTurn(() => held)]
  return { inTurn, finish, holders }
}
const done = (name: string) => async () => name
const LONG = { longest: 8, waitMs: 60_000 }

it('lets in as many as there are places, and the others in the order in which they came', async () => {
  const { inTurn, finish, holders } = full(LONG)
  const order: string[] = []
  const others = ['một', 'hai', 'ba'].map((name) => inTurn(async () => order.push(name)))
  expect(order).toEqual([])
  finish()
  await Promise.all([...holders, ...others])
  expect(order).toEqual(['một', 'hai', 'ba'])
})

it('turns away the ninth who would wait, and takes others again when the line is shorter', async () => {
  const { inTurn, finish } = full()
  const waiting = Array.from({ length: 8 }, (_, n) => inTurn(done(`${n}`)))
  expect(await inTurn(done('ninth'))).toBe('busy')
  finish()
  expect(await Promise.all(waiting)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
  expect(await inTurn(done('later'))).toBe('later')
})

it('turns away who has waited for too long, and keeps no place for them', async () => {
  const { inTurn, finish, holders } = full({ longest: 1, waitMs: 30 })
  const task = done('too late')
  expect(await inTurn(task)).toBe('busy')
  finish()
  await Promise.all(holders)
  expect(await Promise.all([inTurn(done('one')), inTurn(done('two'))])).toEqual(['one', 'two'])
})

it('gives the place of who left to the next, and lets go of their signal', async () => {
  const { inTurn, finish } = full({ longest: 2, waitMs: 60_000 })
  const person = new AbortController()
  const [leaves, stays] = [inTurn(done('left'), person.signal), inTurn(done('stayed'))]
  expect(await inTurn(done('no room'))).toBe('busy')
  person.abort()
  expect(await leaves).toBe('slow')
  const next = inTurn(done('next'))
  finish()
  expect(await Promise.all([stays, next])).toEqual(['stayed', 'next'])
  expect(await inTurn(done('gone before'), AbortSignal.abort())).toBe('slow')
  expect(getEventListeners(person.signal, 'abort')).toEqual([])
})

it('frees the place of a task that failed', async () => {
  const inTurn = createTurnstile(1, LONG)
  const failing = inTurn(() => Promise.reject(new Error('disk')))
  const next = inTurn(done('next'))
  await expect(failing).rejects.toThrow('disk')
  expect(await next).toBe('next')
})

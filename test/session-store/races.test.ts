import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { createSessionStore } from '../../src/session-store/index.js'
import { createCitizenSessions } from '../../src/store/sessions.js'
import { sessionFrom } from '../../src/vault/session.js'
import { message, useRedis } from './support.js'

interface Seen {
  seen: number[]
}
type Update = ReturnType<typeof message>
type Outcome = 'done' | 'failed'
interface RacingBot {
  /** Settles when the bot holds what was stored; `go` lets it write. */
  begin(update: Update): Promise<{ go(): Promise<Outcome> }>
  deliver(update: Update): Promise<Outcome>
}

const CHILD = new URL('racing-bot.mjs', import.meta.url).pathname
const COUNT = 200
const AT_ONCE = 20

const { redis, url } = useRedis()
const token = randomBytes(32).toString('base64url')
const started: ChildProcess[] = []

afterEach(async () => {
  const running = started.splice(0).filter((child) => child.exitCode === null)
  await Promise.all(
    running.map((child) => {
      child.disconnect()
      return once(child, 'exit')
    }),
  )
})

async function startBot(mode: string): Promise<RacingBot> {
  const child = fork(CHILD, [url(), mode, token])
  started.push(child)
  const said = new EventEmitter()
  child.on('message', ({ id, what }: { id: number; what: string }) => said.emit(`${id}`, what))
  child.once('exit', (code) => said.emit('error', new Error(`the bot ended with ${code}`)))
  said.setMaxListeners(0).on('error', () => undefined)
  const next = async (id: number) => (await once(said, `${id}`))[0] as string
  await next(0)
  const send = (id: number, words: object) => {
    const answer = next(id)
    child.send(words)
    return answer
  }
  return {
    async begin(update) {
      const id = update.update_id
      expect(await send(id, { update })).toBe('read')
      return { go: async () => (await send(id, { go: id })) as Outcome }
    },
    deliver: async (update) => (await send(update.update_id, { update })) as Outcome,
  }
}

function twoBots(mode: string): Promise<[RacingBot, RacingBot]> {
  return Promise.all([startBot(mode), startBot(mode)])
}

/** Alternates between the bots, with some updates under way at each at any moment. */
async function deliverAll([one, two]: [RacingBot, RacingBot]): Promise<{ sent: number[]; outcomes: Set<Outcome> }> {
  const updates = Array.from({ length: COUNT }, () => message())
  const outcomes = new Set<Outcome>()
  const waiting = updates.entries()
  const lane = async () => {
    for (const [index, update] of waiting) outcomes.add(await (index % 2 ? one : two).deliver(update))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return { sent: updates.map((update) => update.update_id), outcomes }
}

/** Both bots have read before either writes. */
async function collide([one, two]: [RacingBot, RacingBot]): Promise<{ sent: [Update, Update]; outcomes: Outcome[] }> {
  const sent: [Update, Update] = [message(), message()]
  const [first, second] = await Promise.all([one.begin(sent[0]), two.begin(sent[1])])
  return { sent, outcomes: [await first.go(), await second.go()] }
}

async function seenByBots(): Promise<number[]> {
  return (await createSessionStore<Seen>({ redis: redis() }).read('7'))?.seen ?? []
}

async function seenByConversation(): Promise<number[]> {
  const { value } = await createCitizenSessions(redis(), () => 'none').load(sessionFrom(token, 'citizen'))
  return (value as Seen | undefined)?.seen ?? []
}

const inOrder = (ids: number[]) => ids.toSorted((a, b) => a - b)

describe('two processes and one chat', () => {
  it.each(['grammY with the lock', 'telegraf with the lock'])(
    '%s lose none of 200 and take none twice',
    async (mode) => {
      const { sent, outcomes } = await deliverAll(await twoBots(mode))
      expect([...outcomes]).toEqual(['done'])
      expect(inOrder(await seenByBots())).toEqual(sent)
    },
  )

  it('the conversation with lock and version loses none of 200 and takes none twice', async () => {
    const { sent, outcomes } = await deliverAll(await twoBots('the conversation with lock and version'))
    expect([...outcomes]).toEqual(['done'])
    expect(inOrder(await seenByConversation())).toEqual(sent)
  })

  it.each(['grammY alone', 'telegraf alone'])(
    '%s lose one of any two that overlap: the store has no lock',
    async (mode) => {
      const bots = await twoBots(mode)
      const kept: number[] = []
      for (let round = 0; round < COUNT / 2; round += 1) {
        const { sent, outcomes } = await collide(bots)
        expect(outcomes).toEqual(['done', 'done'])
        kept.push(sent[1].update_id)
      }
      expect(await seenByBots()).toEqual(kept)
    },
  )

  it('the version alone refuses the second of two that overlap, and delivered again it is taken once', async () => {
    const mode = 'the conversation with its version only'
    const bots = await twoBots(mode)
    const all: number[] = []
    for (let round = 0; round < COUNT / 2; round += 1) {
      const { sent, outcomes } = await collide(bots)
      expect(outcomes).toEqual(['done', 'failed'])
      const again = await bots[1].begin(sent[1])
      expect(await again.go()).toBe('done')
      all.push(...sent.map((update) => update.update_id))
    }
    expect(await seenByConversation()).toEqual(all)
  })
})

import type { FakePerson } from './person.js'
import type { BotApi } from './server.js'

export interface LoadOptions {
  readonly perSecond: number
  /** How many people take turns. */
  readonly chats: number
  /** Ends by itself after so many; without it, only by `stop`. */
  readonly total?: number
  /** What the person does at turn `n`, counted from 0; says something by default. */
  readonly act?: (person: FakePerson, n: number) => Promise<unknown>
}

export interface Load {
  readonly people: readonly FakePerson[]
  /** How many turns were taken so far. */
  sent(): number
  /** Settles when the last turn was taken; rejects with the first failure of `act`. */
  readonly done: Promise<void>
  stop(): void
}

const TICK_MS = 20

/**
 * Feeds a bot with a steady stream of updates, round robin over the people, whether or not the bot keeps up: what it
 * has not taken yet is in `api.pending()`. Start the server with `keepHistory: false` for long runs.
 */
export function startLoad(api: BotApi, options: LoadOptions): Load {
  const { perSecond, chats, total = Number.POSITIVE_INFINITY, act = speak } = options
  const people = Array.from({ length: chats }, () => api.person())
  let sent = 0
  let stop = () => {}
  const done = new Promise<void>((resolve, reject) => {
    const began = performance.now()
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * perSecond))
      for (; sent < due; sent += 1) act(people[sent % chats] as FakePerson, sent).catch(fail)
      if (sent >= total) stop()
    }, TICK_MS)
    const fail = (error: unknown) => {
      clearInterval(timer)
      reject(error)
    }
    stop = () => {
      clearInterval(timer)
      resolve()
    }
  })
  return { people, sent: () => sent, done, stop: () => stop() }
}

async function speak(person: FakePerson, n: number): Promise<void> {
  await person.say(`tin số ${n}`)
}

import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'
import type { BotApi } from '../../support/telegram/server.js'

export interface ApiFailure {
  readonly code: number
  readonly description: string
  readonly retryAfter: number | undefined
}

/** The same small bot, written in each library's own manner. */
export interface TestBot {
  /** Any method, past the library's conveniences. */
  call(method: string, payload?: object): Promise<unknown>
  /** The same, but what comes back is the refusal. */
  refused(method: string, payload?: object): Promise<ApiFailure>
  upload(bytes: Buffer, name: string): unknown
  poll(): Promise<void>
  stop(): Promise<void>
  /** Answers the address to give to setWebhook. */
  listen(secret?: string): Promise<string>
  /** Ids of the updates that the bot handled, in order. */
  readonly handled: number[]
  /** Bytes of the photos and files that the bot fetched. */
  readonly fetched: Buffer[]
}

/** Where the bot finds its server, and as whom. */
export type Server = Pick<BotApi, 'root' | 'token'>

export type MakeBot = (api: Server) => TestBot

/** For what takes a moment, on a machine that may be busy. */
export function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { timeout: 20_000, interval: 20 })
}

export async function download(address: string | URL): Promise<Buffer> {
  const response = await fetch(address)
  return Buffer.from(await response.arrayBuffer())
}

export async function failure<E>(call: Promise<unknown>, read: (error: E) => ApiFailure): Promise<ApiFailure> {
  const answer = await call.then(
    (result) => ({ result }),
    (error: E) => read(error),
  )
  if ('result' in answer) throw new Error(`not refused: ${JSON.stringify(answer.result)}`)
  return answer
}

/** Polling as both libraries do it: `launch` settles when the bot has stopped. */
export function polling(
  launch: (onStart: () => void) => Promise<void>,
  end: () => unknown,
): Pick<TestBot, 'poll' | 'stop'> {
  let running: Promise<void> | undefined
  return {
    poll: () =>
      new Promise((resolve, reject) => {
        running = launch(resolve)
        running.catch(reject)
      }),
    stop: async () => {
      if (!running) return
      await end()
      await running.catch(() => undefined)
      running = undefined
    },
  }
}

/** A web server around the library's webhook handler, closed by `stop`. */
export function listening(
  handlerFor: (secret: string | undefined) => unknown,
  stopPolling: () => Promise<void>,
): Pick<TestBot, 'listen' | 'stop'> {
  const servers: ReturnType<typeof createServer>[] = []
  return {
    listen: async (secret) => {
      const server = createServer(handlerFor(secret) as RequestListener)
      servers.push(server)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    },
    stop: async () => {
      await stopPolling()
      for (const server of servers.splice(0)) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
}

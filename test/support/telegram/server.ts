import type { Socket } from 'node:net'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Account, type FakeChat } from './account.js'
import { goneSignal, outcome, refused, respond, write } from './answer.js'
import { acceptBodies, paramsOf } from './body.js'
import { type Call, Calls } from './calls.js'
import type { FakeClock } from './clock.js'
import { sendFile } from './download.js'
import { Faults } from './faults.js'
import type { Download } from './files.js'
import { Methods } from './methods.js'
import { Params } from './params.js'
import { FakePerson, type PersonOptions } from './person.js'
import { Refusal } from './refusal.js'
import { Webhook } from './webhook.js'

export interface BotApiOptions {
  readonly token?: string
  readonly username?: string
  /** Multiplies the waits between webhook deliveries; 1 is Telegram's own pace. */
  readonly webhookScale?: number
  /** Milliseconds after which a silent webhook counts as failed. */
  readonly webhookIdleMs?: number
  /** False keeps only the newest message of each chat, and the newest calls: for long runs. */
  readonly keepHistory?: boolean
}

export interface BotApi {
  /** The `apiRoot` for a client, without a slash at the end. */
  readonly root: string
  readonly token: string
  readonly clock: FakeClock
  readonly faults: Faults
  /** Everything the server was asked, in order. */
  readonly calls: readonly Call[]
  /** By chat id, which is the user's id. */
  readonly chats: ReadonlyMap<number, FakeChat>
  readonly downloads: readonly Download[]
  /** Updates that the bot has not confirmed yet. */
  pending(): number
  /** How often a method was asked for, also without history. */
  count(method: string): number
  person(options?: PersonOptions): FakePerson
  /** Sends an update again, confirmed or not, as Telegram may after a crash on its side. */
  redeliver(updateId: number): void
  /** The network between bot and Telegram is away: connections are cut at once, both ways. */
  goOffline(): void
  goOnline(): void
  close(): Promise<void>
}

const TOKEN = '5138138138:AAFb1x_Cq0Zr2-vN7uYk3mW9sLdT5eJhGoP'

/** A Bot API server on this machine, with one bot and as many people as a test asks for. */
export async function startBotApi(options: BotApiOptions = {}): Promise<BotApi> {
  const token = options.token ?? TOKEN
  const keepHistory = options.keepHistory ?? true
  const account = new Account(Number(token.split(':')[0]), options.username ?? 'homthu138_bot', keepHistory)
  const parts = assemble(account, token, keepHistory, options)
  const app = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 500 } })
  await acceptBodies(app)
  app.all('/*', (request, reply) => serve(parts, request, reply))
  app.setErrorHandler((error, _request, reply) => rejectRequest(error, reply))
  const root = await app.listen({ host: '127.0.0.1', port: 0 })
  return control(app, root, parts)
}

interface Parts {
  readonly token: string
  readonly account: Account
  readonly faults: Faults
  readonly calls: Calls
  readonly methods: Methods
  readonly webhook: Webhook
}

function assemble(account: Account, token: string, keepHistory: boolean, options: BotApiOptions): Parts {
  const faults = new Faults()
  const calls = new Calls(keepHistory)
  const pace = { scale: options.webhookScale ?? 0.01, idleMs: options.webhookIdleMs ?? 60_000 }
  const webhook = new Webhook(account, faults, pace, ({ method, ...fields }) => {
    const params = new Params(fields)
    calls.note(String(method), params, account.clock.now(), 'webhook-answer')
    void methods.runFromAnswer(String(method), params)
  })
  const methods = new Methods(account, webhook)
  return { token, account, faults, calls, methods, webhook }
}

function control(app: FastifyInstance, root: string, { token, account, faults, calls, webhook }: Parts): BotApi {
  return {
    root,
    token,
    clock: account.clock,
    faults,
    calls: calls.all,
    chats: account.chats,
    downloads: account.files.downloads,
    pending: () => account.updates.pending.size,
    count: (method) => calls.count(method),
    person: (options) => new FakePerson(account, options),
    redeliver: (updateId) => account.updates.again(updateId),
    ...network(app, webhook),
    close: async () => {
      webhook.stop()
      faults.clear()
      account.updates.stopPolling(new Refusal(500, 'Internal Server Error: restart'))
      await app.close()
    },
  }
}

function network({ server }: FastifyInstance, webhook: Webhook): Pick<BotApi, 'goOffline' | 'goOnline'> {
  const refuse = (socket: Socket) => socket.destroy()
  return {
    goOffline: () => {
      server.on('connection', refuse)
      server.closeAllConnections()
      webhook.pause()
    },
    goOnline: () => {
      server.off('connection', refuse)
      webhook.resume()
    },
  }
}

async function serve(parts: Parts, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { pathname } = new URL(request.url, 'http://server')
  const [, file, token = '', rest = ''] = /^\/(file\/)?bot([^/]*)\/(.*)$/.exec(decodeURIComponent(pathname)) ?? []
  const refusal = checkToken(parts.token, token)
  if (refusal) {
    reply.hijack()
    return write(reply, refused(refusal))
  }
  if (file) return download(parts, rest, reply)
  const params = await paramsOf(request)
  const method = rest || String(params.fields.method ?? '')
  parts.calls.note(method, params, parts.account.clock.now(), 'request')
  const fault = parts.faults.take(method) ?? parts.faults.take('*')
  await respond(request, reply, (gone) => parts.methods.run(method, params, gone), fault, parts.faults)
}

function checkToken(expected: string, given: string): Refusal | undefined {
  if (given === expected) return undefined
  return /^[1-9]\d{0,15}:[\w-]+$/.test(given) ? new Refusal(401, 'Unauthorized') : new Refusal(404, 'Not Found')
}

async function download({ account, faults }: Parts, path: string, reply: FastifyReply): Promise<void> {
  reply.hijack()
  const fault = faults.take('file')
  const file = account.files.open(path)
  if (!file) return write(reply, refused(new Refusal(404, 'Not Found')))
  await sendFile(reply, file, fault, faults, goneSignal(reply))
}

/** What went wrong before a method was known: a body that cannot be read. */
async function rejectRequest(error: unknown, reply: FastifyReply): Promise<void> {
  const tooLarge = (error as { statusCode?: number }).statusCode === 413
  reply.hijack()
  write(
    reply,
    await outcome(async () => {
      throw tooLarge ? new Refusal(413, 'Request Entity Too Large') : error
    }),
  )
}

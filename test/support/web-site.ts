import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { LIMITS } from '../../src/channels/web/flood/limits.js'
import { createSite, type SiteDeps } from '../../src/channels/web/site.js'
import { createTranslator } from '../../src/i18n/translator.js'
import { silent } from '../../src/log.js'
import { newToken, oneWay } from '../../src/vault/ids.js'
import { sessionFrom } from '../../src/vault/session.js'
import { createTurns } from '../../src/vault/turns.js'
import { createVisitorPass } from '../../src/vault/visitor-pass.js'
import { createWaitingTickets } from '../../src/vault/waiting-ticket.js'
import { type FakeConversation, fakeConversation } from './fake-conversation.js'
import { places } from './turn-context.js'

export interface Site {
  readonly app: FastifyInstance
  readonly conversation: FakeConversation
}

/** The web chat over a conversation in memory. */
export async function aSite(change: Partial<SiteDeps> = {}): Promise<Site> {
  const translator = createTranslator()
  const conversation = fakeConversation(places, translator)
  const app = await createSite({
    conversation,
    sessions: { fromToken: (token) => sessionFrom(token, 'citizen'), newToken },
    turns: createTurns(Buffer.alloc(32, 7)),
    evidence: { keep: async () => 'broken' },
    flood: aFlood(),
    translator,
    log: silent,
    secureCookie: false,
    quickExitUrl: 'https://weather.example/',
    places: () => places,
    trustProxy: [],
    ...change,
  })
  return { app, conversation }
}

/** Two newcomers at once from a source, and one visitor a few requests: so that a test need not send hundreds. */
export const TIGHT: NonNullable<SiteDeps['flood']['limits']> = {
  ...LIMITS,
  visitor: { burst: 6, everyMs: 2_000 },
  visitorRefused: { burst: 3, everyMs: 60_000 },
  beginFast: { burst: 2, everyMs: 60_000 },
  samePage: { burst: 1, everyMs: 60_000 },
  worked: { burst: 4, everyMs: 60_000 },
}

/** As `bin/bot.ts` wires it. */
export function aFlood(change: Partial<SiteDeps['flood']> = {}): SiteDeps['flood'] {
  const secret = Buffer.alloc(32, 7)
  return {
    pass: createVisitorPass(secret),
    tickets: createWaitingTickets(secret),
    sourceId: (source) => oneWay(secret, 'source', source),
    now: Date.now,
    ...change,
  }
}

export type Fields = Readonly<Record<string, string>>

/** A browser without scripts: keeps cookies, follows nothing, remembers the turn of the page it saw last. */
export class Visitor {
  readonly cookies = new Map<string, string>()
  private readonly app: FastifyInstance
  turn = ''

  constructor({ app }: Site) {
    this.app = app
  }

  async open(url = '/', headers: Fields = {}): Promise<LightMyRequestResponse> {
    const response = await this.app.inject({ url, headers: { ...this.cookieHeader(), ...headers } })
    this.keepCookies(response)
    this.turn = /name="turn" value="([^"]+)"/.exec(response.body)?.[1] ?? this.turn
    return response
  }

  async post(fields: Fields, headers: Fields = {}): Promise<LightMyRequestResponse> {
    const response = await this.app.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...this.cookieHeader(), ...headers },
      payload: new URLSearchParams({ turn: this.turn, ...fields }).toString(),
    })
    this.keepCookies(response)
    return response
  }

  async upload(payload: Buffer, boundary: string, headers: Fields = {}): Promise<LightMyRequestResponse> {
    const type = `multipart/form-data; boundary=${boundary}`
    const response = await this.app.inject({
      method: 'POST',
      url: '/tep',
      headers: { 'content-type': type, ...this.cookieHeader(), ...headers },
      payload,
    })
    this.keepCookies(response)
    return response
  }

  /** Opens the page, says each thing in turn, and returns the page as it is then. */
  async say(...turns: Fields[]): Promise<string> {
    await this.open()
    for (const fields of turns) {
      await this.post(fields)
      await this.open()
    }
    return (await this.open()).body
  }

  private cookieHeader(): Fields {
    if (this.cookies.size === 0) return {}
    return { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  }

  private keepCookies(response: LightMyRequestResponse): void {
    for (const { name, value, maxAge } of response.cookies) {
      if (value === '' || maxAge === 0) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }
}

/** The steps of a whole report, up to the review. */
export function upToReview(text: string): Fields[] {
  return [
    { choice: 'report' },
    { choice: 'drugs' },
    { text },
    { choice: 'no' },
    { text: 'hẻm 12 gần chợ cũ, Phường 5' },
    { choice: 'p-an-hoi' },
    { choice: 'often' },
    { choice: 'saw' },
  ]
}

import type { InjectOptions } from 'fastify'
import { loadPlaces } from '../../src/bin/load-places.js'
import { createConsole } from '../../src/console/app.js'
import type { ConsoleDeps, OfficerSessions, SessionStage } from '../../src/console/ports.js'
import { type CaseStatus, firstStatus } from '../../src/domain/cases/status.js'
import type { ReportContent } from '../../src/domain/report.js'
import { createTranslator } from '../../src/i18n/translator.js'
import { silent } from '../../src/log.js'
import { createDevices, sameSecret } from '../../src/vault/devices.js'
import { DUTY, FakeApi, type FakeCase, unlockedFor } from './fake-api.js'

export const NOW = new Date('2026-11-25T07:05:09.000Z')

interface Kept {
  readonly officerId: string
  readonly language: string
  readonly stage: SessionStage
  readonly locked: boolean
}

export class FakeSessions implements OfficerSessions {
  readonly kept = new Map<string, Kept>()
  readonly touches: boolean[] = []
  private count = 0

  async create(unlocked: { officerId: string }, extra: { language: string; stage: SessionStage }) {
    this.count += 1
    const token = `token-of-session-${this.count}`
    this.kept.set(token, { officerId: unlocked.officerId, ...extra, locked: false })
    return token
  }

  async load(token: string, { touch }: { touch: boolean }) {
    const kept = this.kept.get(token)
    if (!kept) return undefined
    this.touches.push(touch)
    const { officerId, language, stage, locked } = kept
    const unlocked = locked ? null : unlockedFor(officerId)
    return { officerId, unlocked, language, stage, csrf: csrfOf(token), tag: `tag-of-${token}` }
  }

  async lock(token: string) {
    const kept = this.kept.get(token)
    if (!kept || kept.locked) return false
    this.kept.set(token, { ...kept, locked: true })
    return true
  }

  async unlock(token: string, { officerId }: { officerId: string }) {
    const kept = this.kept.get(token)
    if (kept?.officerId !== officerId) return false
    this.kept.set(token, { ...kept, locked: false })
    return true
  }

  async saveLanguage(token: string, language: string) {
    const kept = this.kept.get(token)
    if (kept) this.kept.set(token, { ...kept, language })
  }

  async destroy(token: string) {
    this.kept.delete(token)
  }
}

export function csrfOf(token: string): string {
  return `csrf-of-${token}`
}

/** The real app on a fake of everything behind it. */
export async function aConsole(overrides: Partial<ConsoleDeps> = {}) {
  const now = overrides.now ?? (() => NOW)
  const api = new FakeApi(now)
  const sessions = new FakeSessions()
  const deps: ConsoleDeps = {
    api,
    sessions,
    devices: createDevices(Buffer.alloc(32, 1)),
    translator: createTranslator(),
    places: loadPlaces(),
    log: silent,
    secureCookie: false,
    trustProxy: [],
    sameSecret,
    readiness: async () => ({ ok: true, reasons: [] }),
    now,
    ...overrides,
  }
  const app = await createConsole(deps)
  return { app, api, sessions }
}

export type TestConsole = Awaited<ReturnType<typeof aConsole>>

/** Somebody at the keyboard, with a session unless `officerId` is null. */
export async function visitor(
  { app, sessions }: TestConsole,
  officerId: string | null = DUTY,
  stage: SessionStage = 'full',
) {
  const token = officerId && (await sessions.create(unlockedFor(officerId), { language: 'vi', stage }))
  const cookies: Record<string, string> = token ? { officer: token } : {}
  const send = (options: InjectOptions) => app.inject({ cookies, ...options })
  return {
    token: token ?? '',
    send,
    get: (url: string) => send({ method: 'GET', url }),
    post: (url: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
      send({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
          ...headers,
        },
        payload: new URLSearchParams({ ...(token ? { _csrf: csrfOf(token) } : {}), ...fields }).toString(),
      }),
  }
}

let made = 0

/** A report in the fake store; its status can be any. */
export function aReport(api: FakeApi, status: Partial<CaseStatus> = {}, rest: Partial<FakeCase> = {}): FakeCase {
  made += 1
  const id = String(made).padStart(8, '7kqm3xwd').padEnd(26, '0')
  const receivedAt = '2026-11-25T06:53:00.000Z'
  const received = {
    type: 'received',
    at: receivedAt,
    id,
    receivedAt,
    category: 'theft',
    area: 'p-an-hoi',
    urgency: 'normal',
    restricted: false,
  } as const
  const full = { ...firstStatus(received), ...status }
  const report: FakeCase = {
    status: full,
    content: contentOf('Tối qua có hai người bẻ khóa xe trước hẻm 12, tôi thấy từ ban công.'),
    entries: [
      { n: 1, at: full.receivedAt, type: 'received', byName: null, text: null, unreadable: false, outcome: null },
    ],
    signed: true,
    happeningNow: false,
    firstHand: 'saw',
    evidenceCount: 0,
    ...rest,
  }
  api.cases.set(full.id, report)
  return report
}

export function contentOf(text: string, more: Partial<ReportContent> = {}): ReportContent {
  return {
    text,
    placeWords: 'hẻm 12 đường Nguyễn Huệ, gần quán cà phê',
    when: 'yesterday',
    whenWords: null,
    channel: 'web',
    language: 'vi',
    evidence: [],
    suggested: [],
    contact: 'AAAA',
    ...more,
  }
}

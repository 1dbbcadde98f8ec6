import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConsoleApi } from '../app/console/create-console-api.js'
import type { Actor } from '../app/console-api.js'
import { runClocks } from '../app/run-clocks.js'
import type { ProcessName } from '../config.js'
import { admit, type Credentials, enrolFirstLead } from '../demo/cast.js'
import { createDemoClock, type DemoClock } from '../demo/clock.js'
import { play } from '../demo/play.js'
import { DemoData } from '../demo/story.js'
import { plannedDays } from '../domain/roster.js'
import { createEvidenceFiles, evidenceFolder } from '../evidence/evidence-files.js'
import { createLog } from '../log.js'
import { createAuditStore } from '../store/audit.js'
import { createCaseStore } from '../store/cases.js'
import { DurableGate } from '../store/durability.js'
import { createKeyLists } from '../store/key-lists.js'
import { createOfficerStore } from '../store/officers.js'
import { type Client, connect } from '../store/redis.js'
import { createReportStore } from '../store/reports.js'
import { createReturnAddresses } from '../store/return-addresses.js'
import { createSignInGuard } from '../store/sign-in-guard.js'
import type { Demo } from '../supervisor/demo.js'
import { linkAudit } from '../vault/audit-link.js'
import { signingPair } from '../vault/boxes.js'
import { unb64 } from '../vault/bytes.js'
import { createCitizenVault } from '../vault/citizen-vault.js'
import { newOneTimeCode, oneWay } from '../vault/ids.js'
import { readKeyList } from '../vault/key-list.js'
import { createOfficerVault } from '../vault/officer-vault.js'
import { createReturnAddressSealer } from '../vault/return-address.js'
import { totp } from '../vault/totp.js'
import { dutyOn } from './duty.js'
import type { FirstRun } from './first-run.js'
import { loadPlaces } from './load-places.js'

export interface MakeDemoOptions {
  readonly first: FirstRun
  readonly dataDir: string
  readonly allowVolatile: boolean
  /** Where each process has its Redis: the demo is made with their rights and no others. */
  readonly url: (process: ProcessName, name: 'REDIS_URL' | 'REDIS_VOLATILE_URL') => string
}

const DATA = new URL('../../locales/demo-reports.json', import.meta.url)
/** Officers join this long before the oldest report, and have signed in well before the present. */
const BEFORE_ALL_MS = 86_400_000

/** Makes up officers and reports through the same use cases that pages call, in a past that ends at the present minute. */
export async function makeDemo(options: MakeDemoOptions): Promise<Demo> {
  const data = DemoData.parse(JSON.parse(readFileSync(DATA, 'utf8')))
  const present = new Date()
  const oldest = Math.max(...data.reports.map(({ ago }) => ago))
  const clock = createDemoClock(new Date(present.getTime() - oldest - BEFORE_ALL_MS))
  const connections: Client[] = []
  const open = (...where: Parameters<MakeDemoOptions['url']>) => {
    const redis = connect(options.url(...where))
    connections.push(redis)
    return redis
  }
  try {
    const console = consoleSide(options, clock, open('console', 'REDIS_URL'), open('console', 'REDIS_VOLATILE_URL'))
    const { actors, officers, lead } = await cast(console.api, clock, options.first, data)
    const citizen = citizenSide(options, clock, open('bot', 'REDIS_URL'))
    const deps = { citizen, actors, clock, ...console }
    const receipts = await play(deps, data.reports, present)
    await fillRoster(console.api, present, [...actors.values()], lead)
    return { officers, receipts }
  } finally {
    for (const redis of connections) redis.disconnect()
  }
}

async function cast(api: ReturnType<typeof createConsoleApi>, clock: DemoClock, first: FirstRun, data: DemoData) {
  const deps = { api, clock, newPassword: newOneTimeCode }
  const lead = await enrolFirstLead(deps, first)
  const actors = new Map<string, Actor>()
  const officers: Credentials[] = []
  for (const member of data.officers) {
    const { actor, credentials } = await admit(deps, lead.actor, member)
    actors.set(member.login, actor)
    officers.push(credentials)
  }
  return { actors, lead: lead.actor, officers: [...officers, lead.credentials] }
}

/** A week in which the day has everybody and the night the lead. */
async function fillRoster(api: ReturnType<typeof createConsoleApi>, at: Date, team: readonly Actor[], lead: Actor) {
  const [from = '', until = ''] = plannedDays(at).filter((_, n) => n === 0 || n === 6)
  const day = team.map(({ officerId }) => officerId)
  await api.saveRoster(lead, { version: 0, from, until, day, night: [lead.officerId] })
}

function consoleSide(options: MakeDemoOptions, clock: DemoClock, redis: Client, volatile: Client) {
  const { first, dataDir } = options
  const gate = new DurableGate(redis, options.allowVolatile)
  const secret = unb64(first.secrets.CONSOLE_SECRET)
  const cases = createCaseStore(redis, gate)
  const audit = createAuditStore(redis, dataDir)
  const api = createConsoleApi({
    cases,
    audit,
    linkAudit,
    clock,
    totp,
    evidence: createEvidenceFiles(evidenceFolder(dataDir)),
    addresses: createReturnAddresses(redis, gate),
    // The demo's reporters write on the web, which has nowhere to tell them.
    notices: { post: async () => undefined },
    officers: createOfficerStore(redis),
    keyLists: keyListsOf(options, redis, gate),
    vault: createOfficerVault(first.secrets.ORG_KEY, () => new Date()),
    duty: dutyOn(redis, volatile, gate),
    guard: createSignInGuard(volatile, (value) => oneWay(secret, 'sign-in', value)),
    log: createLog('demo', 'warn'),
  })
  return { api, runClocks: () => runClocks({ cases, audit, linkAudit, clock }) }
}

function citizenSide(options: MakeDemoOptions, clock: DemoClock, redis: Client) {
  const gate = new DurableGate(redis, options.allowVolatile)
  return {
    clock,
    vault: createCitizenVault(signingPair(unb64(options.first.secrets.BOT_SIGNING_KEY))),
    keyLists: keyListsOf(options, redis, gate),
    reports: createReportStore(redis, gate),
    cases: createCaseStore(redis, gate),
    addresses: createReturnAddresses(redis, gate),
    addressSealer: createReturnAddressSealer(options.first.secrets.ADDRESS_KEY),
    places: loadPlaces(),
  }
}

function keyListsOf({ first, dataDir }: MakeDemoOptions, redis: Client, gate: DurableGate) {
  const { ORG_KEY } = first.secrets
  const read: Parameters<typeof createKeyLists>[2] = (signed, floor, reading) =>
    readKeyList(signed, ORG_KEY, floor, new Date(), reading)
  return createKeyLists(redis, gate, read, join(dataDir, 'key-serial'))
}

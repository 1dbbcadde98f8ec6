import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TOTP } from 'otpauth'
import { createConsoleApi } from '../../src/app/console/create-console-api.js'
import type { Actor, ConsoleApi } from '../../src/app/console-api.js'
import { createConversation } from '../../src/app/conversation.js'
import type { CitizenInput, Session } from '../../src/app/incoming.js'
import { createEvidenceDesk } from '../../src/app/keep-evidence.js'
import { runClocks } from '../../src/app/run-clocks.js'
import { createEffects } from '../../src/app/run-effect.js'
import { dutyOn } from '../../src/bin/duty.js'
import { firstRun } from '../../src/bin/first-run.js'
import { loadPlaces } from '../../src/bin/load-places.js'
import type { Role } from '../../src/domain/officers.js'
import { createEvidenceFiles, evidenceFolder } from '../../src/evidence/evidence-files.js'
import { createTranslator } from '../../src/i18n/translator.js'
import { silent } from '../../src/log.js'
import { createAllowances } from '../../src/store/allowances.js'
import { createAuditStore } from '../../src/store/audit.js'
import { createCaseStore } from '../../src/store/cases.js'
import { DurableGate } from '../../src/store/durability.js'
import { createKeyLists } from '../../src/store/key-lists.js'
import { createOfficerStore } from '../../src/store/officers.js'
import { connect } from '../../src/store/redis.js'
import { createReportStore } from '../../src/store/reports.js'
import { createReturnAddresses } from '../../src/store/return-addresses.js'
import { createCitizenSessions } from '../../src/store/sessions.js'
import { createSignInGuard } from '../../src/store/sign-in-guard.js'
import { linkAudit } from '../../src/vault/audit-link.js'
import { signingPair } from '../../src/vault/boxes.js'
import { unb64 } from '../../src/vault/bytes.js'
import { createCitizenVault } from '../../src/vault/citizen-vault.js'
import { newToken, oneWay } from '../../src/vault/ids.js'
import { readKeyList } from '../../src/vault/key-list.js'
import { createOfficerVault } from '../../src/vault/officer-vault.js'
import { createReturnAddressSealer } from '../../src/vault/return-address.js'
import { sessionFrom } from '../../src/vault/session.js'
import { totp } from '../../src/vault/totp.js'
import { readTip } from './turn-context.js'

export type World = Awaited<ReturnType<typeof aWorld>>

export const PASSWORD = 'một mật khẩu rất dài'

/** The whole product but its web servers, on two real Redis servers, with a clock that tests may move. */
export async function aWorld(urls: { durable: string; volatile: string }) {
  const dataDir = await mkdtemp(join(tmpdir(), 'hom-thu-world-'))
  const [redis, volatile] = [connect(urls.durable), connect(urls.volatile)]
  const first = await firstRun({
    adminRedisUrl: urls.durable,
    dataDir,
    allowVolatile: false,
    keep: async () => undefined,
  })
  if (!first) throw new Error('a fresh Redis is expected')
  const time = { offset: 0, answerDelayMs: 120_000 }
  const now = () => new Date(Date.now() + time.offset)
  const clock = { now }
  const gate = new DurableGate(redis, false)
  const keyLists = createKeyLists(
    redis,
    gate,
    (signed, floor, options) => readKeyList(signed, first.secrets.ORG_KEY, floor, now(), options),
    join(dataDir, 'key-serial'),
  )
  const places = loadPlaces()
  const translator = createTranslator()
  const cases = createCaseStore(redis, gate, () => time.answerDelayMs)
  const reports = createReportStore(redis, gate)
  const officers = createOfficerStore(redis)
  const audit = createAuditStore(redis, dataDir)
  const vault = createCitizenVault(signingPair(unb64(first.secrets.BOT_SIGNING_KEY)))
  const officerVault = createOfficerVault(first.secrets.ORG_KEY, now)
  const sessions = createCitizenSessions(volatile, newToken)
  const evidence = createEvidenceFiles(evidenceFolder(dataDir))
  const addresses = createReturnAddresses(redis, gate)
  const addressSealer = createReturnAddressSealer(first.secrets.ADDRESS_KEY)
  const effects = { vault, keyLists, reports, cases, addresses, addressSealer, evidence, places, clock, log: silent }
  const run = createEffects(effects, 'web')
  const allowances = createAllowances(volatile)
  const evidenceDesk = createEvidenceDesk({ allowances, files: evidence, log: silent })
  const channel = { address: 'homthu.example.vn', canPush: false }
  const duty = dutyOn(redis, volatile, gate)
  const talk = { sessions, vault, places, translator, clock, run, allowances, channel, readTip }
  const conversation = createConversation(talk)
  const posted: string[] = []
  const consoleDeps = {
    cases,
    officers,
    keyLists,
    audit,
    linkAudit,
    vault: officerVault,
    totp,
    evidence,
    duty,
    clock,
    log: silent,
    addresses,
    notices: { post: async (inner: string) => void posted.push(inner) },
    guard: createSignInGuard(volatile, (value) => oneWay(Buffer.alloc(32, 1), 'sign-in', value)),
  }
  const api = createConsoleApi(consoleDeps)
  return {
    dataDir,
    redis,
    volatile,
    first,
    time,
    now,
    gate,
    keyLists,
    places,
    translator,
    cases,
    reports,
    evidence,
    evidenceDesk,
    allowances,
    officers,
    audit,
    vault,
    officerVault,
    duty,
    sessions,
    effects,
    addresses,
    talk,
    conversation,
    consoleDeps,
    api,
    /** Addresses whose outer lock an officer's session opened, for the worker. */
    posted,
    clocks: () => runClocks({ cases, audit, linkAudit, clock }),
    async stop() {
      redis.disconnect()
      volatile.disconnect()
      await rm(dataDir, { recursive: true })
    },
  }
}

/** A citizen at the keyboard, on one session. */
export function aCitizen(world: Pick<World, 'conversation'>, token = newToken()) {
  const handle = sessionFrom(token, 'citizen')
  const send = async (input: CitizenInput, eventId = newToken(8)): Promise<Session> =>
    (await world.conversation.handle({ session: handle, eventId, input }, 'vi')).session
  return {
    token,
    handle,
    send,
    press: (id: string, eventId?: string) => send({ type: 'choice', id }, eventId),
    type: (text: string, eventId?: string) => send({ type: 'text', text }, eventId),
    look: () => world.conversation.look(handle, 'vi'),
  }
}

/** Walks to the review card. */
export async function drafts(citizen: ReturnType<typeof aCitizen>, text: string, kind = 'drugs'): Promise<Session> {
  for (const id of ['report', kind]) await citizen.press(id)
  await citizen.type(text)
  await citizen.press('no')
  await citizen.press('p-an-hoi')
  await citizen.press('yesterday')
  return citizen.press('saw')
}

/** Reports something and keeps the receipt. */
export async function reports(world: Pick<World, 'conversation'>, text: string, how = 'send') {
  const citizen = aCitizen(world)
  await drafts(citizen, text)
  const sent = await citizen.press(how)
  const receipt = sent.replies.find((reply) => reply.code)?.code
  if (!receipt) throw new Error(`no receipt: ${sent.replies.map((reply) => reply.key)}`)
  return { citizen, receipt }
}

export function totpCode(secret: string, at: Date): string {
  return new TOTP({ secret, digits: 6, period: 30 }).generate({ timestamp: at.getTime() })
}

/** The first lead, signed in and with a password of their own. */
export async function firstLead(world: World): Promise<Actor & { totpSecret: string }> {
  const { login, oneTimePassword } = world.first
  const result = await world.api.signIn({ login, password: oneTimePassword, totp: '', source: 'desk' })
  if (result.kind !== 'must-enrol') throw new Error(result.kind)
  const { secret } = world.api.newTotp(login)
  const code = totpCode(secret, world.now())
  const done = await world.api.finishFirst(result.actor, { password: PASSWORD, totpSecret: secret, totp: code })
  if (done.kind !== 'active') throw new Error(done.kind)
  return { ...done.actor, totpSecret: secret }
}

/** Invited by a lead, enrolled, and admitted after reading out the fingerprint. */
export async function anOfficer(
  world: World,
  lead: Actor,
  login: string,
  role: Role,
): Promise<Actor & { totpSecret: string }> {
  const invited = await world.api.invite(lead, { login, name: `Cán bộ ${login}`, role })
  if (invited === 'login-taken') throw new Error(invited)
  const { secret } = world.api.newTotp(login)
  const enrolled = await enrol(world.api, invited, secret, world.now())
  if (enrolled.kind !== 'pending') throw new Error(enrolled.kind)
  if ((await world.api.approve(lead, invited.officerId, enrolled.fingerprint, role)) !== 'done')
    throw new Error('not approved')
  world.time.offset += 60_000
  const signedIn = await world.api.signIn({
    login,
    password: PASSWORD,
    totp: totpCode(secret, world.now()),
    source: 'desk',
  })
  if (signedIn.kind !== 'signed-in') throw new Error(signedIn.kind)
  return { ...signedIn.actor, totpSecret: secret }
}

function enrol(
  api: ConsoleApi,
  { officerId, code }: { officerId: string; code: string },
  totpSecret: string,
  at: Date,
) {
  return api.enrol(officerId, { code, password: PASSWORD, totpSecret, totp: totpCode(totpSecret, at) })
}

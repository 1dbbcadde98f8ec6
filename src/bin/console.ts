import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createConsoleApi } from '../app/console/create-console-api.js'
import { examineReadiness } from '../app/doctor.js'
import { createConsole } from '../console/app.js'
import { createNotices, NOTICE_DELAY_MS } from '../delivery/notices.js'
import { createEvidenceFiles, evidenceFolder } from '../evidence/evidence-files.js'
import { createTranslator } from '../i18n/translator.js'
import { createAuditStore } from '../store/audit.js'
import { createCaseStore } from '../store/cases.js'
import { DurableGate, inspectVolatile } from '../store/durability.js'
import { createKeyLists } from '../store/key-lists.js'
import { createOfficerSessions } from '../store/officer-sessions.js'
import { createOfficerStore } from '../store/officers.js'
import { connect } from '../store/redis.js'
import { createReturnAddresses } from '../store/return-addresses.js'
import { createSignInGuard } from '../store/sign-in-guard.js'
import { linkAudit } from '../vault/audit-link.js'
import { randomInt } from '../vault/boxes.js'
import { unb64 } from '../vault/bytes.js'
import { createDevices, sameSecret } from '../vault/devices.js'
import { newToken, oneWay } from '../vault/ids.js'
import { readKeyList } from '../vault/key-list.js'
import { createOfficerVault } from '../vault/officer-vault.js'
import { readSession } from '../vault/session.js'
import { totp } from '../vault/totp.js'
import { dutyOn } from './duty.js'
import { countAnswers, defaultUrl, listen } from './http.js'
import { loadPlaces } from './load-places.js'
import { createMetrics, logFor, runUntilStopped, serveMetrics, settingsOrExit } from './process.js'

const settings = settingsOrExit('console')
const log = logFor('console', settings.LOG_LEVEL)
const [redis, volatile] = [connect(settings.REDIS_URL), connect(settings.REDIS_VOLATILE_URL)]
const gate = new DurableGate(redis, settings.ALLOW_VOLATILE)
const metrics = createMetrics()
const secret = unb64(settings.CONSOLE_SECRET)
const now = () => new Date()
const consoleUrl = defaultUrl(settings.CONSOLE_URL, settings.CONSOLE_PORT)

const keyLists = createKeyLists(
  redis,
  gate,
  (signed, floor, options) => readKeyList(signed, settings.ORG_KEY, floor, now(), options),
  join(settings.DATA_DIR, 'key-serial'),
)
const notices = createNotices({
  connect: () => connect(settings.REDIS_VOLATILE_URL),
  delayMs: () => randomInt(NOTICE_DELAY_MS),
  log,
})
const audit = createAuditStore(redis, settings.DATA_DIR)
const api = createConsoleApi({
  cases: createCaseStore(redis, gate),
  officers: createOfficerStore(redis),
  keyLists,
  audit,
  linkAudit,
  vault: createOfficerVault(settings.ORG_KEY, now),
  totp,
  evidence: createEvidenceFiles(evidenceFolder(settings.DATA_DIR)),
  addresses: createReturnAddresses(redis, gate),
  notices,
  duty: dutyOn(redis, volatile, gate),
  guard: createSignInGuard(volatile, (value) => oneWay(secret, 'sign-in', value)),
  clock: { now },
  log,
})

const app = await createConsole({
  api,
  sessions: createOfficerSessions(volatile, newToken, (token) => readSession(token, 'officer')),
  devices: createDevices(secret),
  translator: createTranslator(),
  places: loadPlaces(),
  log,
  secureCookie: consoleUrl.startsWith('https:'),
  trustProxy: settings.TRUST_PROXY,
  isDemo: settings.DEMO,
  ...(settings.CONSOLE_URL ? { consoleUrl: settings.CONSOLE_URL } : {}),
  sameSecret,
  readiness: () =>
    examineReadiness({ durable: () => gate.readiness(), volatile: () => inspectVolatile(volatile), keyLists }),
  firstSignIn: () => rm(join(settings.DATA_DIR, 'first-run.txt'), { force: true }),
  now,
})
countAnswers(app, metrics)
await listen(app, { host: settings.CONSOLE_HOST, port: settings.CONSOLE_PORT, setting: 'CONSOLE_PORT' })
const metricsServer = serveMetrics(metrics, settings.CONSOLE_METRICS_PORT, log)
log.info('console ready', { port: settings.CONSOLE_PORT })
runUntilStopped(log, async () => {
  metricsServer.close()
  await app.close()
  await notices.close()
  redis.disconnect()
  volatile.disconnect()
})

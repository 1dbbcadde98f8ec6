import { join } from 'node:path'
import { createConversation } from '../app/conversation.js'
import { examineReadiness } from '../app/doctor.js'
import { createEvidenceDesk } from '../app/keep-evidence.js'
import { createEffects } from '../app/run-effect.js'
import { createSite } from '../channels/web/site.js'
import { placesOn } from '../domain/places.js'
import { dayOf } from '../domain/time.js'
import { createEvidenceFiles, evidenceFolder } from '../evidence/evidence-files.js'
import { createTranslator } from '../i18n/translator.js'
import { createAllowances } from '../store/allowances.js'
import { createCaseStore } from '../store/cases.js'
import { DurableGate, inspectVolatile } from '../store/durability.js'
import { createKeyLists } from '../store/key-lists.js'
import { connect } from '../store/redis.js'
import { createReportStore } from '../store/reports.js'
import { createReturnAddresses } from '../store/return-addresses.js'
import { createCitizenSessions } from '../store/sessions.js'
import { random, signingPair } from '../vault/boxes.js'
import { unb64 } from '../vault/bytes.js'
import { createCitizenVault } from '../vault/citizen-vault.js'
import { newToken, oneWay } from '../vault/ids.js'
import { readKeyList } from '../vault/key-list.js'
import { createReturnAddressSealer } from '../vault/return-address.js'
import { sessionFrom } from '../vault/session.js'
import { createTurns } from '../vault/turns.js'
import { createVisitorPass } from '../vault/visitor-pass.js'
import { createWaitingTickets } from '../vault/waiting-ticket.js'
import { countAnswers, defaultUrl, listen, registerHealth } from './http.js'
import { checkWords, loadPlaces } from './load-places.js'
import { loadTipReader } from './load-understanding.js'
import { createMetrics, logFor, runUntilStopped, serveMetrics, settingsOrExit } from './process.js'
import { wireTelegram } from './telegram.js'

const settings = settingsOrExit('bot')
const log = logFor('bot', settings.LOG_LEVEL)
const [redis, volatile] = [connect(settings.REDIS_URL), connect(settings.REDIS_VOLATILE_URL)]
const gate = new DurableGate(redis, settings.ALLOW_VOLATILE)
const metrics = createMetrics()
const places = loadPlaces()
const clock = { now: () => new Date() }
const translator = createTranslator()
checkWords(translator, places)
const siteUrl = defaultUrl(settings.PUBLIC_URL, settings.SITE_PORT)
const signingKey = unb64(settings.BOT_SIGNING_KEY)

const vault = createCitizenVault(signingPair(signingKey))
const keyLists = createKeyLists(
  redis,
  gate,
  (signed, floor) => readKeyList(signed, settings.ORG_KEY, floor, clock.now()),
  join(settings.DATA_DIR, 'key-serial'),
)
const allowances = createAllowances(volatile)
const files = createEvidenceFiles(evidenceFolder(settings.DATA_DIR))
const effects = {
  vault,
  keyLists,
  reports: createReportStore(redis, gate),
  cases: createCaseStore(redis, gate),
  evidence: files,
  addresses: createReturnAddresses(redis, gate),
  addressSealer: createReturnAddressSealer(settings.ADDRESS_KEY),
  places,
  clock,
  log,
}
const dialogue = {
  sessions: createCitizenSessions(volatile, newToken),
  vault,
  places,
  translator,
  clock,
  allowances,
  readTip: loadTipReader(),
}
const conversation = createConversation({
  ...dialogue,
  run: createEffects(effects, 'web'),
  channel: { address: new URL(siteUrl).host, canPush: false },
})
const evidence = createEvidenceDesk({ allowances, files, log })

/** Of an address, only this name is ever kept: in this process's memory, and it means nothing to the next one. */
const processKey = random(32)
const site = await createSite({
  conversation,
  sessions: { fromToken: (token) => sessionFrom(token, 'citizen'), newToken: () => newToken() },
  turns: createTurns(signingKey),
  evidence,
  flood: {
    pass: createVisitorPass(signingKey),
    tickets: createWaitingTickets(signingKey),
    sourceId: (source) => oneWay(processKey, 'source', source),
    now: () => clock.now().getTime(),
  },
  translator,
  log,
  secureCookie: siteUrl.startsWith('https:'),
  quickExitUrl: settings.QUICK_EXIT_URL,
  places: () => placesOn(places, dayOf(clock.now())),
  trustProxy: settings.TRUST_PROXY,
  isDemo: settings.DEMO,
})
registerHealth(site, () =>
  examineReadiness({ durable: () => gate.readiness(), volatile: () => inspectVolatile(volatile), keyLists }),
)
countAnswers(site, metrics)
const token = settings.TELEGRAM_BOT_TOKEN
const telegram =
  token === undefined
    ? undefined
    : await wireTelegram(site, {
        ...{ settings, token, redis, volatile, gate, effects, evidence, translator, clock, log },
        publicUrl: siteUrl,
        secret: signingKey,
        conversation: dialogue,
      })
await listen(site, { host: settings.SITE_HOST, port: settings.SITE_PORT, setting: 'SITE_PORT' })
const metricsServer = serveMetrics(metrics, settings.BOT_METRICS_PORT, log)
log.info('site ready', { port: settings.SITE_PORT })
runUntilStopped(log, async () => {
  metricsServer.close()
  await telegram?.stop()
  await site.close()
  redis.disconnect()
  volatile.disconnect()
})

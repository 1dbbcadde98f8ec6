import { runClocks } from '../app/run-clocks.js'
import { sendNotice } from '../app/send-notice.js'
import { sweepEvidence } from '../app/sweep-evidence.js'
import { createBotApi } from '../channels/telegram/bot-api.js'
import { createTelegramMessenger } from '../channels/telegram/messenger.js'
import { NOTICE_WAITS_MS, startNoticeWorker } from '../delivery/notice-worker.js'
import { startWorker } from '../delivery/worker.js'
import { evidenceFolder } from '../evidence/evidence-files.js'
import { createEvidenceFolder } from '../evidence/evidence-folder.js'
import { createTranslator } from '../i18n/translator.js'
import { createAuditStore } from '../store/audit.js'
import { createCaseStore } from '../store/cases.js'
import { DurableGate } from '../store/durability.js'
import { createEvidenceIndex } from '../store/evidence.js'
import { connect } from '../store/redis.js'
import { createAddressOpener } from '../vault/address.js'
import { linkAudit } from '../vault/audit-link.js'
import { newCaseId } from '../vault/ids.js'
import { startAlerts } from './alerts.js'
import { createMetrics, logFor, runUntilStopped, serveMetrics, settingsOrExit } from './process.js'

const settings = settingsOrExit('worker')
const log = logFor('worker', settings.LOG_LEVEL)
const redis = connect(settings.REDIS_URL)
const metrics = createMetrics()
const struck = metrics.counter('hom_thu_case_clocks_total', 'What time did to cases by itself', ['kind'])
const told = metrics.counter('hom_thu_notices_total', 'What became of notices to reporters', ['outcome'])
const translator = createTranslator()
const gate = new DurableGate(redis, settings.ALLOW_VOLATILE)
const deps = {
  cases: createCaseStore(redis, gate),
  audit: createAuditStore(redis, settings.DATA_DIR),
  linkAudit,
  clock: { now: () => new Date() },
}

/** A blocking connection must neither time out nor give up. */
const patient = (url: string) => connect(url, { maxRetriesPerRequest: null, commandTimeout: undefined })
const alerts = startAlerts({ settings, redis, gate, metrics, log, ...deps })

const worker = await startWorker({
  connect: () => patient(settings.REDIS_URL),
  runClocks: () => runClocks(deps),
  marked: (counts) => {
    for (const [kind, count] of Object.entries(counts)) struck.inc({ kind }, count)
  },
  sweep: () =>
    sweepEvidence({
      folder: createEvidenceFolder(evidenceFolder(settings.DATA_DIR)),
      index: createEvidenceIndex(redis),
      clock: deps.clock,
      newId: newCaseId,
    }),
  log,
})

const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot, TELEGRAM_PROXY: proxy } = settings
const notices = {
  opener: createAddressOpener(settings.ADDRESS_PRIVATE_KEY),
  messengers: token ? { telegram: createTelegramMessenger(createBotApi({ token, apiRoot, proxy })) } : {},
  // Nobody knows here which language the person reads.
  message: { text: translator.languages.map((language) => translator.say(language, { key: 'notice.new' })).join('\n') },
}
const noticeWorker = startNoticeWorker({
  connect: () => patient(settings.REDIS_VOLATILE_URL),
  send: (inner) => sendNotice(notices, inner),
  counted: (outcome) => told.inc({ outcome }),
  waitsMs: NOTICE_WAITS_MS,
  log,
})
const metricsServer = serveMetrics(metrics, settings.WORKER_METRICS_PORT, log)
log.info('worker ready')
runUntilStopped(log, async () => {
  metricsServer.close()
  await noticeWorker.stop()
  await alerts.stop()
  await worker.stop()
  redis.disconnect()
})

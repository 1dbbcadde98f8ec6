import { runClocks } from '../app/run-clocks.js'
import { sweepPictures } from '../app/sweep-pictures.js'
import { startWorker } from '../delivery/worker.js'
import { picturesFolder } from '../evidence/picture-files.js'
import { createPictureFolder } from '../evidence/picture-folder.js'
import { createAuditStore } from '../store/audit.js'
import { createCaseStore } from '../store/cases.js'
import { DurableGate } from '../store/durability.js'
import { createEvidenceIndex } from '../store/evidence.js'
import { connect } from '../store/redis.js'
import { linkAudit } from '../vault/audit-link.js'
import { newCaseId } from '../vault/ids.js'
import { startAlerts } from './alerts.js'
import { createMetrics, logFor, runUntilStopped, serveMetrics, settingsOrExit } from './process.js'

const settings = settingsOrExit('worker')
const log = logFor('worker', settings.LOG_LEVEL)
const redis = connect(settings.REDIS_URL)
const metrics = createMetrics()
const struck = metrics.counter('hom_thu_case_clocks_total', 'What time did to cases by itself', ['kind'])

const gate = new DurableGate(redis, settings.ALLOW_VOLATILE)
const deps = {
  cases: createCaseStore(redis, gate),
  audit: createAuditStore(redis, settings.DATA_DIR),
  linkAudit,
  clock: { now: () => new Date() },
}

const alerts = startAlerts({ settings, redis, gate, metrics, log, ...deps })

const worker = await startWorker({
  // A blocking connection must neither time out nor give up.
  connect: () => connect(settings.REDIS_URL, { maxRetriesPerRequest: null, commandTimeout: undefined }),
  runClocks: () => runClocks(deps),
  marked: (counts) => {
    for (const [kind, count] of Object.entries(counts)) struck.inc({ kind }, count)
  },
  sweep: () =>
    sweepPictures({
      folder: createPictureFolder(picturesFolder(settings.DATA_DIR)),
      index: createEvidenceIndex(redis),
      clock: deps.clock,
      newId: newCaseId,
    }),
  log,
})
const metricsServer = serveMetrics(metrics, settings.WORKER_METRICS_PORT, log)
log.info('worker ready')
runUntilStopped(log, async () => {
  metricsServer.close()
  await alerts.stop()
  await worker.stop()
  redis.disconnect()
})

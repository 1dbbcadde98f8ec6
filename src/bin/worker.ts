import { runClocks } from '../app/run-clocks.js'
import { sweepEvidence } from '../app/sweep-evidence.js'
import { startWorker } from '../delivery/worker.js'
import { evidenceFolder } from '../evidence/evidence-files.js'
import { createEvidenceFolder } from '../evidence/evidence-folder.js'
import { createAuditStore } from '../store/audit.js'
import { createCaseStore } from '../store/cases.js'
import { DurableGate } from '../store/durability.js'
import { createEvidenceIndex } from '../store/evidence.js'
import { connect } from '../store/redis.js'
import { linkAudit } from '../vault/audit-link.js'
import { newCaseId } from '../vault/ids.js'
import { createMetrics, logFor, runUntilStopped, serveMetrics, settingsOrExit } from './process.js'

const settings = settingsOrExit('worker')
const log = logFor('worker', settings.LOG_LEVEL)
const redis = connect(settings.REDIS_URL)
const metrics = createMetrics()
const struck = metrics.counter('hom_thu_case_clocks_total', 'What time did to cases by itself', ['kind'])

const deps = {
  cases: createCaseStore(redis, new DurableGate(redis, settings.ALLOW_VOLATILE)),
  audit: createAuditStore(redis, settings.DATA_DIR),
  linkAudit,
  clock: { now: () => new Date() },
}

const worker = await startWorker({
  // A blocking connection must neither time out nor give up.
  connect: () => connect(settings.REDIS_URL, { maxRetriesPerRequest: null, commandTimeout: undefined }),
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
const metricsServer = serveMetrics(metrics, settings.WORKER_METRICS_PORT, log)
log.info('worker ready')
runUntilStopped(log, async () => {
  metricsServer.close()
  await worker.stop()
  redis.disconnect()
})

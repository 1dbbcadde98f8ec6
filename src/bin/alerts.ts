import { join } from 'node:path'
import { type AlertDeps, runAlerts } from '../app/run-alerts.js'
import { createBotApi } from '../channels/telegram/bot-api.js'
import { createTelegramMessenger } from '../channels/telegram/messenger.js'
import type { Config } from '../config.js'
import { ALERTS_EVERY_MS } from '../delivery/jobs.js'
import { watch } from '../delivery/watch.js'
import { createTranslator } from '../i18n/translator.js'
import type { Log } from '../log.js'
import { createAlertBox } from '../store/alert-box.js'
import { createAlertLinks } from '../store/alert-links.js'
import type { DurableGate } from '../store/durability.js'
import { createKeyLists } from '../store/key-lists.js'
import type { Client } from '../store/redis.js'
import { createRosters } from '../store/rosters.js'
import { createAddressOpener } from '../vault/address.js'
import { readKeyList } from '../vault/key-list.js'
import type { Metrics } from './process.js'

interface AlertOptions extends Pick<AlertDeps, 'cases' | 'audit' | 'linkAudit' | 'clock'> {
  readonly settings: Config<'worker'>
  readonly redis: Client
  readonly gate: DurableGate
  readonly metrics: Metrics
  readonly log: Log
}

/** The worker's part that tells officers. Without a platform it drops what is due, so that nothing piles up. */
export function startAlerts({ settings, redis, gate, metrics, log, ...rest }: AlertOptions): ReturnType<typeof watch> {
  const told = metrics.counter('hom_thu_staff_alerts_total', 'What became of alerts to officers', ['outcome'])
  const read: Parameters<typeof createKeyLists>[2] = (signed, floor, options) =>
    readKeyList(signed, settings.ORG_KEY, floor, rest.clock.now(), options)
  const deps: AlertDeps = {
    ...rest,
    links: createAlertLinks(redis, gate),
    box: createAlertBox(redis, gate),
    rosters: createRosters(redis, gate),
    keyLists: createKeyLists(redis, gate, read, join(settings.DATA_DIR, 'key-serial')),
    opener: createAddressOpener(settings.ADDRESS_PRIVATE_KEY),
    messengers: messengersFor(settings),
    appointments: new Map(),
    translator: createTranslator(),
    consoleUrl: settings.CONSOLE_URL,
    log,
    told: (outcome) => told.inc({ outcome }),
  }
  return watch({ everyMs: ALERTS_EVERY_MS, look: () => runAlerts(deps), log })
}

function messengersFor(settings: Config<'worker'>): AlertDeps['messengers'] {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot, TELEGRAM_PROXY: proxy } = settings
  return token ? { telegram: createTelegramMessenger(createBotApi({ token, apiRoot, proxy })) } : {}
}

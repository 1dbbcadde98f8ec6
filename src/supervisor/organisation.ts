import { join } from 'node:path'
import { BadSetting, type ProcessName, SETTINGS, settingsFor } from '../config.js'
import { keys } from '../store/keys.js'
import { connect } from '../store/redis.js'
import { isFirstRunMarked, MADE_ON_FIRST_RUN } from './secrets.js'
import { type Sources, valueFor } from './sources.js'

const PROCESSES = ['bot', 'console', 'worker'] as const satisfies readonly ProcessName[]

/**
 * Whether this is the first run. Keys on one side only are never mended by making new ones: that would leave reports
 * which nobody can open.
 */
export async function isFirstRun(redisUrl: string, dataDir: string, sources: Sources): Promise<boolean> {
  const hasKeyList = await holdsKeyList(redisUrl)
  const missing = missingSecrets(sources)
  const marked = await isFirstRunMarked(dataDir)
  if (hasKeyList && marked) throw new Error(cutOff(dataDir))
  if (hasKeyList && missing.length > 0) throw new Error(secretsLost(missing, dataDir))
  if (hasKeyList) return false
  if (marked || !hasAnySecret(sources)) return true
  throw new Error(redisLost(dataDir))
}

async function holdsKeyList(redisUrl: string): Promise<boolean> {
  const redis = connect(redisUrl)
  let reason = 'does not answer'
  redis.on('error', (error: Error) => {
    reason = /^(NOAUTH|WRONGPASS|NOPERM)/.exec(error.message)?.[0] ?? codeOf(error) ?? reason
  })
  try {
    return (await redis.exists(keys.keyList)) === 1
  } catch (error) {
    throw new BadSetting(
      'REDIS_URL',
      `the server cannot be used (${codeOf(error) ?? reason})`,
      SETTINGS.REDIS_URL.example,
    )
  } finally {
    redis.disconnect()
  }
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return 'code' in error && typeof error.code === 'string' ? error.code : /^[A-Z]{4,}(?= )/.exec(error.message)?.[0]
}

function missingSecrets(sources: Sources): string[] {
  return PROCESSES.flatMap((process) =>
    madeFor(process)
      .filter((name) => !valueFor(process, name, sources))
      .map((name) => `${name} (${process}.env)`),
  )
}

function hasAnySecret(sources: Sources): boolean {
  return PROCESSES.some((process) => madeFor(process).some((name) => valueFor(process, name, sources)))
}

function madeFor(process: ProcessName) {
  const mine: readonly string[] = settingsFor(process)
  return MADE_ON_FIRST_RUN.filter((name) => mine.includes(name))
}

function cutOff(dataDir: string): string {
  const mark = join(dataDir, 'secrets', 'first-run.pending')
  return [
    'The first start was cut off just when its password was to be shown.',
    `If you have the password and the recovery key, remove ${mark} and start again.`,
    `If not, nothing has been received yet: move ${dataDir} away (with a Redis of your own, empty that too) and start again.`,
  ].join('\n')
}

function secretsLost(missing: readonly string[], dataDir: string): string {
  return [
    `Redis already holds the keys of an organisation, but these secrets are missing: ${missing.join(', ')}.`,
    `Restore ${join(dataDir, 'secrets')} from a backup (or set them in .env).`,
    `To begin anew instead, move ${dataDir} away (with a Redis of your own, give REDIS_URL an empty one).`,
  ].join('\n')
}

function redisLost(dataDir: string): string {
  return [
    'There are secrets of an organisation here, but Redis does not hold its keys.',
    'Restore a backup of Redis, or set REDIS_URL to the Redis that has them.',
    `To begin anew instead, move ${dataDir} away and remove ${MADE_ON_FIRST_RUN.join(', ')} from .env.`,
  ].join('\n')
}

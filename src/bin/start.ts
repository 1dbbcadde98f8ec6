import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StoreUnavailable } from '../app/ports.js'
import { BadSetting, type ProcessName, readSetting, SETTINGS } from '../config.js'
import { addresses, announceFirstLogin } from '../supervisor/announce.js'
import { demoSettings, enterDataDir, realSettings } from '../supervisor/demo.js'
import { fleetOf, type Member } from '../supervisor/fleet.js'
import { lockDataDir } from '../supervisor/lock.js'
import { isFirstRun } from '../supervisor/organisation.js'
import { BAD_SETTING_EXIT, type Processes, runProcesses } from '../supervisor/processes.js'
import { forProcesses, type ProvidedRedis, provideRedis } from '../supervisor/provide-redis.js'
import type { Say } from '../supervisor/run.js'
import * as kept from '../supervisor/secrets.js'
import { checkGiven, environmentFor, given, readDotenv, type Sources } from '../supervisor/sources.js'
import { sha256 } from '../vault/bytes.js'
import { newToken } from '../vault/ids.js'
import { firstRun } from './first-run.js'
import { defaultUrl } from './http.js'
import { checkRedisOfDemo, fillDemo, tellDemo } from './start-demo.js'

export interface StartOptions {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  readonly scripts: Readonly<Record<ProcessName, string>>
  readonly isTerminal: boolean
  /** Everything in it is made up; it never shares a folder with a real place. */
  readonly isDemo: boolean
  readonly say: Say
  /** Aborted when everything is to stop. */
  readonly signal: AbortSignal
}

interface Context extends StartOptions {
  readonly dataDir: string
  readonly given: Readonly<Record<string, string | undefined>>
  readonly fleet: readonly Member[]
}

const PROCESSES = ['bot', 'console', 'worker'] as const satisfies readonly ProcessName[]

const SCRIPTS = Object.fromEntries(
  PROCESSES.map((name) => [name, fileURLToPath(new URL(`./${name}.js`, import.meta.url))]),
) as Record<ProcessName, string>

/** What `npm start` runs. The answer is the exit code; tests put their own processes in place of ours. */
export async function main(args: readonly string[], scripts = SCRIPTS): Promise<number> {
  // A terminal that was closed must not keep us from stopping in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort())
  try {
    const isDemo = readArgs(args)
    const [folder, isTerminal] = [process.cwd(), process.stdout.isTTY === true]
    return await start({ folder, env: process.env, scripts, isTerminal, isDemo, say, signal: stopping.signal })
  } catch (error) {
    if (stopping.signal.aborted) return 0
    process.stderr.write(`${error instanceof Error ? error.message : 'unknown error'}\n`)
    return error instanceof BadSetting ? BAD_SETTING_EXIT : 1
  }
}

function readArgs(args: readonly string[]): boolean {
  const unknown = args.find((arg) => arg !== '--demo')
  if (unknown) throw new Error(`npm start does not know ${unknown}`)
  return args.length > 0
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Starts everything, waits for the signal (or a bad setting), and stops everything in the reverse order. */
export async function start(options: StartOptions): Promise<number> {
  const file = await readDotenv(join(options.folder, '.env'))
  const values = (options.isDemo ? demoSettings : realSettings)(given(options.env, file))
  checkGiven(values)
  const fleet = fleetOf(values)
  const dataDir = readSetting('DATA_DIR', values)
  await makeDataDir(dataDir)
  const lock = await lockDataDir(dataDir)
  try {
    await enterDataDir(dataDir, options.isDemo)
    return await withRedis({ ...options, dataDir, given: values, fleet })
  } finally {
    await lock.release()
  }
}

async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new BadSetting('DATA_DIR', `cannot be made (${(error as NodeJS.ErrnoException).code})`, './data')
  }
}

async function withRedis(context: Context): Promise<number> {
  const secrets = kept.withRedisPasswords(await kept.readSecrets(context.dataDir), () => newToken())
  await kept.writeSecrets(context.dataDir, secrets)
  context.say('Starting Hòm thư 138.')
  const sha256hex = (text: string) => sha256(text).toString('hex')
  const redis = await provideRedis({ ...context, secrets, sha256hex })
  try {
    if (context.isDemo) await checkRedisOfDemo(context.given.REDIS_URL, secrets.admin.ORG_KEY)
    const all = await withOrganisation(context, { ...secrets, admin: adminSecrets(secrets.admin, redis) }, redis)
    context.signal.throwIfAborted()
    return await withProcesses(context, sourcesOf(context, all, redis))
  } finally {
    await redis.stop()
  }
}

/** For `npm run admin`: where the Redis of this very start is. */
function adminSecrets({ REDIS_URL: _, REDIS_VOLATILE_URL: __, ...rest }: kept.SecretFile, redis: ProvidedRedis) {
  return { ...rest, ...redis.settings.admin }
}

function sourcesOf(context: Context, secrets: kept.Secrets, redis: ProvidedRedis): Sources {
  const plain = context.env
  return { env: plain, file: context.given, provided: forProcesses(redis), secrets }
}

/** Makes the keys of the organisation and its first lead when there are none yet. */
async function withOrganisation(context: Context, secrets: kept.Secrets, redis: ProvidedRedis): Promise<kept.Secrets> {
  const { dataDir } = context
  await kept.writeSecrets(dataDir, secrets)
  const adminRedisUrl = context.given.REDIS_URL ?? redis.settings.admin.REDIS_URL ?? ''
  if (!(await isFirstRun(adminRedisUrl, dataDir, sourcesOf(context, secrets, redis)))) return secrets
  context.say('First run: making the keys of the organisation and its first officer.')
  await kept.markFirstRun(dataDir)
  let all = secrets
  const keep = async (made: kept.ProductSecrets) => {
    all = kept.withProductSecrets(secrets, made)
    await kept.writeSecrets(dataDir, all)
  }
  const allowVolatile = readSetting('ALLOW_VOLATILE', context.given)
  const first = await firstRun({ adminRedisUrl, dataDir, allowVolatile, keep }).catch(explainStore)
  if (!first) throw new Error('Another npm start is making the keys in the same Redis. Start again when it is done.')
  const [consoleUrl = ''] = urls(context).console
  if (!context.isDemo) await announceFirstLogin({ ...context, first, consoleUrl })
  else await fillDemo({ ...context, first, allowVolatile, sources: sourcesOf(context, all, redis) })
  await kept.unmarkFirstRun(dataDir)
  return all
}

function explainStore(error: unknown): never {
  if (!(error instanceof StoreUnavailable) || !(error.cause instanceof Error)) throw error
  throw new BadSetting('REDIS_URL', `the server cannot be used (${error.cause.message})`, SETTINGS.REDIS_URL.example)
}

async function withProcesses(context: Context, sources: Sources): Promise<number> {
  const specs = context.fleet.map(({ name, process, settings }) => ({
    name,
    script: context.scripts[process],
    env: { ...environmentFor(process, sources), ...settings },
  }))
  const processes = runProcesses(specs, context.say)
  try {
    return await outcome(context, processes)
  } finally {
    context.say('Stopping.')
    await processes.stop()
  }
}

async function outcome(context: Context, processes: Processes): Promise<number> {
  const { signal } = context
  const stopped = new Promise<'stopped'>((resolve) => {
    if (signal.aborted) resolve('stopped')
    signal.addEventListener('abort', () => resolve('stopped'), { once: true })
  })
  const badSetting = processes.badSetting.then(() => 'bad-setting' as const)
  const ready = Promise.all(context.fleet.map(({ name }) => processes.whenReady(name)))
  const first = await Promise.race([stopped, badSetting, ready])
  if (Array.isArray(first)) {
    if (context.isDemo) await tellDemo(context, urls(context))
    context.say(addresses(urls(context)))
  }
  return (await Promise.race([stopped, badSetting])) === 'stopped' ? 0 : BAD_SETTING_EXIT
}

/** What people type; with several processes also where each one listens, for the proxy in front. */
function urls({ given, fleet }: Context): { site: string[]; console: string[] } {
  const ports = (process: ProcessName, name: 'SITE_PORT' | 'CONSOLE_PORT') =>
    fleet
      .filter((member) => member.process === process)
      .map(({ settings }) => readSetting(name, { ...given, ...settings }))
  return {
    site: reachedAt(given.PUBLIC_URL, ports('bot', 'SITE_PORT')),
    console: reachedAt(given.CONSOLE_URL, ports('console', 'CONSOLE_PORT')),
  }
}

function reachedAt(configured: string | undefined, ports: readonly number[]): string[] {
  const local = ports.map((port) => defaultUrl(undefined, port))
  if (!configured) return local
  return local.length === 1 ? [configured] : [configured, ...local]
}

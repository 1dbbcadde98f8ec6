import { access } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { BadSetting, SETTINGS, type SettingName } from '../config.js'
import { keys } from '../store/keys.js'
import { connect } from '../store/redis.js'
import { readJson, writePrivateFile } from './files.js'
import { isFirstRunMarked, MADE_ON_FIRST_RUN } from './secrets.js'

type Values = Readonly<Record<string, string | undefined>>

const text = z.string().min(1)

/** `demo.json`: marks a DATA_DIR as a demo and, once everything is made up, says how to sign in. */
const DemoFile = z.object({
  v: z.literal(1),
  made: z
    .object({
      officers: z.array(z.object({ login: text, name: text, role: text, password: text, totpSecret: text })),
      receipts: z.array(z.object({ receipt: text, show: z.enum(['question', 'closed']) })),
    })
    .nullable(),
})
export type Demo = NonNullable<z.infer<typeof DemoFile>['made']>

export const DEMO_DATA_DIR = './data-demo'
/** Set for a real place only: its addresses, its proxy and its keys. */
const REAL = ['PUBLIC_URL', 'CONSOLE_URL', 'TRUST_PROXY', 'TELEGRAM_BOT_TOKEN', ...MADE_ON_FIRST_RUN] as const
const HOSTS = ['SITE_HOST', 'CONSOLE_HOST'] as const
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/

/** The settings of a demo: its own folder unless another is given, and this machine only. Throws BadSetting. */
export function demoSettings(given: Values): Values {
  for (const name of REAL) if (given[name]) throw refused(name, 'belongs to a real place; --demo runs without it')
  for (const name of HOSTS) {
    if (!LOOPBACK.test(given[name] ?? 'localhost')) throw refused(name, '--demo is for this machine only')
  }
  if (given.DEMO === '0') throw refused('DEMO', '--demo turns it on, so it cannot be off')
  return { ...given, DATA_DIR: given.DATA_DIR ?? DEMO_DATA_DIR, DEMO: '1' }
}

/** Without --demo nothing may pass for a demo. */
export function realSettings(given: Values): Values {
  if (given.DEMO === '1') throw refused('DEMO', 'is set by npm start -- --demo only')
  return given
}

function refused(name: SettingName, reason: string): BadSetting {
  return new BadSetting(name, reason, SETTINGS[name].example)
}

/** Invented reports and real ones never share a folder. To be called under the lock. */
export async function enterDataDir(dataDir: string, isDemo: boolean): Promise<void> {
  const marked = await exists(fileOf(dataDir))
  if (!isDemo && marked) throw new Error(needsDemo(dataDir))
  if (!isDemo) return
  if (!marked && (await isInUse(dataDir))) throw new Error(isReal(dataDir))
  if (!marked) return await write(dataDir, null)
  if (await isFirstRunMarked(dataDir)) throw new Error(cutOff(dataDir))
}

/** A Redis of one's own must be empty when the demo is made, and afterwards hold this demo: `isOurs` knows its signature. */
export async function refuseForeignRedis(url: string, isOurs: (signedKeyList: string) => boolean): Promise<void> {
  const redis = connect(url)
  redis.on('error', () => undefined)
  try {
    const list = await redis.hget(keys.keyList, 'signed')
    const holds = list === null ? (await redis.exists(keys.reports, keys.restricted)) > 0 : !isOurs(list)
    if (holds) throw refused('REDIS_URL', 'the server holds reports of another place; --demo needs an empty one')
  } finally {
    redis.disconnect()
  }
}

export function keepDemo(dataDir: string, made: Demo): Promise<void> {
  return write(dataDir, made)
}

/** Nothing when the folder is no demo, or not yet made. */
export async function readDemo(dataDir: string): Promise<Demo | undefined> {
  return DemoFile.safeParse(await readJson(fileOf(dataDir))).data?.made ?? undefined
}

function write(dataDir: string, made: Demo | null): Promise<void> {
  return writePrivateFile(fileOf(dataDir), `${JSON.stringify({ v: 1, made }, null, 2)}\n`)
}

function fileOf(dataDir: string): string {
  return join(dataDir, 'demo.json')
}

async function isInUse(dataDir: string): Promise<boolean> {
  const traces = ['secrets', 'redis', 'audit', 'key-serial'].map((name) => exists(join(dataDir, name)))
  return (await Promise.all(traces)).includes(true)
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function needsDemo(dataDir: string): string {
  return [
    `${dataDir} holds a demo with invented reports; a real place must not start on it.`,
    'For the demo: npm start -- --demo. For a real place: give it another DATA_DIR.',
  ].join('\n')
}

function isReal(dataDir: string): string {
  return [
    `${dataDir} holds the organisation of a real place; --demo never adds to it.`,
    `Leave DATA_DIR unset for the demo (it then uses ${DEMO_DATA_DIR}), or name an empty folder.`,
  ].join('\n')
}

function cutOff(dataDir: string): string {
  return `The demo was cut off while it was being made up. Nothing in it is real: remove ${dataDir} and start again.`
}

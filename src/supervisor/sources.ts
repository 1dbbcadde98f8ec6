import { readFile } from 'node:fs/promises'
import { parse } from 'dotenv'
import { BadSetting, type ProcessName, readSetting, SETTINGS, type SettingName, settingsFor } from '../config.js'
import { MADE_ON_FIRST_RUN, type Secrets } from './secrets.js'

type Values = Readonly<Record<string, string | undefined>>

/** Where values come from; the earlier one wins, and an empty value counts as not set. */
export interface Sources {
  readonly env: Values
  readonly file: Values
  /** What the supervisor itself brings: the addresses of its private Redis. */
  readonly provided: Readonly<Partial<Record<ProcessName, Values>>>
  readonly secrets: Secrets
}

/** The whole environment of one process: its own settings and what Node and TLS need. Nothing else leaks in. */
export function environmentFor(process: ProcessName, sources: Sources): NodeJS.ProcessEnv {
  const settings = settingsFor(process).map((name) => [name, valueFor(process, name, sources)])
  const plain = PLAIN.map((name) => [name, sources.env[name]])
  return Object.fromEntries([...plain, ...settings].filter(([, value]) => value))
}

const PLAIN = ['PATH', 'HOME', 'TZ', 'NODE_ENV', 'LANG', 'NODE_EXTRA_CA_CERTS'] as const

export function valueFor(process: ProcessName, name: SettingName, sources: Sources): string | undefined {
  const { env, file, provided, secrets } = sources
  return env[name] || file[name] || provided[process]?.[name] || secrets[process][name] || undefined
}

/** What npm start makes itself when it is not set. */
const BROUGHT: readonly string[] = ['REDIS_URL', 'REDIS_VOLATILE_URL', ...MADE_ON_FIRST_RUN]

/** Throws the first BadSetting before anything is started or written. */
export function checkGiven(given: Values): void {
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    if (given[name] || !BROUGHT.includes(name)) readSetting(name, given)
  }
}

export function given(env: Values, file: Values): Values {
  const names = Object.keys(SETTINGS)
  return Object.fromEntries(names.map((name) => [name, env[name] || file[name] || undefined]))
}

export async function readDotenv(path: string): Promise<Values> {
  try {
    return parse(await readFile(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new BadSetting('.env', `cannot be read (${(error as NodeJS.ErrnoException).code})`, 'see .env.example')
  }
}

import { access, chmod, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'dotenv'
import type { Account } from './acl.js'
import { writePrivateFile } from './files.js'

export type SecretFile = Readonly<Record<string, string>>
export type Secrets = Readonly<Record<Account, SecretFile>>

const ACCOUNTS = ['bot', 'console', 'worker', 'admin'] as const satisfies readonly Account[]

/** One file per process, so that a process or its service file never needs to see another one's. */
export async function readSecrets(dataDir: string): Promise<Secrets> {
  const files = await Promise.all(ACCOUNTS.map((account) => readSecretFile(fileOf(dataDir, account))))
  return Object.fromEntries(ACCOUNTS.map((account, i) => [account, files[i]])) as Secrets
}

/** Each file is complete and on disk when this returns. */
export async function writeSecrets(dataDir: string, secrets: Secrets): Promise<void> {
  const folder = folderOf(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  for (const account of ACCOUNTS) await writePrivateFile(fileOf(dataDir, account), render(secrets[account]))
}

/** Every account has a password of its own; made once, because running servers and backups know it. */
export function withRedisPasswords(secrets: Secrets, newToken: () => string): Secrets {
  const withPassword = (file: SecretFile) => ({ ...file, REDIS_PASSWORD: file.REDIS_PASSWORD || newToken() })
  return mapSecrets(secrets, withPassword)
}

/** The organisation's secrets, made once. */
export const MADE_ON_FIRST_RUN = [
  'ORG_KEY',
  'BOT_SIGNING_KEY',
  'CONSOLE_SECRET',
  'ADDRESS_KEY',
  'ADDRESS_PRIVATE_KEY',
] as const
export type ProductSecrets = Readonly<Record<(typeof MADE_ON_FIRST_RUN)[number], string>>

export function withProductSecrets(secrets: Secrets, made: ProductSecrets): Secrets {
  const { ORG_KEY, BOT_SIGNING_KEY, CONSOLE_SECRET, ADDRESS_KEY, ADDRESS_PRIVATE_KEY } = made
  const shared = mapSecrets(secrets, (file) => ({ ...file, ORG_KEY }))
  return {
    ...shared,
    bot: { ...shared.bot, BOT_SIGNING_KEY, ADDRESS_KEY },
    console: { ...shared.console, CONSOLE_SECRET },
    worker: { ...shared.worker, ADDRESS_PRIVATE_KEY },
  }
}

/** Stands from before the new secrets are written until the person can read the first password. */
export async function markFirstRun(dataDir: string): Promise<void> {
  await mkdir(folderOf(dataDir), { recursive: true, mode: 0o700 })
  await writePrivateFile(markOf(dataDir), '')
}

export async function isFirstRunMarked(dataDir: string): Promise<boolean> {
  return access(markOf(dataDir)).then(
    () => true,
    () => false,
  )
}

export async function unmarkFirstRun(dataDir: string): Promise<void> {
  await rm(markOf(dataDir), { force: true })
}

function mapSecrets(secrets: Secrets, change: (file: SecretFile) => SecretFile): Secrets {
  return Object.fromEntries(ACCOUNTS.map((account) => [account, change(secrets[account])])) as Secrets
}

async function readSecretFile(path: string): Promise<SecretFile> {
  try {
    return parse(await readFile(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

function render(file: SecretFile): string {
  return Object.entries(file)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join('')
}

/** A path in an address may hold what the .env form would read as a comment or an escape. */
function quote(value: string): string {
  const mark = ["'", '`', '"'].find((candidate) => !value.includes(candidate))
  if (!mark || value.includes('\n')) throw new Error('A secret cannot be written to a file: it holds every quote.')
  return `${mark}${value}${mark}`
}

function folderOf(dataDir: string): string {
  return join(dataDir, 'secrets')
}

function fileOf(dataDir: string, account: Account): string {
  return join(folderOf(dataDir), `${account}.env`)
}

function markOf(dataDir: string): string {
  return join(folderOf(dataDir), 'first-run.pending')
}

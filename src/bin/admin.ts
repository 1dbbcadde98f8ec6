import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { recover } from '../app/console/recover.js'
import { examine } from '../app/doctor.js'
import type { KeyListReading } from '../app/ports.js'
import { readSetting } from '../config.js'
import type { SignedKeyList } from '../domain/officers.js'
import { createAuditStore, readAnchors } from '../store/audit.js'
import { DurableGate, inspectVolatile } from '../store/durability.js'
import { createKeyLists } from '../store/key-lists.js'
import { createOfficerStore } from '../store/officers.js'
import { type Client, connect } from '../store/redis.js'
import { readSecrets } from '../supervisor/secrets.js'
import { given, readDotenv } from '../supervisor/sources.js'
import { auditFaults, linkAudit } from '../vault/audit-link.js'
import { VaultError } from '../vault/bytes.js'
import { newOfficerId } from '../vault/ids.js'
import { readKeyList } from '../vault/key-list.js'
import { createOfficerVault } from '../vault/officer-vault.js'
import { readRecoveryKey } from '../vault/ring.js'

interface Desk {
  readonly redis: Client
  readonly volatileUrl: string | undefined
  readonly dataDir: string
  readonly orgKey: string
  readonly allowVolatile: boolean
}

type Verb = (desk: Desk) => Promise<number>

const VERBS: Readonly<Record<string, { about: string; run: Verb }>> = {
  doctor: { about: 'looks for what is wrong and names the mend; changes nothing', run: doctor },
  'audit verify': {
    about: 'checks the audit chain against the heads kept outside Redis; changes nothing',
    run: verifyAudit,
  },
  'key recover': { about: 'makes a new lead with the recovery key from the safe; asks for the key', run: recoverLead },
}

/** What `npm run admin -- VERB` runs. The answer is the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const verb = VERBS[args.join(' ')]
  if (!verb) return usage()
  const values = given(process.env, await readDotenv('.env'))
  const dataDir = readSetting('DATA_DIR', values)
  const { admin } = await readSecrets(dataDir)
  const url = values.REDIS_URL ?? admin.REDIS_URL
  const orgKey = values.ORG_KEY ?? admin.ORG_KEY
  if (!url || !orgKey) return say(`No organisation in ${dataDir} yet. Run npm start first.`, 1)
  const redis = connect(url)
  try {
    await redis.ping()
    const allowVolatile = readSetting('ALLOW_VOLATILE', values)
    const volatileUrl = values.REDIS_VOLATILE_URL ?? admin.REDIS_VOLATILE_URL
    return await verb.run({ redis, volatileUrl, dataDir, orgKey, allowVolatile })
  } catch (error) {
    if (error instanceof VaultError) return say(`Refused: ${error.message}.`, 1)
    return say(`Redis does not answer (${error instanceof Error ? error.name : 'unknown'}). Is npm start running?`, 1)
  } finally {
    redis.disconnect()
  }
}

function usage(): number {
  const lines = Object.entries(VERBS).map(([name, { about }]) => `  npm run admin -- ${name.padEnd(14)} ${about}`)
  return say(['Say what to do:', ...lines].join('\n'), 2)
}

function say(text: string, code: number): number {
  const stream = code === 0 ? process.stdout : process.stderr
  stream.write(`${text}\n`)
  return code
}

async function faultsOf({ redis, dataDir }: Desk) {
  const entries = await createAuditStore(redis, dataDir).entries(0, Number.MAX_SAFE_INTEGER)
  const anchors = await readAnchors(dataDir).catch(() => undefined)
  const faults = auditFaults(entries, anchors ?? []).map(({ seq, kind }) => `entry ${seq}: ${kind}`)
  // Whoever can cut the chain and remove the file would otherwise leave nothing to compare with.
  const headless = anchors === undefined || (anchors.length === 0 && entries.length > 0)
  const lost = headless ? [`no heads outside Redis: ${join(dataDir, 'audit', 'heads')}`] : []
  return { entries, faults: [...lost, ...faults] }
}

/** The key is typed or piped in, never an argument: arguments are in everybody's list of processes. */
async function recoverLead({ redis, dataDir, orgKey, allowVolatile }: Desk): Promise<number> {
  process.stderr.write('This makes a new lead account. Type the recovery key and press Enter:\n')
  const pair = readRecoveryKey(await firstLine(process.stdin))
  const gate = new DurableGate(redis, allowVolatile)
  const now = () => new Date()
  const deps = {
    officers: createOfficerStore(redis),
    keyLists: keyListsOf(redis, gate, dataDir, orgKey),
    vault: createOfficerVault(orgKey, now),
    audit: createAuditStore(redis, dataDir),
    linkAudit,
    clock: { now },
  }
  const login = `lead-${newOfficerId().slice(0, 4)}`
  const made = await recover(deps, { officerId: 'recovery', ...pair }, login, 'Chỉ huy trực ban')
  if (made === 'login-taken') return say('That login is taken. Try again.', 1)
  return say(
    `login: ${made.login}\none-time password: ${made.oneTimePassword}\nSign in and set a password of your own.`,
    0,
  )
}

/** At a terminal, nothing of the key is shown while it is typed. */
async function firstLine(input: NodeJS.ReadStream): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const hidden = input.isTTY ? { output: nowhere, terminal: true } : {}
  for await (const line of createInterface({ input, ...hidden })) return line
  return ''
}

function keyListsOf(redis: Client, gate: DurableGate, dataDir: string, orgKey: string) {
  const read = (signed: SignedKeyList, floor: number, options?: KeyListReading) =>
    readKeyList(signed, orgKey, floor, new Date(), options)
  return createKeyLists(redis, gate, read, join(dataDir, 'key-serial'))
}

async function verifyAudit(desk: Desk): Promise<number> {
  const { entries, faults } = await faultsOf(desk)
  if (faults.length === 0) return say(`audit chain is whole: ${entries.length} entries`, 0)
  const lines = faults.map((fault) => `  ${fault}`)
  return say([`audit chain has ${faults.length} faults:`, ...lines].join('\n'), 1)
}

async function doctor(desk: Desk): Promise<number> {
  const { redis, volatileUrl, dataDir, orgKey, allowVolatile } = desk
  const gate = new DurableGate(redis, allowVolatile)
  const now = () => new Date()
  const findings = await examine({
    readiness: () => gate.readiness(),
    volatile: volatileUrl ? () => lookAtVolatile(volatileUrl) : undefined,
    keyLists: keyListsOf(redis, gate, dataDir, orgKey),
    auditFaults: async () => (await faultsOf(desk)).faults.length,
    now,
  })
  const lines = findings.map(
    ({ ok, what, mend }) => `${ok ? 'well ' : 'WRONG'}  ${what}${mend ? `\n       mend: ${mend}` : ''}`,
  )
  return say(lines.join('\n'), findings.every((finding) => finding.ok) ? 0 : 1)
}

async function lookAtVolatile(url: string) {
  const volatile = connect(url)
  try {
    return await inspectVolatile(volatile)
  } finally {
    volatile.disconnect()
  }
}

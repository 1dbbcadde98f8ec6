import { join } from 'node:path'
import { DurableGate } from '../store/durability.js'
import { createKeyLists } from '../store/key-lists.js'
import { keys } from '../store/keys.js'
import { createOfficerStore } from '../store/officers.js'
import { type Client, connect } from '../store/redis.js'
import { unlockScript } from '../store/scripts.js'
import { boxKeyPair, wipe } from '../vault/boxes.js'
import { b64 } from '../vault/bytes.js'
import { newOfficerId, newOneTimeCode, newToken } from '../vault/ids.js'
import { foundOrganisation } from '../vault/key-ceremony.js'
import { readKeyList } from '../vault/key-list.js'
import { createOfficerVault } from '../vault/officer-vault.js'
import { drawRecoveryKey } from '../vault/ring.js'

export interface FirstSecrets {
  readonly ORG_KEY: string
  readonly BOT_SIGNING_KEY: string
  readonly CONSOLE_SECRET: string
  readonly ADDRESS_KEY: string
  readonly ADDRESS_PRIVATE_KEY: string
}

export interface FirstRun {
  readonly secrets: FirstSecrets
  readonly login: string
  readonly oneTimePassword: string
  readonly recoveryKey: string
}

export interface FirstRunOptions {
  readonly adminRedisUrl: string
  readonly dataDir: string
  readonly allowVolatile: boolean
  /** Called before anything is written to Redis, so that no key list exists whose secrets were lost. */
  readonly keep: (secrets: FirstSecrets) => Promise<void>
}

const LOGIN = 'lead'
const NAME = 'Chỉ huy trực ban'
const LOCK = 'hom-thu:{moderation}:first-run'
const LOCK_MS = 60_000
const ANOTHER = 'Another npm start is making the keys in the same Redis. Start again when it is done.'

/** Makes every key of a new organisation and its first lead. Nothing when the durable Redis already has a key list. */
export async function firstRun(options: FirstRunOptions): Promise<FirstRun | null> {
  const redis = connect(options.adminRedisUrl)
  try {
    const gate = new DurableGate(redis, options.allowVolatile)
    await gate.open()
    if (await isFounded(redis)) return null
    return await alone(redis, async () => ((await isFounded(redis)) ? null : await found(redis, gate, options)))
  } finally {
    redis.disconnect()
  }
}

async function isFounded(redis: Client): Promise<boolean> {
  return (await redis.exists(keys.keyList)) === 1
}

/** Two runs on one empty Redis would clear each other's account and announce passwords that do not work. */
async function alone<T>(redis: Client, run: () => Promise<T>): Promise<T> {
  const token = newToken()
  if ((await redis.set(LOCK, token, 'PX', LOCK_MS, 'NX')) === null) throw new Error(ANOTHER)
  try {
    return await run()
  } finally {
    // When Redis went away meanwhile the lock ends by itself, and the first error is the one to show.
    await unlockScript.run(redis, [LOCK], [token]).catch(() => undefined)
  }
}

async function found(redis: Client, gate: DurableGate, { dataDir, keep }: FirstRunOptions): Promise<FirstRun> {
  await clearHalfRun(redis)
  const made = await makeFirstLead()
  const { orgKey, botSigning, recovery, ring, signed } = foundOrganisation(made.newcomer, new Date())
  const address = boxKeyPair()
  const secrets = {
    ORG_KEY: orgKey,
    BOT_SIGNING_KEY: b64(botSigning.secretKey),
    CONSOLE_SECRET: newToken(),
    ADDRESS_KEY: address.publicKey,
    ADDRESS_PRIVATE_KEY: b64(address.secretKey),
  }
  await keep(secrets)
  const officers = createOfficerStore(redis)
  await officers.put(made.officer, null)
  await officers.addToRing(ring)
  const read = (list: typeof signed, floor: number) => readKeyList(list, orgKey, floor, new Date())
  // Last: the key list is what makes the run count. Without it the next start begins anew.
  const counts = await createKeyLists(redis, gate, read, join(dataDir, 'key-serial')).replace(signed, 0)
  if (!counts) throw new Error(ANOTHER)
  const recoveryKey = drawRecoveryKey(recovery)
  wipe(botSigning.secretKey, recovery.secretKey, address.secretKey)
  return { secrets, login: LOGIN, oneTimePassword: made.password, recoveryKey }
}

/** A first run that was cut off left an account nobody can use. Reports without a key list are another matter. */
async function clearHalfRun(redis: Client): Promise<void> {
  if ((await redis.exists(keys.reports, keys.restricted)) > 0) throw new Error('reports without a key list: restore it')
  await redis.del(keys.officers, keys.officerLogins, keys.officerTotp, keys.keyRing)
}

async function makeFirstLead() {
  const [id, password] = [newOfficerId(), newOneTimeCode()]
  const { unlocked, wrapped } = await createOfficerVault('', () => new Date()).newOfficerKey(id, password)
  const { publicKey } = unlocked
  const base = { v: 1 as const, id, login: LOGIN, name: NAME, role: 'lead' as const }
  unlocked.secretKey.fill(0)
  return {
    password,
    newcomer: { officerId: id, publicKey, role: base.role },
    officer: { ...base, state: 'first' as const, publicKey, wrapped },
  }
}

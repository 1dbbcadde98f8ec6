import { DurableGate } from '../store/durability.js'
import { createKeyLists } from '../store/key-lists.js'
import { keys } from '../store/keys.js'
import { createOfficerStore } from '../store/officers.js'
import { type Client, connect } from '../store/redis.js'
import { wipe } from '../vault/boxes.js'
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

/** Makes every key of a new organisation and its first lead. Nothing when the durable Redis already has a key list. */
export async function firstRun({
  adminRedisUrl,
  dataDir,
  allowVolatile,
  keep,
}: FirstRunOptions): Promise<FirstRun | null> {
  const redis = connect(adminRedisUrl)
  try {
    const gate = new DurableGate(redis, allowVolatile)
    await gate.open()
    if ((await redis.exists(keys.keyList)) === 1) return null
    await clearHalfRun(redis)
    const made = await makeFirstLead()
    const { orgKey, botSigning, recovery, ring, signed } = foundOrganisation(made.newcomer, new Date())
    const secrets = { ORG_KEY: orgKey, BOT_SIGNING_KEY: b64(botSigning.secretKey), CONSOLE_SECRET: newToken() }
    await keep(secrets)
    const officers = createOfficerStore(redis)
    await officers.put(made.officer, null)
    await officers.addToRing(ring)
    const read = (list: typeof signed, floor: number) => readKeyList(list, orgKey, floor, new Date())
    // Last: the key list is what makes the run count. Without it the next start begins anew.
    await createKeyLists(redis, gate, read, `${dataDir}/key-serial-admin`).replace(signed, 0)
    const recoveryKey = drawRecoveryKey(recovery)
    wipe(botSigning.secretKey, recovery.secretKey)
    return { secrets, login: LOGIN, oneTimePassword: made.password, recoveryKey }
  } finally {
    redis.disconnect()
  }
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

import type { KeyLists } from './ports.js'

export interface Finding {
  readonly ok: boolean
  readonly what: string
  /** What to do about it; empty when it is well. */
  readonly mend: string
}

export interface ReadinessDeps {
  readonly durable: () => Promise<{ reasons: readonly string[] }>
  readonly volatile: () => Promise<readonly string[]>
  readonly keyLists: Pick<KeyLists, 'current'>
}

/** What `/readyz` asks: both Redis servers are what they must be, and there is a key list to trust. */
export async function examineReadiness({ durable, volatile, keyLists }: ReadinessDeps) {
  const listed = keyLists.current().then(
    () => [],
    () => ['key-list'],
  )
  const [{ reasons }, others, list] = await Promise.all([durable(), volatile(), listed])
  const found = [...reasons, ...others, ...list]
  return { ok: found.length === 0, reasons: found }
}

export interface DoctorDeps {
  readonly readiness: () => Promise<{ ok: boolean; reasons: readonly string[] }>
  /** Nothing when the settings name no volatile Redis. */
  readonly volatile: (() => Promise<readonly string[]>) | undefined
  readonly keyLists: KeyLists
  readonly auditFaults: () => Promise<number>
  readonly now: () => Date
}

const WARN_BEFORE_MS = 30 * 86_400_000

/** Looks for what would hurt later, and names the mend. Changes nothing. */
export async function examine(deps: DoctorDeps): Promise<Finding[]> {
  return [await durability(deps), ...(await forgetting(deps)), await keys(deps), await audit(deps)]
}

async function durability({ readiness }: DoctorDeps): Promise<Finding> {
  const { ok, reasons } = await readiness()
  const mend =
    'set appendonly yes, appendfsync always and maxmemory-policy noeviction, or let npm start bring its own Redis'
  return { ok, what: ok ? 'Redis keeps what it is given' : `Redis: ${reasons.join(', ')}`, mend: ok ? '' : mend }
}

async function forgetting({ volatile }: DoctorDeps): Promise<Finding[]> {
  if (!volatile) return []
  const reasons = await volatile()
  const ok = reasons.length === 0
  const what = ok ? 'the volatile Redis writes nothing to disk' : `volatile Redis: ${reasons.join(', ')}`
  return [{ ok, what, mend: ok ? '' : "set appendonly no and save '' there, or let npm start bring its own Redis" }]
}

async function keys({ keyLists, now }: DoctorDeps): Promise<Finding> {
  try {
    const { expiresAt, serial } = await keyLists.current()
    const soon = Date.parse(expiresAt) - now().getTime() < WARN_BEFORE_MS
    const what = `key list ${serial}, good until ${expiresAt.slice(0, 10)}`
    return { ok: !soon, what, mend: soon ? 'let a lead sign in: that signs a new list' : '' }
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable'
    return {
      ok: false,
      what: why,
      mend: 'expired: let a lead sign in; else compare ORG_KEY with the one of the first run, or restore the key list',
    }
  }
}

async function audit({ auditFaults }: DoctorDeps): Promise<Finding> {
  const faults = await auditFaults()
  const what = faults === 0 ? 'audit chain is whole' : `audit chain has ${faults} faults`
  return { ok: faults === 0, what, mend: faults === 0 ? '' : 'npm run admin -- audit verify' }
}

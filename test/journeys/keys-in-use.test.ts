import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { afterSignIn } from '../../src/app/console/after-sign-in.js'
import { createConsoleApi } from '../../src/app/console/create-console-api.js'
import { type ConsoleDeps, presentActorOf } from '../../src/app/console/deps.js'
import { publish } from '../../src/app/console/manage-officers.js'
import { recover } from '../../src/app/console/recover.js'
import type { Actor } from '../../src/app/console-api.js'
import { currentKey, type Officer, officerKey } from '../../src/domain/officers.js'
import { silent } from '../../src/log.js'
import { createKeyLists } from '../../src/store/key-lists.js'
import { keys } from '../../src/store/keys.js'
import { linkAudit } from '../../src/vault/audit-link.js'
import { keyIdOf, signKeyPair } from '../../src/vault/boxes.js'
import { unb64 } from '../../src/vault/bytes.js'
import { readKeyList, signKeyList } from '../../src/vault/key-list.js'
import { readRecoveryKey, sealPrivateKey } from '../../src/vault/ring.js'
import { totp as totpOfVault } from '../../src/vault/totp.js'
import { useWorld } from '../support/use-world.js'
import { anOfficer, firstLead, PASSWORD, reports, totpCode, type World } from '../support/world.js'

/** What the console's calls need, as the console puts it together; `changes` cut a run off somewhere. */
function depsOf(of: World, changes: Partial<ConsoleDeps['officers']> = {}): ConsoleDeps {
  const read: Parameters<typeof createKeyLists>[2] = (signed, floor, options) =>
    readKeyList(signed, of.first.secrets.ORG_KEY, floor, of.now(), options)
  return {
    cases: of.cases,
    officers: { ...of.officers, ...changes },
    keyLists: createKeyLists(of.redis, of.gate, read, join(of.dataDir, 'key-serial')),
    audit: of.audit,
    linkAudit,
    vault: of.officerVault,
    totp: totpOfVault,
    evidence: of.evidence,
    addresses: of.addresses,
    notices: of.consoleDeps.notices,
    duty: of.duty,
    guard: { waitFor: async () => 0, failed: async () => undefined, succeeded: async () => undefined },
    clock: { now: of.now },
    log: silent,
  }
}

const cut = async () => {
  throw new Error('cut off')
}

const storedList = (of: World) => of.redis.hget(keys.keyList, 'signed')

async function slotsOf(of: World, publicKey: string): Promise<number> {
  const holder = keyIdOf(unb64(publicKey))
  return Object.values(await of.officers.ring()).filter((slots) => slots[holder] !== undefined).length
}

/** Invited and enrolled, waiting for a lead. */
async function aPending(of: World, by: Actor, login: string) {
  const invited = await of.api.invite(by, { login, name: `Cán bộ ${login}`, role: 'duty' })
  if (invited === 'login-taken') throw new Error(invited)
  const { secret } = of.api.newTotp(login)
  const input = { code: invited.code, password: PASSWORD, totpSecret: secret, totp: totpCode(secret, of.now()) }
  const enrolled = await of.api.enrol(invited.officerId, input)
  if (enrolled.kind !== 'pending') throw new Error(enrolled.kind)
  const row = await of.officers.byId(invited.officerId)
  if (row?.state !== 'pending') throw new Error(row?.state)
  return { id: invited.officerId, fingerprint: enrolled.fingerprint, publicKey: row.publicKey }
}

describe('a key list that has run out', () => {
  const late = useWorld()
  let head: Actor & { totpSecret: string }
  let guard: Actor & { totpSecret: string }

  beforeAll(async () => {
    head = await firstLead(late())
    guard = await anOfficer(late(), head, 'an', 'duty')
  })

  const enter = (deps: ConsoleDeps, { login, totpSecret }: { login: string; totpSecret: string }) => {
    late().time.offset += 60_000
    const code = totpCode(totpSecret, late().now())
    return createConsoleApi(deps).signIn({ login, password: PASSWORD, totp: code, source: 'desk' })
  }

  it('lets in a lead only, who renews it; then everything works again', async () => {
    late().time.offset += 401 * 86_400_000
    const deps = depsOf(late())
    expect(await enter(deps, guard)).toEqual({ kind: 'refused' })
    expect(await presentActorOf(deps, head.unlocked)).toBeUndefined()
    await expect(reports(late(), 'hết hạn')).rejects.toThrow('report.notSaved')
    const entered = await enter(deps, head)
    if (entered.kind !== 'signed-in') throw new Error(entered.kind)
    await afterSignIn(deps, entered.actor)
    expect((await presentActorOf(deps, head.unlocked))?.role).toBe('lead')
    expect((await enter(deps, guard)).kind).toBe('signed-in')
    await reports(late(), 'đã gia hạn')
    const renewals = (await deps.audit.entries(0, 1_000)).filter((entry) => entry.action === 'key-list-renewed')
    expect(renewals).toHaveLength(1)
  })

  it('is renewed within a hundred days of its end, not before, and never by a duty officer', async () => {
    const deps = depsOf(late())
    const serial = async () => (await deps.keyLists.current()).serial
    const before = await serial()
    await afterSignIn(deps, head)
    expect(await serial()).toBe(before)
    late().time.offset += 301 * 86_400_000
    await afterSignIn(deps, guard)
    expect(await serial()).toBe(before)
    await afterSignIn(deps, head)
    expect(await serial()).toBe(before + 1)
  })

  it('does not stop the recovery key from making a lead', async () => {
    late().time.offset += 401 * 86_400_000
    const deps = depsOf(late())
    expect(await enter(deps, guard)).toEqual({ kind: 'refused' })
    const holder = { officerId: 'recovery', ...readRecoveryKey(late().first.recoveryKey) }
    const made = await recover(deps, holder, 'lead-y', 'Mới')
    if (made === 'login-taken') throw new Error(made)
    const input = { login: made.login, password: made.oneTimePassword, totp: '', source: 'safe' }
    expect((await createConsoleApi(deps).signIn(input)).kind).toBe('must-enrol')
    expect((await enter(deps, guard)).kind).toBe('signed-in')
    await reports(late(), 'sau khi mở két')
  })
})

describe('keys under attack or cut off', () => {
  const other = useWorld()
  let oldRow: Officer | undefined
  let head: Actor & { totpSecret: string }

  beforeAll(async () => {
    oldRow = await other().officers.byLogin(other().first.login)
    if (oldRow?.state === 'first') expect(await fileOfRedis(other())).toContain(oldRow.wrapped.box)
    head = await firstLead(other())
  })

  it('the one-time password opens an old copy of the row, but a key that holds nothing any more', async () => {
    if (oldRow?.state !== 'first') throw new Error(oldRow?.state)
    const opened = await other().officerVault.unlock(oldRow, other().first.oneTimePassword)
    expect(opened?.publicKey).toBe(oldRow.publicKey)
    expect(head.unlocked.publicKey).not.toBe(oldRow.publicKey)
    expect(await slotsOf(other(), oldRow.publicKey)).toBe(0)
    expect(await slotsOf(other(), head.unlocked.publicKey)).toBe(3)
    expect(opened && (await other().api.resume(opened))).toBeUndefined()
    expect((await other().api.resume(head.unlocked))?.role).toBe('lead')
    const { box } = oldRow.wrapped
    await vi.waitFor(async () => expect(await fileOfRedis(other())).not.toContain(box), { timeout: 10_000 })
  })

  it('a row put back to `first` does not excuse anybody from the second factor', async () => {
    const row = await other().officers.byId(head.officerId)
    if (row?.state !== 'active') throw new Error(row?.state)
    const { totp: _, ...rest } = row
    const input = { login: head.login, password: PASSWORD, totp: '', source: 'redis' }
    for (const changed of [{ ...rest, state: 'first' }, oldRow]) {
      await other().redis.hset(keys.officers, head.officerId, JSON.stringify(changed))
      expect(await other().api.signIn(input)).toEqual({ kind: 'refused' })
      const { oneTimePassword: password } = other().first
      expect(await other().api.signIn({ ...input, password })).toEqual({ kind: 'refused' })
    }
    await other().redis.hset(keys.officers, head.officerId, JSON.stringify(row))
  })

  it('a forged private half of the organisation signs nothing: the stored list stays', async () => {
    const { id, fingerprint } = await aPending(other(), head, 'binh')
    const orgKey = other().first.secrets.ORG_KEY
    const org = keyIdOf(unb64(orgKey))
    const field = `${org}:${keyIdOf(unb64(head.unlocked.publicKey))}`
    const [before, slot] = [await storedList(other()), (await other().redis.hget(keys.keyRing, field)) ?? '']
    const forged = { ...signKeyPair(), keyId: org, publicKey: orgKey }
    await other().redis.hset(keys.keyRing, field, sealPrivateKey(head.unlocked.publicKey, 'organisation', forged))
    await expect(other().api.approve(head, id, fingerprint, 'duty')).rejects.toThrow('tampered')
    expect(await storedList(other())).toBe(before)
    await other().redis.hset(keys.keyRing, field, slot)
    expect(await other().api.approve(head, id, fingerprint, 'duty')).toBe('done')
  })

  it('a list that would not verify never replaces one that holds', async () => {
    const before = await storedList(other())
    const publishing = publish(depsOf(other()), ({ list }) => ({
      ring: {},
      signed: signKeyList({ ...list, serial: list.serial + 1 }, signKeyPair()),
    }))
    await expect(publishing).rejects.toThrow('would not verify')
    expect(await storedList(other())).toBe(before)
  })

  it('a choice of password that was cut off can be made again', async () => {
    const holder = { officerId: 'recovery', ...readRecoveryKey(other().first.recoveryKey) }
    const deps = depsOf(other())
    const made = await recover(deps, holder, 'lead-z', 'Mới')
    if (made === 'login-taken') throw new Error(made)
    const input = { login: made.login, password: made.oneTimePassword, totp: '', source: 'safe' }
    const entered = await other().api.signIn(input)
    if (entered.kind !== 'must-enrol') throw new Error(entered.kind)
    const choose = (changes: Partial<ConsoleDeps['officers']>) => {
      other().time.offset += 60_000
      const { secret } = other().api.newTotp(made.login)
      const chosen = { password: PASSWORD, totpSecret: secret, totp: totpCode(secret, other().now()) }
      return createConsoleApi(depsOf(other(), changes)).finishFirst(entered.actor, chosen)
    }
    await expect(choose({ addToRing: cut })).rejects.toThrow('cut off')
    expect((await other().api.signIn(input)).kind).toBe('must-enrol')
    expect((await choose({ compact: cut })).kind).toBe('active')
  })

  it('disabling that was cut off before the slots went is finished by the next try', async () => {
    const { id, fingerprint, publicKey } = await aPending(other(), head, 'dao')
    expect(await other().api.approve(head, id, fingerprint, 'duty')).toBe('done')
    const halfway = createConsoleApi(depsOf(other(), { removeFromRing: cut }))
    await expect(halfway.disable(head, id)).rejects.toThrow('cut off')
    expect(await slotsOf(other(), publicKey)).toBeGreaterThan(0)
    expect(await other().api.disable(head, id)).toBe('done')
    expect(await slotsOf(other(), publicKey)).toBe(0)
    expect((await other().officers.byId(id))?.state).toBe('disabled')
  })

  it('an approval that was cut off before the list gave slots away: disabling takes them back and rotates', async () => {
    const { id, fingerprint, publicKey } = await aPending(other(), head, 'em')
    const deps = depsOf(other())
    const halfway = createConsoleApi({ ...deps, keyLists: { ...deps.keyLists, replace: cut } })
    await expect(halfway.approve(head, id, fingerprint, 'lead')).rejects.toThrow('cut off')
    const before = await other().keyLists.current()
    expect(await slotsOf(other(), publicKey)).toBeGreaterThan(0)
    expect(await other().api.disable(head, id)).toBe('done')
    const after = await other().keyLists.current()
    expect(currentKey(after, 'duty')).not.toBe(currentKey(before, 'duty'))
    expect(currentKey(after, 'lead')).not.toBe(currentKey(before, 'lead'))
    expect(await slotsOf(other(), publicKey)).toBe(0)
  })

  it('an approval that loses against disabling admits nobody', async () => {
    const { id, fingerprint, publicKey } = await aPending(other(), head, 'giang')
    const slow = createConsoleApi(
      depsOf(other(), {
        put: async (officer, expected) => {
          if (officer.state === 'active') await other().api.disable(head, id)
          return other().officers.put(officer, expected)
        },
      }),
    )
    expect(await slow.approve(head, id, fingerprint, 'duty')).toBe('not-found')
    expect(officerKey(await other().keyLists.current(), id)).toBeUndefined()
    expect(await slotsOf(other(), publicKey)).toBe(0)
  })

  it('an approval that loses and is cut off as well is taken back by disabling again', async () => {
    const { id, fingerprint, publicKey } = await aPending(other(), head, 'khanh')
    const put: ConsoleDeps['officers']['put'] = async (officer, expected) => {
      if (officer.state === 'active') await other().api.disable(head, id)
      return officer.state === 'active' ? cut() : other().officers.put(officer, expected)
    }
    // The slow approval publishes once more after the other one has disabled: list and slots are back, the row is not.
    const deps = depsOf(other(), { put })
    await expect(createConsoleApi(deps).approve(head, id, fingerprint, 'duty')).rejects.toThrow('cut off')
    const newcomer = { officerId: id, publicKey, role: 'duty', enrolled: true } as const
    await publish(deps, (material) => deps.vault.admit(head.unlocked, material, newcomer))
    expect(await other().api.disable(head, id)).toBe('done')
    expect(officerKey(await other().keyLists.current(), id)).toBeUndefined()
    expect(await slotsOf(other(), publicKey)).toBe(0)
    expect(await other().api.disable(head, id)).toBe('not-found')
  })

  it('disabling cannot be turned on somebody who stays by changing the row', async () => {
    const { id, fingerprint } = await aPending(other(), head, 'hoa')
    expect(await other().api.approve(head, id, fingerprint, 'duty')).toBe('done')
    const row = JSON.parse((await other().redis.hget(keys.officers, id)) ?? '')
    const changed = { ...row, publicKey: head.unlocked.publicKey }
    await other().redis.hset(keys.officers, id, JSON.stringify(changed))
    expect(await other().api.disable(head, id)).toBe('done')
    expect(await slotsOf(other(), head.unlocked.publicKey)).toBeGreaterThan(0)
  })
})

/** All that the durable Redis has written to disk. */
async function fileOfRedis({ redis }: World): Promise<string> {
  const setting = async (name: string) => String(((await redis.call('CONFIG', 'GET', name)) as string[])[1])
  const dir = join(await setting('dir'), await setting('appenddirname'))
  const files = await readdir(dir)
  return (await Promise.all(files.map((file) => readFile(join(dir, file), 'latin1')))).join('')
}

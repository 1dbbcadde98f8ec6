import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { afterSignIn } from '../../src/app/console/after-sign-in.js'
import { createConsoleApi } from '../../src/app/console/create-console-api.js'
import { type ConsoleDeps, presentActorOf } from '../../src/app/console/deps.js'
import { publish } from '../../src/app/console/manage-officers.js'
import { recover } from '../../src/app/console/recover.js'
import type { Actor } from '../../src/app/console-api.js'
import { NotPermitted } from '../../src/app/console-api.js'
import { currentKey, type Officer, officerKey } from '../../src/domain/officers.js'
import { silent } from '../../src/log.js'
import { createKeyLists } from '../../src/store/key-lists.js'
import { keys } from '../../src/store/keys.js'
import { linkAudit } from '../../src/vault/audit-link.js'
import { boxKeyPair, keyIdOf, signKeyPair } from '../../src/vault/boxes.js'
import { unb64 } from '../../src/vault/bytes.js'
import { readKeyList, signKeyList } from '../../src/vault/key-list.js'
import { lookupId } from '../../src/vault/receipt.js'
import { readRecoveryKey, sealPrivateKey } from '../../src/vault/ring.js'
import { totp as totpOfVault } from '../../src/vault/totp.js'
import { useWorld } from '../support/use-world.js'
import { anOfficer, firstLead, PASSWORD, reports, totpCode, type World } from '../support/world.js'

const world = useWorld()
let lead: Actor & { totpSecret: string }
let duty: Actor & { totpSecret: string }

beforeAll(async () => {
  lead = await firstLead(world())
  duty = await anOfficer(world(), lead, 'an', 'duty')
})

const signIn = (input: Partial<{ login: string; password: string; totp: string; source: string }>) => {
  world().time.offset += 60_000
  const totp = totpCode(duty.totpSecret, world().now())
  return world().api.signIn({ login: 'an', password: PASSWORD, totp, source: 'desk', ...input })
}

describe('signing in', () => {
  it('needs login, password and a fresh code, and says the same for each that is wrong', async () => {
    expect((await signIn({})).kind).toBe('signed-in')
    for (const wrong of [
      { login: 'khong-co' },
      { password: 'sai mật khẩu rồi' },
      { totp: '000000' },
      { totp: '' },
      { login: '../x' },
    ]) {
      expect(await signIn({ ...wrong, source: `place-${JSON.stringify(wrong)}` })).toEqual({ kind: 'refused' })
    }
  })

  it('takes a code once', async () => {
    world().time.offset += 60_000
    const totp = totpCode(duty.totpSecret, world().now())
    const once = { login: 'an', password: PASSWORD, totp, source: 'desk' }
    expect((await world().api.signIn(once)).kind).toBe('signed-in')
    expect(await world().api.signIn(once)).toEqual({ kind: 'refused' })
  })

  it('slows down guesses from one place and leaves everybody else in', async () => {
    for (let n = 0; n < 5; n += 1) await signIn({ password: 'đoán mò lần này', source: 'stranger' })
    expect((await signIn({ source: 'stranger' })).kind).toBe('wait')
    expect((await signIn({ source: 'desk' })).kind).toBe('signed-in')
    const totp = totpCode(lead.totpSecret, world().now())
    expect((await world().api.signIn({ login: 'lead', password: PASSWORD, totp, source: 'stranger' })).kind).toBe(
      'signed-in',
    )
  })

  it('the one-time password is worth nothing after the first sign-in', async () => {
    const { login, oneTimePassword } = world().first
    expect(await world().api.signIn({ login, password: oneTimePassword, totp: '', source: 'later' })).toEqual({
      kind: 'refused',
    })
  })
})

describe('enrolment', () => {
  it('a newcomer holds nothing until a lead has typed the fingerprint they read out', async () => {
    const invited = await world().api.invite(lead, { login: 'cuc', name: 'Cán bộ Cúc', role: 'duty' })
    if (invited === 'login-taken') throw new Error()
    const { secret } = world().api.newTotp('cuc')
    const input = { code: invited.code, password: PASSWORD, totpSecret: secret, totp: totpCode(secret, world().now()) }
    expect((await world().api.enrol(invited.officerId, { ...input, code: 'AAAA-AAAA-AAAA-AAAA' })).kind).toBe(
      'bad-link',
    )
    expect((await world().api.enrol(invited.officerId, { ...input, password: 'ngắn' })).kind).toBe('weak-password')
    expect((await world().api.enrol(invited.officerId, { ...input, totp: '123' })).kind).toBe('wrong-totp')
    const enrolled = await world().api.enrol(invited.officerId, input)
    if (enrolled.kind !== 'pending') throw new Error(enrolled.kind)
    expect((await world().api.enrol(invited.officerId, input)).kind).toBe('bad-link')
    expect((await signIn({ login: 'cuc', source: 'cuc', totp: totpCode(secret, world().now()) })).kind).toBe('refused')
    expect(await world().api.approve(lead, invited.officerId, 'AAAA-AAAA-AAAA', 'duty')).toBe('wrong-fingerprint')
    expect(
      await world().api.approve(
        lead,
        invited.officerId,
        enrolled.fingerprint.toLowerCase().replaceAll('-', ' '),
        'duty',
      ),
    ).toBe('done')
    world().time.offset += 60_000
    const totp = totpCode(secret, world().now())
    expect((await world().api.signIn({ login: 'cuc', password: PASSWORD, totp, source: 'cuc' })).kind).toBe('signed-in')
  })

  it('an invitation runs out after three days, and a login is taken once', async () => {
    const invited = await world().api.invite(lead, { login: 'dung', name: 'Dũng', role: 'duty' })
    if (invited === 'login-taken') throw new Error()
    expect(await world().api.invite(lead, { login: 'dung', name: 'Khác', role: 'lead' })).toBe('login-taken')
    world().time.offset += 4 * 86_400_000
    expect(await world().api.invitation(invited.officerId)).toBeUndefined()
  })

  it('only a lead manages officers and reads the audit', async () => {
    await expect(world().api.officers(duty)).rejects.toThrow(NotPermitted)
    await expect(world().api.invite(duty, { login: 'x1', name: 'x', role: 'lead' })).rejects.toThrow(NotPermitted)
    await expect(world().api.audit(duty)).rejects.toThrow(NotPermitted)
    await expect(world().api.disable(duty, lead.officerId)).rejects.toThrow(NotPermitted)
  })
})

describe('whoever can write to Redis', () => {
  it('cannot make a lead of a duty officer', async () => {
    const record = JSON.parse((await world().redis.hget(keys.officers, duty.officerId)) ?? '')
    await world().redis.hset(keys.officers, duty.officerId, JSON.stringify({ ...record, role: 'lead' }))
    expect((await world().api.resume(duty.unlocked))?.role).toBe('duty')
    const row = (await world().api.officers(lead)).find((officer) => officer.id === duty.officerId)
    expect(row).toMatchObject({ role: 'duty', trusted: false })
    await world().redis.hset(keys.officers, duty.officerId, JSON.stringify(record))
  })

  it('cannot bring in an account of their own', async () => {
    const { unlocked, wrapped } = await world().officerVault.newOfficerKey('0123456789abcdef', 'mật khẩu của kẻ lạ')
    const totp = world().officerVault.sealTotp(unlocked.publicKey, unlocked.officerId, 'A'.repeat(32))
    const officer = {
      v: 1,
      id: unlocked.officerId,
      login: 'la',
      name: 'Lạ',
      role: 'lead',
      state: 'active',
      publicKey: unlocked.publicKey,
      wrapped,
      totp,
    }
    await world().redis.hset(keys.officers, unlocked.officerId, JSON.stringify(officer))
    await world().redis.hset(keys.officerLogins, 'la', unlocked.officerId)
    const code = totpCode('A'.repeat(32), world().now())
    expect(
      (await world().api.signIn({ login: 'la', password: 'mật khẩu của kẻ lạ', totp: code, source: 'la' })).kind,
    ).toBe('refused')
    expect((await world().api.officers(lead)).find((row) => row.login === 'la')?.trusted).toBe(false)
    await world().redis.hdel(keys.officers, unlocked.officerId)
    await world().redis.hdel(keys.officerLogins, 'la')
  })

  it('is found out on the opened page when an urgent report was made to look quiet, or shown under another name', async () => {
    const [one, two] = await Promise.all(['tin thứ nhất', 'tin thứ hai'].map((text) => reports(world(), text)))
    const idOf = async (receipt: string) => (await world().reports.caseOfReceipt(lookupId(receipt))) ?? ''
    const [a, b] = [await idOf(one?.receipt ?? ''), await idOf(two?.receipt ?? '')]
    const status = JSON.parse((await world().redis.get(keys.caseStatus(a))) ?? '')
    await world().redis.set(keys.caseStatus(a), JSON.stringify({ ...status, urgency: 'low' }))
    expect(await world().api.openCase(lead, a)).toMatchObject({ signed: false, content: { text: 'tin thứ nhất' } })
    await world().redis.copy(keys.caseReport(b), keys.caseReport(a), 'REPLACE')
    await world().redis.copy(keys.caseRing(b), keys.caseRing(a), 'REPLACE')
    expect(await world().api.openCase(lead, a)).toMatchObject({ signed: false, content: null })
  })

  it('cannot make the bot seal to their key, nor bring back an older list', async () => {
    const stored = JSON.parse((await world().redis.hget(keys.keyList, 'signed')) ?? '')
    const list = JSON.parse(stored.list)
    const forged = { ...list, serial: list.serial + 1 }
    await world().redis.hset(keys.keyList, 'signed', JSON.stringify({ ...stored, list: JSON.stringify(forged) }))
    await expect(reports(world(), 'khóa giả')).rejects.toThrow('report.notSaved')
    await world().redis.hset(keys.keyList, 'signed', JSON.stringify(stored))
    await reports(world(), 'khóa thật')
    await anOfficer(world(), lead, 'nam', 'duty')
    const newer = (await world().redis.hget(keys.keyList, 'signed')) ?? ''
    await world().redis.hset(keys.keyList, 'signed', JSON.stringify(stored))
    await expect(reports(world(), 'danh sách cũ')).rejects.toThrow('report.notSaved')
    await world().redis.hset(keys.keyList, 'signed', newer)
    await reports(world(), 'danh sách mới')
  })
})

describe('disabling an officer', () => {
  it('ends their session, closes what comes after to them, and keeps the rest readable', async () => {
    const { receipt: before } = await reports(world(), 'trước khi nghỉ')
    const oldKey = currentKey(await world().keyLists.current(), 'duty')
    expect(await world().api.disable(lead, duty.officerId)).toBe('done')
    expect(currentKey(await world().keyLists.current(), 'duty')).not.toBe(oldKey)
    expect(await world().api.resume(duty.unlocked)).toBeUndefined()
    const { receipt: after } = await reports(world(), 'sau khi nghỉ')
    for (const [receipt, text] of [
      [before, 'trước khi nghỉ'],
      [after, 'sau khi nghỉ'],
    ] as const) {
      const id = (await world().reports.caseOfReceipt(lookupId(receipt))) ?? ''
      expect((await world().api.openCase(lead, id))?.content?.text).toBe(text)
      expect((await world().api.openCase(duty, id))?.content).toBeNull()
    }
  })

  it('never disables the last lead', async () => {
    expect(await world().api.disable(lead, lead.officerId)).toBe('last-lead')
  })
})

describe('the recovery key from the safe', () => {
  it('makes a new lead when nobody can sign in any more; any other key makes nobody', async () => {
    const { officers, keyLists, officerVault: vault, audit } = world()
    const deps = { officers, keyLists, vault, audit, linkAudit, clock: { now: world().now } }
    const stranger = { officerId: 'recovery', ...boxKeyPair() }
    await expect(recover(deps, stranger, 'lead-x', 'Mới')).rejects.toThrow('wrong-key')
    expect(await officers.byLogin('lead-x')).toBeUndefined()
    const holder = { officerId: 'recovery', ...readRecoveryKey(world().first.recoveryKey) }
    const made = await recover(deps, holder, 'lead-x', 'Mới')
    if (made === 'login-taken') throw new Error(made)
    const input = { login: made.login, password: made.oneTimePassword, totp: '', source: 'safe' }
    const signedIn = await world().api.signIn(input)
    if (signedIn.kind !== 'must-enrol') throw new Error(signedIn.kind)
    expect(signedIn.actor.role).toBe('lead')
    const { receipt } = await reports(world(), 'sau khi mở két')
    const id = (await world().reports.caseOfReceipt(lookupId(receipt))) ?? ''
    expect((await world().api.openCase(signedIn.actor, id))?.content?.text).toBe('sau khi mở két')
  })
})

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

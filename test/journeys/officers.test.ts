import { beforeAll, describe, expect, it } from 'vitest'
import { recover } from '../../src/app/console/recover.js'
import type { Actor } from '../../src/app/console-api.js'
import { NotPermitted } from '../../src/app/console-api.js'
import { currentKey } from '../../src/domain/officers.js'
import { keys } from '../../src/store/keys.js'
import { linkAudit } from '../../src/vault/audit-link.js'
import { boxKeyPair } from '../../src/vault/boxes.js'
import { lookupId } from '../../src/vault/receipt.js'
import { readRecoveryKey } from '../../src/vault/ring.js'
import { useWorld } from '../support/use-world.js'
import { anOfficer, firstLead, PASSWORD, reports, totpCode } from '../support/world.js'

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

import { describe, expect, it } from 'vitest'
import type { Admission, KeyMaterial, SealedPrivateKeys, Unlocked } from '../../src/app/ports.js'
import { currentKey, officerKey, type Role, type SignedKeyList } from '../../src/domain/officers.js'
import { boxKeyPair, keyIdOf, openSealed, pairOf, sealTo, signKeyPair } from '../../src/vault/boxes.js'
import { unb64 } from '../../src/vault/bytes.js'
import { newOfficerId } from '../../src/vault/ids.js'
import { admit, foundOrganisation, KEY_LIST_DAYS, openListed, renew, rotate } from '../../src/vault/key-ceremony.js'
import { readKeyList, signKeyList } from '../../src/vault/key-list.js'
import { unwrapKey, wrapKey } from '../../src/vault/officer-key.js'
import { drawRecoveryKey, fingerprint, openPrivateKey, readRecoveryKey, sealPrivateKey } from '../../src/vault/ring.js'

const now = new Date('2026-11-25T02:00:00Z')

function anOfficer(): Unlocked {
  return { officerId: newOfficerId(), ...boxKeyPair() }
}

function found() {
  const lead = anOfficer()
  const made = foundOrganisation({ officerId: lead.officerId, publicKey: lead.publicKey, role: 'lead' }, now)
  const material: KeyMaterial = { ring: made.ring, list: readKeyList(made.signed, made.orgKey, 0, now) }
  return { lead, ...made, material }
}

function published(before: KeyMaterial, { ring, signed }: Admission, orgKey: string): KeyMaterial {
  const merged: Record<string, Record<string, string>> = {}
  for (const part of [before.ring, ring] as SealedPrivateKeys[]) {
    for (const [id, slots] of Object.entries(part)) merged[id] = { ...merged[id], ...slots }
  }
  return { ring: merged, list: readKeyList(signed, orgKey, before.list.serial + 1, now) }
}

function withNewcomer(role: Role) {
  const made = found()
  const newcomer = anOfficer()
  const admission = admit(made.lead, made.material, made.orgKey, { ...newcomer, role, enrolled: true }, now)
  return { ...made, newcomer, material: published(made.material, admission, made.orgKey) }
}

const leaving = ({ officerId, publicKey }: Unlocked) => ({ officerId, keyIds: [keyIdOf(unb64(publicKey))] })
const dutyId = (material: KeyMaterial) =>
  material.list.keys.find((key) => key.use === 'duty' && key.current)?.keyId ?? ''
const leadId = (material: KeyMaterial) =>
  material.list.keys.find((key) => key.use === 'lead' && key.current)?.keyId ?? ''

describe('the key list', () => {
  const org = signKeyPair()
  const { signed, orgKey, material } = found()

  it('is believed when the organisation signed it', () => {
    expect(currentKey(readKeyList(signed, orgKey, 0, now), 'duty')).toBe(currentKey(material.list, 'duty'))
  })

  it('refuses a list that somebody else signed: a substituted duty key seals nothing', () => {
    const thief = boxKeyPair()
    const keys = material.list.keys.map((key) =>
      key.use === 'duty' ? { ...key, publicKey: thief.publicKey, keyId: thief.keyId } : key,
    )
    const forged = { ...material.list, keys }
    expect(() => readKeyList(signKeyList(forged, org), orgKey, 0, now)).toThrow('unsigned')
    const edited: SignedKeyList = { ...signed, list: JSON.stringify(forged) }
    expect(() => readKeyList(edited, orgKey, 0, now)).toThrow('unsigned')
  })

  it('refuses an id that does not belong to its key, even when signed', () => {
    const keys = material.list.keys.map((key) => ({ ...key, publicKey: boxKeyPair().publicKey }))
    const signedWrong = signKeyList({ ...material.list, keys }, org)
    expect(() => readKeyList(signedWrong, org.publicKey, 0, now)).toThrow('malformed')
  })

  it('refuses an older list than it has seen, and one that has run out', () => {
    expect(() => readKeyList(signed, orgKey, 2, now)).toThrow('rolled-back')
    expect(() => readKeyList(signed, orgKey, 0, new Date('2028-02-01T00:00:00Z'))).toThrow('expired')
  })

  it('one that has run out is ours still to whoever comes to renew it, an older or a forged one is not', () => {
    const late = new Date('2028-02-01T00:00:00Z')
    expect(readKeyList(signed, orgKey, 1, late, { evenExpired: true }).serial).toBe(1)
    expect(() => readKeyList(signed, orgKey, 2, late, { evenExpired: true })).toThrow('rolled-back')
    expect(() => readKeyList(signed, org.publicKey, 0, late, { evenExpired: true })).toThrow('unsigned')
  })

  it('is renewed with the same keys, by a lead only', () => {
    const { lead, newcomer, material: before, orgKey: ours } = withNewcomer('duty')
    const late = new Date('2028-02-01T00:00:00Z')
    const { ring, signed: anew } = renew(lead, before, ours, late)
    const after = readKeyList(anew, ours, before.list.serial + 1, late)
    expect(ring).toEqual({})
    expect(after.keys).toEqual(before.list.keys)
    expect(Date.parse(after.expiresAt) - late.getTime()).toBe(KEY_LIST_DAYS * 86_400_000)
    expect(() => renew(newcomer, before, ours, late)).toThrow('wrong-key')
  })

  it('says who has a second factor of their own', () => {
    const { lead, newcomer, material: both } = withNewcomer('duty')
    expect(officerKey(both.list, lead.officerId)?.enrolled).toBe(false)
    expect(officerKey(both.list, newcomer.officerId)?.enrolled).toBe(true)
  })
})

describe('officers', () => {
  it('a duty officer who was admitted holds the duty key, not the lead key, and cannot sign lists', () => {
    const { newcomer, material, orgKey } = withNewcomer('duty')
    expect(openListed(newcomer, material, dutyId(material)).publicKey).toBe(currentKey(material.list, 'duty'))
    expect(() => openListed(newcomer, material, leadId(material))).toThrow('wrong-key')
    expect(() => admit(newcomer, material, orgKey, { ...anOfficer(), role: 'lead', enrolled: true }, now)).toThrow(
      'wrong-key',
    )
    expect(officerKey(material.list, newcomer.officerId)?.role).toBe('duty')
  })

  it('a lead who was admitted can admit others', () => {
    const { newcomer, material, orgKey } = withNewcomer('lead')
    const third = anOfficer()
    const next = published(
      material,
      admit(newcomer, material, orgKey, { ...third, role: 'duty', enrolled: true }, now),
      orgKey,
    )
    expect(openListed(third, next, dutyId(next)).publicKey).toBe(currentKey(next.list, 'duty'))
  })

  it('someone who only wrote an account into Redis holds nothing', () => {
    const { material } = withNewcomer('duty')
    expect(() => openListed(anOfficer(), material, dutyId(material))).toThrow('wrong-key')
  })

  it('a disabled officer cannot open what comes after; those who stay open old and new', () => {
    const { lead, newcomer, material, orgKey } = withNewcomer('duty')
    const old = dutyId(material)
    const next = published(material, rotate(lead, material, orgKey, leaving(newcomer), now), orgKey)
    expect(dutyId(next)).not.toBe(old)
    expect(officerKey(next.list, newcomer.officerId)).toBeUndefined()
    expect(() => openListed(newcomer, next, dutyId(next))).toThrow('wrong-key')
    expect(openListed(lead, next, old).keyId).toBe(old)
    expect(openListed(lead, next, dutyId(next)).publicKey).toBe(currentKey(next.list, 'duty'))
  })

  it('a newcomer also opens what was sealed to earlier duty keys', () => {
    const { lead, newcomer, material, orgKey } = withNewcomer('duty')
    const old = dutyId(material)
    const rotated = published(material, rotate(lead, material, orgKey, leaving(newcomer), now), orgKey)
    const late = anOfficer()
    const next = published(
      rotated,
      admit(lead, rotated, orgKey, { ...late, role: 'duty', enrolled: true }, now),
      orgKey,
    )
    expect(openListed(late, next, old).keyId).toBe(old)
  })

  it('a private half cannot be passed off as another', () => {
    const { lead, material } = found()
    const duty = dutyId(material)
    const lead_ = leadId(material)
    const swapped = { ...material.ring, [lead_]: material.ring[duty] ?? {} }
    expect(() => openListed(lead, { ...material, ring: swapped }, lead_)).toThrow('tampered')
  })

  it('a forged private half of the organisation is refused, with its own public key or a borrowed one', () => {
    const { lead, material, orgKey } = found()
    const keyId = keyIdOf(unb64(orgKey))
    const forged = signKeyPair().secretKey
    const borrowed = Buffer.concat([forged.subarray(0, 32), unb64(orgKey)])
    for (const secretKey of [forged, borrowed, forged.subarray(0, 32)]) {
      const slot = sealPrivateKey(lead.publicKey, 'organisation', { keyId, publicKey: orgKey, secretKey })
      const ring = { ...material.ring, [keyId]: { [pairOf(lead.secretKey).keyId]: slot } }
      expect(() => renew(lead, { ...material, ring }, orgKey, now)).toThrow('tampered')
    }
  })

  it('an admission as lead that was cut off leaves slots only: rotating changes the lead key too', () => {
    const { lead, newcomer, material, orgKey } = withNewcomer('lead')
    const keys = material.list.keys.filter((key) => !(key.use === 'officer' && key.officerId === newcomer.officerId))
    const cutOff = { ...material, list: { ...material.list, keys } }
    const next = published(cutOff, rotate(lead, cutOff, orgKey, leaving(newcomer), now), orgKey)
    expect(leadId(next)).not.toBe(leadId(material))
    expect(() => openListed(newcomer, next, leadId(next))).toThrow('wrong-key')
  })
})

describe('the recovery key', () => {
  it('is printed in words a person can type, and opens the duty, lead and organisation keys', () => {
    const { recovery, ring, material, orgKey } = found()
    const printed = drawRecoveryKey(recovery)
    expect(printed).toMatch(/^([0-9A-Z]{7}-){7}[0-9A-Z]{7}$/)
    const typed = readRecoveryKey(printed.toLowerCase().replaceAll('-', ' '))
    const slot = (keyId: string) => ring[keyId]?.[typed.keyId] ?? ''
    const duty = openPrivateKey(typed, 'duty', currentKey(material.list, 'duty'), slot(dutyId(material)))
    expect(duty.publicKey).toBe(currentKey(material.list, 'duty'))
    const orgId = Object.keys(ring).find((id) => id !== dutyId(material) && id !== leadId(material)) ?? ''
    expect(openPrivateKey(typed, 'organisation', orgKey, slot(orgId)).publicKey).toBe(orgKey)
  })

  it('forgives the letters people confuse', () => {
    const printed = drawRecoveryKey(boxKeyPair())
    const confused = printed.replaceAll('0', 'o').replaceAll('1', 'l')
    expect(readRecoveryKey(confused).publicKey).toBe(readRecoveryKey(printed).publicKey)
  })

  it('notices a typing mistake', () => {
    const printed = drawRecoveryKey(boxKeyPair())
    const wrong = (printed[0] === 'A' ? 'B' : 'A') + printed.slice(1)
    expect(() => readRecoveryKey(wrong)).toThrow('malformed')
  })
})

describe('a wrapped key', () => {
  it('opens with its password only, for its owner only', async () => {
    const pair = boxKeyPair()
    const wrapped = await wrapKey(pair.secretKey, 'officer-a', 'mật khẩu dài của tôi')
    expect((await unwrapKey(wrapped, 'officer-a', 'mật khẩu dài của tôi'.normalize('NFD')))?.publicKey).toBe(
      pair.publicKey,
    )
    expect(await unwrapKey(wrapped, 'officer-a', 'mật khẩu khác hẳn')).toBeUndefined()
    expect(await unwrapKey(wrapped, 'officer-b', 'mật khẩu dài của tôi')).toBeUndefined()
  })

  it('carries its Argon2id parameters and refuses absurd ones', async () => {
    const wrapped = await wrapKey(boxKeyPair().secretKey, 'a', 'một mật khẩu')
    expect(wrapped).toMatchObject({ v: 1, kdf: 'argon2id13', mem: 128 * 1024 * 1024 })
    await expect(unwrapKey({ ...wrapped, mem: 2 ** 40 }, 'a', 'một mật khẩu')).rejects.toThrow('malformed')
  })
})

describe('fingerprints and sealed boxes', () => {
  it('two keys never share a fingerprint that a person would read out', () => {
    const prints = new Set(Array.from({ length: 500 }, () => fingerprint(boxKeyPair().publicKey)))
    expect(prints.size).toBe(500)
  })

  it('every sealed thing names version and key, and a wrong name is refused', () => {
    const [one, two] = [boxKeyPair(), boxKeyPair()]
    const sealed = sealTo(one.publicKey, { purpose: 'x' }, { a: 1 })
    expect(sealed.startsWith(`1.${one.keyId}.`)).toBe(true)
    expect(() => openSealed(two, { purpose: 'x' }, sealed)).toThrow('wrong-key')
    expect(() => openSealed(one, { purpose: 'y' }, sealed)).toThrow('tampered')
    expect(() => openSealed(one, { purpose: 'x' }, sealed.replace(/^1\./, '2.'))).toThrow('malformed')
  })
})

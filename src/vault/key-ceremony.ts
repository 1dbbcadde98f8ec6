import type { Admission, KeyMaterial, Leaver, Newcomer, SealedPrivateKeys, Unlocked } from '../app/ports.js'
import { currentKey, type KeyList, officerKey, officerKeys, type Role } from '../domain/officers.js'
import { boxKeyPair, type KeyPair, keyIdOf, pairOf, signKeyPair, wipe } from './boxes.js'
import { unb64, VaultError } from './bytes.js'
import { signKeyList } from './key-list.js'
import { openPrivateKey, type RingUse, sealPrivateKey } from './ring.js'

/** A key list is good for this long; it is renewed at every change of officers, and when a lead signs in near its end. */
export const KEY_LIST_DAYS = 400

type ListedKey = KeyList['keys'][number]
type SharedUse = 'duty' | 'lead'

/** Which private halves each role holds. The recovery key holds what a lead holds. */
const HOLDS: Record<Role, readonly RingUse[]> = { duty: ['duty'], lead: ['duty', 'lead', 'organisation'] }

/** Everything the first run makes. Private halves leave this function sealed, or for the safe and the bot's settings. */
export function foundOrganisation(firstLead: Omit<Newcomer, 'enrolled'>, now: Date) {
  const [organisation, botSigning] = [signKeyPair(), signKeyPair()]
  const [recovery, duty, lead] = [boxKeyPair(), boxKeyPair(), boxKeyPair()]
  const keys: ListedKey[] = [
    listed('duty', duty),
    listed('lead', lead),
    listed('recovery', recovery),
    listed('bot-signing', botSigning),
    officerEntry({ ...firstLead, enrolled: false }),
  ]
  const holders = [firstLead.publicKey, recovery.publicKey]
  const ring = merge(
    sealToAll(holders, 'duty', duty),
    sealToAll(holders, 'lead', lead),
    sealToAll(holders, 'organisation', organisation),
  )
  const signed = signKeyList(nextList(0, keys, now), organisation)
  wipe(organisation.secretKey, duty.secretKey, lead.secretKey)
  return { orgKey: organisation.publicKey, botSigning, recovery, ring, signed }
}

/** Hands a newcomer the private halves their role may hold, and puts their public key into the signed list. */
export function admit(
  by: Unlocked,
  { ring, list }: KeyMaterial,
  orgKey: string,
  newcomer: Newcomer,
  now: Date,
): Admission {
  const shared = HOLDS[newcomer.role].flatMap((use) => halvesOf(by, { ring, list }, orgKey, use))
  const additions = merge(...shared.map(({ use, pair }) => sealToAll([newcomer.publicKey], use, pair)))
  const others = list.keys.filter((key) => !(key.use === 'officer' && key.officerId === newcomer.officerId))
  const next = nextList(list.serial, [...others, officerEntry(newcomer)], now)
  return { ring: additions, signed: signKeyList(next, openOrganisation(by, ring, orgKey)) }
}

/** The same keys, the next serial, a new end. */
export function renew(by: Unlocked, { ring, list }: KeyMaterial, orgKey: string, now: Date): Admission {
  return { ring: {}, signed: signKeyList(nextList(list.serial, list.keys, now), openOrganisation(by, ring, orgKey)) }
}

/**
 * A new duty key (and lead key, when the leaver held it) for those who stay. What was sealed before stays readable to them;
 * what comes after is closed to the one who left.
 */
export function rotate(
  by: Unlocked,
  { ring, list }: KeyMaterial,
  orgKey: string,
  leaver: Leaver,
  now: Date,
): Admission {
  const stayers = officerKeys(list).filter((key) => key.officerId !== leaver.officerId)
  const uses: SharedUse[] = heldLeadKey({ ring, list }, leaver) ? ['duty', 'lead'] : ['duty']
  const fresh = uses.map((use) => ({ use, pair: boxKeyPair() }))
  const additions = fresh.map(({ use, pair }) => sealToAll(holdersOf(list, stayers, use), use, pair))
  const kept = list.keys
    .filter((key) => !(key.use === 'officer' && key.officerId === leaver.officerId))
    .map((key) => (uses.some((use) => use === key.use) ? { ...key, current: false } : key)) as ListedKey[]
  const next = nextList(list.serial, [...kept, ...fresh.map(({ use, pair }) => listed(use, pair))], now)
  return { ring: merge(...additions), signed: signKeyList(next, openOrganisation(by, ring, orgKey)) }
}

/** By the list, or by the ring alone: an admission that was cut off leaves slots and no entry. */
function heldLeadKey({ ring, list }: KeyMaterial, { officerId, keyIds }: Leaver): boolean {
  if (officerKey(list, officerId)?.role === 'lead') return true
  const leadKeys = list.keys.filter((key) => key.use === 'lead')
  return leadKeys.some((key) => keyIds.some((holder) => ring[key.keyId]?.[holder] !== undefined))
}

function holdersOf(list: KeyList, officers: readonly { publicKey: string; role: Role }[], use: SharedUse): string[] {
  const allowed = officers.filter((officer) => HOLDS[officer.role].includes(use))
  return [...allowed.map((officer) => officer.publicKey), currentKey(list, 'recovery')]
}

/** Current and former pairs of one use, opened from this officer's own slots. */
function halvesOf(
  by: Unlocked,
  material: KeyMaterial,
  orgKey: string,
  use: RingUse,
): { use: RingUse; pair: KeyPair }[] {
  if (use === 'organisation') return [{ use, pair: openOrganisation(by, material.ring, orgKey) }]
  const keys = material.list.keys.filter((key) => key.use === use)
  return keys.map((key) => ({ use, pair: openListed(by, material, key.keyId) }))
}

function openOrganisation(by: Unlocked, ring: SealedPrivateKeys, orgKey: string): KeyPair {
  return openSlot(by, ring, 'organisation', orgKey)
}

/** The duty or lead pair with this id. The signed list says what it is; a key that is not in it is not ours. */
export function openListed(by: Unlocked, { ring, list }: KeyMaterial, keyId: string): KeyPair {
  const key = list.keys.find((candidate) => candidate.keyId === keyId)
  if (key?.use !== 'duty' && key?.use !== 'lead') throw new VaultError('wrong-key', 'key list')
  return openSlot(by, ring, key.use, key.publicKey)
}

function openSlot(by: Unlocked, ring: SealedPrivateKeys, use: RingUse, publicKey: string): KeyPair {
  const me = pairOf(by.secretKey)
  const sealed = ring[keyIdOf(unb64(publicKey))]?.[me.keyId]
  if (!sealed) throw new VaultError('wrong-key', 'key ring')
  return openPrivateKey(me, use, publicKey, sealed)
}

function sealToAll(holders: readonly string[], use: RingUse, pair: KeyPair): SealedPrivateKeys {
  const slots = holders.map((holder) => [keyIdOf(unb64(holder)), sealPrivateKey(holder, use, pair)])
  return { [pair.keyId]: Object.fromEntries(slots) }
}

function merge(...rings: readonly SealedPrivateKeys[]): SealedPrivateKeys {
  const all: Record<string, Record<string, string>> = {}
  for (const ring of rings) for (const [id, slots] of Object.entries(ring)) all[id] = { ...all[id], ...slots }
  return all
}

function listed(use: 'duty' | 'lead' | 'recovery' | 'bot-signing', { keyId, publicKey }: KeyPair): ListedKey {
  return { use, keyId, publicKey, current: true }
}

function officerEntry({ officerId, publicKey, role, enrolled }: Newcomer): ListedKey {
  return { use: 'officer', keyId: keyIdOf(unb64(publicKey)), publicKey, officerId, role, enrolled }
}

function nextList(serial: number, keys: ListedKey[], at: Date): KeyList {
  const expiresAt = new Date(at.getTime() + KEY_LIST_DAYS * 86_400_000).toISOString()
  return { v: 1, serial: serial + 1, issuedAt: at.toISOString(), expiresAt, keys }
}

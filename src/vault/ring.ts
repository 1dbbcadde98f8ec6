import { type KeyPair, keyIdOf, openSealed, pairOf, sealTo, sign, verify } from './boxes.js'
import { b64, base32, sha256, unb64, unbase32, VaultError } from './bytes.js'

/** What a private half in the ring is for; it is sealed along, so that one cannot be passed off as another. */
export type RingUse = 'duty' | 'lead' | 'organisation'

const PROBE = 'hom-thu-138/v1/probe'

/** A private key, sealed to someone who may hold it: an officer or the recovery key. */
export function sealPrivateKey(holder: string, use: RingUse, pair: KeyPair): string {
  return sealTo(holder, { purpose: 'private-key', use, keyId: pair.keyId }, { key: b64(pair.secretKey) })
}

/** Opens a private half and checks that it is the half of the public key it claims. */
export function openPrivateKey(holder: KeyPair, use: RingUse, publicKey: string, sealed: string): KeyPair {
  const keyId = keyIdOf(unb64(publicKey))
  const { key } = openSealed(holder, { purpose: 'private-key', use, keyId }, sealed) as { key: string }
  const secretKey = unb64(key)
  const pair = use === 'organisation' ? signingHalf(publicKey, secretKey) : pairOf(secretKey)
  if (pair.publicKey !== publicKey) throw new VaultError('tampered', 'private key')
  return pair
}

/**
 * An Ed25519 private key carries a copy of its public key, which a forger can fill in. So it has to sign something that
 * the public key verifies.
 */
function signingHalf(publicKey: string, secretKey: Buffer): KeyPair {
  const pair = { keyId: keyIdOf(unb64(publicKey)), publicKey, secretKey }
  const fits = secretKey.length === 64 && verify(publicKey, PROBE, {}, sign(pair, PROBE, {}))
  if (!fits) throw new VaultError('tampered', 'private key')
  return pair
}

/** Printed once and kept in a safe: the private half of the recovery key, in words a person can type. */
export function drawRecoveryKey(pair: KeyPair): string {
  const check = sha256('recovery', pair.secretKey).subarray(0, 3)
  return (base32(Buffer.concat([pair.secretKey, check])).match(/.{1,7}/g) ?? []).join('-')
}

export function readRecoveryKey(text: string): KeyPair {
  const typed = text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  const bytes = unbase32(typed)
  const pair = pairOf(bytes.subarray(0, 32))
  if (!sha256('recovery', pair.secretKey).subarray(0, 3).equals(bytes.subarray(32))) {
    throw new VaultError('malformed', 'recovery key')
  }
  return pair
}

/** What a newcomer reads out to the colleague who approves them: 60 bits of their key's id. */
export function fingerprint(publicKey: string): string {
  return (keyIdOf(unb64(publicKey)).toUpperCase().slice(0, 12).match(/.{4}/g) ?? []).join('-')
}

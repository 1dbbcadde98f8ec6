import { promisify } from 'node:util'
import sodium from 'sodium-native'
import type { WrappedKey } from '../domain/officers.js'
import { type KeyPair, openWith, pairOf, random, sealWith, wipe } from './boxes.js'
import { b64, unb64, VaultError } from './bytes.js'

/** libsodium's "moderate" number of passes with 128 MiB: about 0.2 s here, and it runs off the main thread. */
const OPS = sodium.crypto_pwhash_OPSLIMIT_MODERATE
const MEM = 128 * 1024 * 1024

const pwhash = promisify(sodium.crypto_pwhash_async) as (...args: unknown[]) => Promise<void>

async function passwordKey(password: string, salt: Buffer, ops: number, mem: number): Promise<Buffer> {
  const key = Buffer.alloc(32)
  await pwhash(key, Buffer.from(password.normalize('NFC')), salt, ops, mem, sodium.crypto_pwhash_ALG_ARGON2ID13)
  return key
}

const context = (owner: string) => ({ purpose: 'wrapped-key', owner })

/** Wraps a private key under a password (Argon2id). There is no other password hash: unwrapping is the check. */
export async function wrapKey(secretKey: Buffer, owner: string, password: string): Promise<WrappedKey> {
  const salt = random(sodium.crypto_pwhash_SALTBYTES)
  const key = await passwordKey(password, salt, OPS, MEM)
  const box = sealWith(key, 'password', context(owner), { key: b64(secretKey) })
  wipe(key)
  return { v: 1, kdf: 'argon2id13', ops: OPS, mem: MEM, salt: b64(salt), box }
}

/** The key pair, or nothing when the password is wrong. */
export async function unwrapKey(wrapped: WrappedKey, owner: string, password: string): Promise<KeyPair | undefined> {
  if (wrapped.mem > 1024 * 1024 * 1024 || wrapped.ops > 16) throw new VaultError('malformed', 'wrapped key')
  const key = await passwordKey(password, unb64(wrapped.salt), wrapped.ops, wrapped.mem)
  try {
    const { key: secret } = openWith(key, 'password', context(owner), wrapped.box) as { key: string }
    return pairOf(unb64(secret))
  } catch (error) {
    if (error instanceof VaultError && error.code === 'tampered') return undefined
    throw error
  } finally {
    wipe(key)
  }
}

/** As much work as a real check, for a login that does not exist. */
export async function burnPasswordTime(password: string): Promise<void> {
  wipe(await passwordKey(password, random(sodium.crypto_pwhash_SALTBYTES), OPS, MEM))
}

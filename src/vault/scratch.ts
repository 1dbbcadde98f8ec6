import sodium from 'sodium-native'
import { random } from './boxes.js'
import { VaultError } from './bytes.js'

/**
 * A file for the moment, in pieces that can be written and read in any order: XChaCha20-Poly1305, a fresh nonce for each
 * writing, bound to the number of the piece. The key is never on disk, so what is left of such a file opens for nobody.
 */
export const SCRATCH_PIECE = 64 * 1024
const NONCE = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
export const SEALED_SCRATCH_PIECE = NONCE + SCRATCH_PIECE + sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES

export function newScratchKey(): Buffer {
  return random(sodium.crypto_aead_xchacha20poly1305_ietf_KEYBYTES)
}

/** @param plain SCRATCH_PIECE bytes */
export function sealPiece(key: Buffer, n: number, plain: Buffer): Buffer {
  const sealed = Buffer.alloc(SEALED_SCRATCH_PIECE)
  const nonce = sealed.subarray(0, NONCE)
  sodium.randombytes_buf(nonce)
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.subarray(NONCE), plain, number(n), null, nonce, key)
  return sealed
}

/** @throws VaultError `tampered` when it is not the piece of that number, as it was sealed */
export function openPiece(key: Buffer, n: number, sealed: Buffer): Buffer {
  const plain = Buffer.alloc(SCRATCH_PIECE)
  const nonce = sealed.subarray(0, NONCE)
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(plain, null, sealed.subarray(NONCE), number(n), nonce, key)
  } catch {
    throw new VaultError('tampered', 'scratch')
  }
  return plain
}

function number(n: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(n))
  return bytes
}

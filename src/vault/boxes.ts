import sodium from 'sodium-native'
import { b64, base32, canonical, sha256, unb64, VaultError } from './bytes.js'

/**
 * The few shapes in which this product seals things, all of them libsodium's own constructions:
 * sealed box (X25519, anonymous sender), box (X25519, known sender), XChaCha20-Poly1305 with associated data, Ed25519.
 * Everything sealed is text of the form `1.<key id>.<base64url>`.
 */
export interface KeyPair {
  readonly keyId: string
  readonly publicKey: string
  readonly secretKey: Buffer
}

const PAD = 1024

export function keyIdOf(publicKey: Uint8Array): string {
  return base32(sha256('hom-thu-138/v1/key-id', publicKey).subarray(0, 15)).toLowerCase()
}

export function random(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  sodium.randombytes_buf(bytes)
  return bytes
}

/** Evenly from 0 to one below the limit, which is at most 2^32. */
export function randomInt(limit: number): number {
  return sodium.randombytes_uniform(limit)
}

export function wipe(...secrets: Buffer[]): void {
  for (const secret of secrets) sodium.sodium_memzero(secret)
}

export function boxKeyPair(seed: Buffer = random(sodium.crypto_box_SEEDBYTES)): KeyPair {
  const publicKey = Buffer.alloc(sodium.crypto_box_PUBLICKEYBYTES)
  const secretKey = Buffer.alloc(sodium.crypto_box_SECRETKEYBYTES)
  sodium.crypto_box_seed_keypair(publicKey, secretKey, seed)
  return { keyId: keyIdOf(publicKey), publicKey: b64(publicKey), secretKey }
}

export function signKeyPair(): KeyPair {
  const publicKey = Buffer.alloc(sodium.crypto_sign_PUBLICKEYBYTES)
  const secretKey = Buffer.alloc(sodium.crypto_sign_SECRETKEYBYTES)
  sodium.crypto_sign_keypair(publicKey, secretKey)
  return { keyId: keyIdOf(publicKey), publicKey: b64(publicKey), secretKey }
}

/** The pair of a private X25519 key. */
export function pairOf(secretKey: Buffer): KeyPair {
  if (secretKey.length !== sodium.crypto_box_SECRETKEYBYTES) throw new VaultError('malformed', 'private key')
  const publicKey = Buffer.alloc(sodium.crypto_box_PUBLICKEYBYTES)
  sodium.crypto_scalarmult_base(publicKey, secretKey)
  return { keyId: keyIdOf(publicKey), publicKey: b64(publicKey), secretKey }
}

/** Anyone can seal to a public key; only its holder opens. The context is sealed along and checked on opening. */
export function sealTo(publicKey: string, context: object, body: object): string {
  const key = publicKeyBytes(publicKey)
  const plain = padded({ context, body })
  const sealed = Buffer.alloc(plain.length + sodium.crypto_box_SEALBYTES)
  sodium.crypto_box_seal(sealed, plain, key)
  return frame(keyIdOf(key), sealed)
}

export function openSealed(pair: KeyPair, context: object, sealed: string): unknown {
  const bytes = unframe(pair.keyId, sealed)
  const plain = Buffer.alloc(Math.max(0, bytes.length - sodium.crypto_box_SEALBYTES))
  if (!sodium.crypto_box_seal_open(plain, bytes, unb64(pair.publicKey), pair.secretKey)) {
    throw new VaultError('tampered', 'sealed box')
  }
  return unpadded(plain, context)
}

/** Sealed box that also proves who sealed it: only the holder of the sender's private key could. */
export function boxFrom(sender: KeyPair, publicKey: string, context: object, body: object): string {
  const key = publicKeyBytes(publicKey)
  const nonce = random(sodium.crypto_box_NONCEBYTES)
  const plain = padded({ context, body })
  const sealed = Buffer.alloc(plain.length + sodium.crypto_box_MACBYTES)
  sodium.crypto_box_easy(sealed, plain, nonce, key, sender.secretKey)
  return frame(keyIdOf(key), Buffer.concat([nonce, sealed]))
}

export function openBoxFrom(senderPublicKey: string, pair: KeyPair, context: object, boxed: string): unknown {
  const bytes = unframe(pair.keyId, boxed)
  const nonce = bytes.subarray(0, sodium.crypto_box_NONCEBYTES)
  const sealed = bytes.subarray(sodium.crypto_box_NONCEBYTES)
  const plain = Buffer.alloc(Math.max(0, sealed.length - sodium.crypto_box_MACBYTES))
  if (!sodium.crypto_box_open_easy(plain, sealed, nonce, publicKeyBytes(senderPublicKey), pair.secretKey)) {
    throw new VaultError('tampered', 'box')
  }
  return unpadded(plain, context)
}

/** XChaCha20-Poly1305 under a key both sides hold; `keyId` only names it, the context is bound as associated data. */
export function sealWith(key: Buffer, keyId: string, context: object, body: object): string {
  const nonce = random(sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
  const plain = padded(body)
  const sealed = Buffer.alloc(plain.length + sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES)
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, plain, canonical(context), null, nonce, key)
  return frame(keyId, Buffer.concat([nonce, sealed]))
}

export function openWith(key: Buffer, keyId: string, context: object, sealed: string): unknown {
  const bytes = unframe(keyId, sealed)
  const nonce = bytes.subarray(0, sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
  const box = bytes.subarray(sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
  const plain = Buffer.alloc(Math.max(0, box.length - sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES))
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(plain, null, box, canonical(context), nonce, key)
  } catch {
    throw new VaultError('tampered', 'sealed text')
  }
  return JSON.parse(unpad(plain))
}

export function sign(pair: KeyPair, context: string, value: unknown): string {
  const signature = Buffer.alloc(sodium.crypto_sign_BYTES)
  sodium.crypto_sign_detached(signature, sha256(context, '\n', canonical(value)), pair.secretKey)
  return b64(signature)
}

export function verify(publicKey: string, context: string, value: unknown, signature: string): boolean {
  const bytes = unb64(signature)
  const key = unb64(publicKey)
  if (bytes.length !== sodium.crypto_sign_BYTES || key.length !== sodium.crypto_sign_PUBLICKEYBYTES) return false
  return sodium.crypto_sign_verify_detached(bytes, sha256(context, '\n', canonical(value)), key)
}

function publicKeyBytes(publicKey: string): Buffer {
  const key = unb64(publicKey)
  if (key.length !== sodium.crypto_box_PUBLICKEYBYTES) throw new VaultError('malformed', 'public key')
  return key
}

/** Padded to whole KiB (ISO/IEC 7816-4), so that a length says little. */
function padded(value: object): Buffer {
  const plain = Buffer.from(JSON.stringify(value), 'utf8')
  const room = Buffer.alloc((Math.floor(plain.length / PAD) + 1) * PAD)
  plain.copy(room)
  sodium.sodium_pad(room, plain.length, PAD)
  wipe(plain)
  return room
}

function unpad(plain: Buffer): string {
  const length = sodium.sodium_unpad(plain, plain.length, PAD)
  const text = plain.subarray(0, length).toString('utf8')
  wipe(plain)
  return text
}

function unpadded(plain: Buffer, context: object): unknown {
  const found = JSON.parse(unpad(plain)) as { context: unknown; body: unknown }
  if (!canonical(found.context).equals(canonical(context))) throw new VaultError('tampered', 'context')
  return found.body
}

function frame(keyId: string, bytes: Buffer): string {
  return `1.${keyId}.${b64(bytes)}`
}

function unframe(keyId: string, text: string): Buffer {
  const [version, id, body, ...more] = text.split('.')
  if (version !== '1' || !id || !body || more.length > 0) throw new VaultError('malformed', 'sealed text')
  if (id !== keyId) throw new VaultError('wrong-key', 'sealed text')
  const bytes = unb64(body)
  // Node reads base64url leniently: another spelling of the same bytes is a change that nothing else would notice.
  if (b64(bytes) !== body) throw new VaultError('malformed', 'sealed text')
  return bytes
}

/** The signing pair of a private Ed25519 key (64 bytes, as libsodium keeps it). */
export function signingPair(secretKey: Buffer): KeyPair {
  const publicKey = Buffer.alloc(sodium.crypto_sign_PUBLICKEYBYTES)
  sodium.crypto_sign_ed25519_sk_to_pk(publicKey, secretKey)
  return { keyId: keyIdOf(publicKey), publicKey: b64(publicKey), secretKey }
}

import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto'
import canonicalize from 'canonicalize'

/** Why something sealed did not open. The code says who acts next; there is never content in it. */
export class VaultError extends Error {
  readonly code: 'wrong-key' | 'tampered' | 'malformed' | 'expired' | 'rolled-back' | 'unsigned'

  constructor(code: VaultError['code'], what: string) {
    super(`${what}: ${code}`)
    this.name = 'VaultError'
    this.code = code
  }
}

export function b64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

export function unb64(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}

/** RFC 8785 canonical JSON: the same value always gives the same bytes. */
export function canonical(value: unknown): Buffer {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('not a JSON value')
  return Buffer.from(text, 'utf8')
}

export function sha256(...parts: (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** HKDF-SHA-256 (RFC 5869) with an empty salt; the label keeps purposes apart. */
export function hkdf(secret: Uint8Array, label: string, length = 32): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), `hom-thu-138/v1/${label}`, length))
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Crockford base32, upper case, most significant bit first; `bytes.length * 8` must be a multiple of 5. */
export function base32(bytes: Uint8Array): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{5}/g) ?? []).map((five) => CROCKFORD[Number.parseInt(five, 2)]).join('')
}

export function unbase32(text: string): Buffer {
  const bits = [...text].map((char) => crockfordValue(char).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

export function crockfordValue(char: string): number {
  const value = CROCKFORD.indexOf(char)
  if (value < 0) throw new VaultError('malformed', 'base32')
  return value
}

export function crockfordChar(value: number): string {
  return CROCKFORD.charAt(value)
}

import { random } from './boxes.js'
import { base32, hkdf } from './bytes.js'

/** Random ids: made of nothing, so that nothing leads back. A case id carries 130 random bits. */
export function newCaseId(): string {
  return base32(random(20)).slice(0, 26).toLowerCase()
}

export function newOfficerId(): string {
  return base32(random(10)).toLowerCase()
}

/** A code to be typed once by a person: 80 random bits in groups of four. */
export function newOneTimeCode(): string {
  return (base32(random(10)).match(/.{4}/g) ?? []).join('-')
}

/** Opaque value for cookies and form turns. */
export function newToken(bytes = 32): string {
  return random(bytes).toString('base64url')
}

/** A stable one-way id for something that must not be kept itself, such as an address in a sign-in counter. */
export function oneWay(secret: Buffer, label: string, value: string): string {
  return hkdf(Buffer.concat([secret, Buffer.from(value)]), `one-way/${label}`, 16).toString('base64url')
}

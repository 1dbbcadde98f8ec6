import { random } from './boxes.js'
import { b64, base32, sha256 } from './bytes.js'

const LENGTH = 10

/** A code that an officer carries to a chat: 50 random bits, good for minutes, in groups of five. */
export function newLinkCode(): string {
  return (base32(random(10)).slice(0, LENGTH).match(/.{5}/g) ?? []).join('-')
}

/** The one-way id of what somebody typed, however they wrote it; nothing when it cannot be a code. */
export function linkCodeId(typed: string): string | undefined {
  const code = typed
    .slice(0, 64)
    .toUpperCase()
    .replace(/[\s\-–—_.]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(code) ? b64(sha256('link-code', code)) : undefined
}

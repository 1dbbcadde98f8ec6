import { random } from './boxes.js'
import { b64, equal, hkdf, unb64 } from './bytes.js'

export interface Devices {
  issue(login: string): string
  /** The device's own id when this cookie was given to a browser that has signed in as this login. */
  recognise(login: string, cookie: string | undefined): string | undefined
}

/**
 * A browser that has signed in before is told apart from a stranger's, so that a stranger's failed guesses never slow a
 * colleague at their own desk (OWASP: "slow down online guessing attacks with device cookies").
 */
export function createDevices(secret: Buffer): Devices {
  const tag = (login: string, nonce: Buffer) => hkdf(Buffer.concat([secret, nonce, Buffer.from(login)]), 'device', 16)
  return {
    issue(login) {
      const nonce = random(12)
      return b64(Buffer.concat([nonce, tag(login, nonce)]))
    },
    recognise(login, cookie) {
      const bytes = unb64(cookie ?? '')
      const nonce = bytes.subarray(0, 12)
      return bytes.length === 28 && equal(tag(login, nonce), bytes.subarray(12)) ? b64(nonce) : undefined
    },
  }
}

/** Constant-time comparison of two secrets of any length. */
export function sameSecret(one: string, other: string): boolean {
  return equal(hkdf(Buffer.from(one), 'same'), hkdf(Buffer.from(other), 'same'))
}

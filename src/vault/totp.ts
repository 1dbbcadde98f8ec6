import { Secret, TOTP } from 'otpauth'
import type { Totp } from '../app/ports.js'

const PERIOD_S = 30

/** RFC 6238 as every authenticator app does it: SHA-1, six digits, 30 seconds; one step early or late is accepted. */
export const totp: Totp = {
  create(login) {
    const secret = new Secret({ size: 20 })
    return { secret: secret.base32, url: totpOf(secret.base32, login).toString() }
  },
  stepOf(secret, code, at) {
    const digits = code.replace(/\s/g, '')
    if (!/^\d{6}$/.test(digits) || !/^[A-Z2-7]{32}$/.test(secret)) return undefined
    const delta = totpOf(secret, '').validate({ token: digits, timestamp: at.getTime(), window: 1 })
    return delta === null ? undefined : Math.floor(at.getTime() / 1000 / PERIOD_S) + delta
  },
}

function totpOf(base32: string, login: string): TOTP {
  const secret = Secret.fromBase32(base32)
  return new TOTP({
    issuer: 'Hòm thư 138',
    label: login || 'x',
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_S,
    secret,
  })
}

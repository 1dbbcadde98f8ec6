import { Secret, TOTP } from 'otpauth'

const PERIOD_S = 30

export interface PresentCode {
  readonly code: string
  readonly secondsLeft: number
}

/** What an authenticator app would show at this moment: in a demo nobody needs one. */
export function presentCode(totpSecret: string, at: Date): PresentCode {
  const totp = new TOTP({ secret: Secret.fromBase32(totpSecret), digits: 6, period: PERIOD_S })
  const secondsLeft = PERIOD_S - (Math.floor(at.getTime() / 1000) % PERIOD_S)
  return { code: totp.generate({ timestamp: at.getTime() }), secondsLeft }
}

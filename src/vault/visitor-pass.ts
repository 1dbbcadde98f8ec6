import { b64, equal, hkdf, unb64 } from './bytes.js'

export interface VisitorPass {
  seal(token: string): string
  /** The token, or nothing for a cookie that no bot of ours has given out. */
  open(pass: string): string | undefined
}

/**
 * The draft cookie as `token.mac`. Without the mac anybody could make up cookies, each a visitor with an allowance of
 * its own; with it a made-up cookie costs us one hash and counts as none. All bots share the key.
 */
export function createVisitorPass(secret: Buffer): VisitorPass {
  const key = hkdf(secret, 'visitor-pass')
  const mac = (token: Buffer) => hkdf(Buffer.concat([key, token]), 'visitor-pass/mac', 16)
  return {
    seal: (token) => `${token}.${b64(mac(unb64(token)))}`,
    open(pass) {
      const [, token, proof] = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{22})$/.exec(pass) ?? []
      if (token === undefined || proof === undefined) return undefined
      return equal(mac(unb64(token)), unb64(proof)) ? token : undefined
    },
  }
}

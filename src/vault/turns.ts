import type { SessionHandle } from '../app/ports.js'
import { random } from './boxes.js'
import { b64, equal, hkdf, unb64 } from './bytes.js'

export interface Turns {
  /** `underWay`: the page shows more than a beginning, so that losing it would lose something. */
  issue(session: SessionHandle | undefined, page?: { readonly underWay: boolean }): string
  isUnderWay(turn: string): boolean
  check(session: SessionHandle | undefined, turn: string): boolean
}

/**
 * The hidden value of each drawn form: it names one turn, so that a second press changes nothing, and only a page drawn
 * for this session has one, so that no other site can post. Without a session yet, a key that all bots share makes it.
 */
export function createTurns(secret: Buffer): Turns {
  const sharedKey = hkdf(secret, 'turn-without-session')
  const keyFor = (session: SessionHandle | undefined) => (session ? unb64(session.derive('turn')) : sharedKey)
  const tag = (key: Buffer, nonce: Buffer) => hkdf(Buffer.concat([key, nonce]), 'turn', 16)
  return {
    issue(session, { underWay } = { underWay: false }) {
      const nonce = random(12)
      nonce.writeUInt8((nonce.readUInt8(0) & 0xfe) | Number(underWay), 0)
      return b64(Buffer.concat([nonce, tag(keyFor(session), nonce)]))
    },
    isUnderWay: (turn) => ((unb64(turn)[0] ?? 0) & 1) === 1,
    check(session, turn) {
      const bytes = unb64(turn)
      if (bytes.length !== 28) return false
      const nonce = bytes.subarray(0, 12)
      return equal(tag(keyFor(session), nonce), bytes.subarray(12))
    },
  }
}

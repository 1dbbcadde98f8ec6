import { random } from './boxes.js'
import { b64, equal, hkdf, sha256, unb64 } from './bytes.js'

export interface Ticket {
  /** From this moment on (milliseconds) it lets in without a puzzle. */
  readonly due: number
  /** How many leading zero bits SHA-256 of `ticket:answer` must have to be let in at once. */
  readonly bits: number
}

export interface WaitingTickets {
  issue(ticket: Ticket): string
  /** Nothing for a ticket that no bot of ours has given out. */
  read(ticket: string): Ticket | undefined
  isSolved(ticket: string, bits: number, answer: string): boolean
}

/** 6 bytes due, 1 byte bits, 12 random, 16 mac. Says nothing about whom it was given to. All bots share the key. */
export function createWaitingTickets(secret: Buffer): WaitingTickets {
  const key = hkdf(secret, 'waiting-ticket')
  const mac = (body: Buffer) => hkdf(Buffer.concat([key, body]), 'waiting-ticket/mac', 16)
  return {
    issue({ due, bits }) {
      const body = Buffer.concat([Buffer.alloc(7), random(12)])
      body.writeUIntBE(due, 0, 6)
      body.writeUInt8(bits, 6)
      return b64(Buffer.concat([body, mac(body)]))
    },
    read(ticket) {
      const bytes = unb64(ticket)
      const body = bytes.subarray(0, 19)
      // Another spelling of the same bytes would be a second use of one ticket.
      if (bytes.length !== 35 || b64(bytes) !== ticket || !equal(mac(body), bytes.subarray(19))) return undefined
      return { due: body.readUIntBE(0, 6), bits: body.readUInt8(6) }
    },
    isSolved: (ticket, bits, answer) => leadingZeros(sha256(`${ticket}:${answer}`)) >= bits,
  }
}

function leadingZeros(hash: Buffer): number {
  const zeros = Math.clz32(hash.readUInt32BE(0))
  return zeros < 32 ? zeros : 32 + Math.clz32(hash.readUInt32BE(4))
}

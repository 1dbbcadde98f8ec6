import type { SessionHandle } from '../app/ports.js'
import { b64, equal, hkdf } from './bytes.js'
import { sessionFrom } from './session.js'

/**
 * The session of a chat. There is no cookie to hold its secret, so that it comes from the bot's own secret and the chat's
 * id: whoever has both that secret and the volatile Redis can try all ids. What stands there is at most half an hour old.
 * @param account platform and bot, so that two bots never share a chat's session
 */
export function createChatSessions(secret: Buffer, account: string) {
  const key = hkdf(secret, `chat-session/${account}`)
  return (chat: string): SessionHandle =>
    sessionFrom(b64(hkdf(Buffer.concat([key, Buffer.from(chat)]), 'chat-session/token')), 'citizen')
}

/** A further secret of the bot's own, so that each purpose has one. */
export function secretFor(secret: Buffer, purpose: string): Buffer {
  return hkdf(secret, `secret-for/${purpose}`)
}

/** Compares without telling by its time how much was right. */
export function isSame(one: string, other: string): boolean {
  return equal(hkdf(Buffer.from(one), 'same'), hkdf(Buffer.from(other), 'same'))
}

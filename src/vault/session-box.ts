import { openWith, sealWith } from './boxes.js'
import { b64, hkdf, unb64, VaultError } from './bytes.js'

/** The sealing half of `encryptSessions` (session-store/). */
export interface SessionBox {
  nameOf(key: string): string
  seal(name: string, text: string): string
  open(name: string, sealed: unknown): string
}

/**
 * Bot sessions that a reader of Redis can neither read nor assign to a chat: chat ids are few enough to try them all, so
 * their names are keyed. The name is bound to what is sealed under it; lengths show in whole KiB.
 * @param secret 32 random bytes, as bytes or base64url; every process that shares the sessions has the same
 * @throws VaultError `malformed` for another secret; on opening `wrong-key`, `tampered` or `malformed`
 */
export function createSessionBox(secret: string | Uint8Array): SessionBox {
  const bytes = typeof secret === 'string' ? unb64(secret) : Buffer.from(secret)
  if (bytes.length !== 32) throw new VaultError('malformed', 'secret of the sessions')
  const nameKey = hkdf(bytes, 'bot-session/name-key')
  const key = hkdf(bytes, 'bot-session/key')
  const keyId = b64(hkdf(bytes, 'bot-session/key-id', 6))
  const context = (id: string) => ({ purpose: 'bot-session', id })
  return {
    nameOf: (plain) => b64(hkdf(Buffer.concat([nameKey, Buffer.from(plain, 'utf8')]), 'bot-session/name', 16)),
    seal: (name, text) => sealWith(key, keyId, context(name), { text }),
    open: (name, sealed) => {
      if (typeof sealed !== 'string') throw new VaultError('malformed', 'sealed session')
      return (openWith(key, keyId, context(name), sealed) as { text: string }).text
    },
  }
}

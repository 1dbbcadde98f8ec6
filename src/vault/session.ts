import type { SessionHandle } from '../app/ports.js'
import { openWith, sealWith } from './boxes.js'
import { b64, hkdf, sha256, unb64, VaultError } from './bytes.js'

/**
 * A session that only the holder of the token can read: Redis sees an id and ciphertext, and both come from the token,
 * which is nowhere but in the person's own cookie.
 */
export function sessionFrom(token: string, kind: 'citizen' | 'officer'): SessionHandle {
  const secret = unb64(token)
  if (secret.length !== 32) throw new VaultError('malformed', 'session token')
  const id = b64(hkdf(secret, `${kind}-session/id`, 16))
  const key = hkdf(secret, `${kind}-session/key`)
  const keyId = id.slice(0, 8)
  const context = { purpose: `${kind}-session`, id }
  return {
    id,
    seal: (value) => sealWith(key, keyId, context, { value }),
    open: (sealed) => {
      try {
        return (openWith(key, keyId, context, sealed) as { value: unknown }).value
      } catch {
        return undefined
      }
    },
    derive: (label) => b64(hkdf(secret, `${kind}-session/${label}`)),
    mark: (words) => b64(sha256(hkdf(secret, `${kind}-session/mark`), words)).slice(0, 6),
  }
}

/** Nothing for a cookie that cannot be one of ours. */
export function readSession(token: string, kind: 'citizen' | 'officer'): SessionHandle | undefined {
  return /^[A-Za-z0-9_-]{43}$/.test(token) ? sessionFrom(token, kind) : undefined
}

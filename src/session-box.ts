/** The package's own box for `encryptSessions` of `./session-store`; apart from it, because this one loads libsodium. */
export { VaultError } from './vault/bytes.js'
export { createSessionBox, type SessionBox } from './vault/session-box.js'

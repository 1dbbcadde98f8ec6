export { encryptSessions } from './encrypted.js'
export { type SessionStoreCode, SessionStoreError } from './errors.js'
export { createSessionStore } from './redis-store.js'
export { asTelegrafStore } from './telegraf.js'
export type {
  EncryptedSessions,
  SessionBox,
  SessionStore,
  SessionStoreOptions,
  StorageAdapter,
  TelegrafStore,
} from './types.js'

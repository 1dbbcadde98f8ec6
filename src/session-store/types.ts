import type { Cluster, Redis } from 'ioredis'

type MaybePromise<T> = Promise<T> | T

/** grammY's `StorageAdapter<T>` (grammy 1.46, convenience/session.ts), as far as anything here uses it. */
export interface StorageAdapter<T> {
  read: (key: string) => MaybePromise<T | undefined>
  write: (key: string, value: T) => MaybePromise<void>
  delete: (key: string) => MaybePromise<void>
  has?: (key: string) => MaybePromise<boolean>
}

export interface SessionStoreOptions {
  /** The caller's connection: it is used as it is and never closed here. An ioredis `keyPrefix` comes before `prefix`. */
  readonly redis: Redis | Cluster
  /** Stands before every key in Redis; none when left out, as with the official adapter. */
  readonly prefix?: string
  /** Whole seconds from the last write to the end of a session; for ever when left out. Reading does not prolong it. */
  readonly ttlSeconds?: number
}

/** Every method rejects with a `SessionStoreError` and with nothing else. */
export interface SessionStore<T> {
  /** `undefined` when there is no such session, or no longer. */
  read(key: string): Promise<T | undefined>
  /** The command is with the client when this returns its promise: what is read later on this connection sees it. */
  write(key: string, value: T): Promise<void>
  delete(key: string): Promise<void>
  has(key: string): Promise<boolean>
  /** Keys as they were given to `write`, in no order, each once. Holds them in memory while it runs. */
  readAllKeys(): AsyncIterable<string>
}

/** Names and seals sessions. `session-box.ts` makes one. */
export interface SessionBox {
  /** One-way and keyed: the same key has always the same name. */
  nameOf(key: string): string
  /** Bound to the name, so that it opens under no other. */
  seal(name: string, text: string): string
  /** Throws for whatever `seal` has not made for this name with this secret. */
  open(name: string, sealed: unknown): string
}

/** No `readAllKeys`: what stands in Redis cannot be turned back into keys. Errors of the box come through as they are. */
export type EncryptedSessions<T> = Omit<SessionStore<T>, 'readAllKeys'>

/** telegraf's `AsyncSessionStore<T>` (telegraf 4.16.3, session.ts). */
export interface TelegrafStore<T> {
  get(name: string): Promise<T | undefined>
  set(name: string, value: T): Promise<void>
  delete(name: string): Promise<void>
}

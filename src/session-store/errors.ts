/** `redis`: try again or look at Redis. `corrupt`: what is stored is not JSON. `unwritable`: the bot's own value is not. */
export type SessionStoreCode = 'redis' | 'corrupt' | 'unwritable'

const SAYS: Record<SessionStoreCode, string> = {
  redis: 'Redis did not do it',
  corrupt: 'what is stored under this key is not JSON',
  unwritable: 'the value cannot be written as JSON',
}

/** Names neither key nor value, and has no cause: errors of ioredis carry the command with its arguments. */
export class SessionStoreError extends Error {
  readonly code: SessionStoreCode
  /** Redis's error code (`NOPERM`), the system's (`ECONNREFUSED`) or the class of ioredis's error. */
  readonly reason: string | undefined

  constructor(code: SessionStoreCode, reason?: string) {
    super(`session store: ${SAYS[code]}${reason ? ` (${reason})` : ''}`)
    this.name = 'SessionStoreError'
    this.code = code
    this.reason = reason
  }
}

/** Calls at once, without a turn of the event loop in between. */
export async function scrubbed<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw fromRedis(error)
  }
}

export function fromRedis(error: unknown): SessionStoreError {
  return new SessionStoreError('redis', error instanceof Error ? reasonOf(error) : undefined)
}

/** Sentences of ioredis 6 that have no class of their own. */
const SENTENCES: Record<string, string> = {
  'Connection is closed.': 'connection closed',
  'Command timed out': 'timed out',
  "Stream isn't writeable and enableOfflineQueue options is false": 'not connected',
  "Cluster isn't ready and enableOfflineQueue options is false": 'not connected',
}

// The rest of a reply can repeat what was sent: "unknown command 'SET', with args beginning with: …".
function reasonOf(error: Error): string {
  if (error.name === 'ReplyError') return /^[A-Z]{2,20}(?= )/.exec(error.message)?.[0] ?? error.name
  if ('code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)) return error.code
  return SENTENCES[error.message] ?? error.name
}

import { SessionStoreError } from './errors.js'

/** The bytes of the official adapter. It writes `undefined` as an empty string, which it cannot read again: refused. */
export function toJson(value: unknown): string {
  const text = stringify(value)
  if (text === undefined) throw new SessionStoreError('unwritable')
  return text
}

export function fromJson<T>(text: string): T {
  try {
    return JSON.parse(text) as T
  } catch {
    throw new SessionStoreError('corrupt')
  }
}

// The messages of V8 name properties and repeat what they could not read, so that nothing of them goes on.
function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

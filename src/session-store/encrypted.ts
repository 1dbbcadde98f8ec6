import { SessionStoreError } from './errors.js'
import { fromJson, toJson } from './json.js'
import type { EncryptedSessions, SessionBox, StorageAdapter } from './types.js'

/** Keys become one-way names and values are sealed before the adapter under it sees them. */
export function encryptSessions<T>(adapter: StorageAdapter<string>, box: SessionBox): EncryptedSessions<T> {
  return {
    async read(key) {
      const name = box.nameOf(key)
      const sealed = await readSealed(adapter, name)
      return sealed === undefined ? undefined : fromJson<T>(box.open(name, sealed))
    },
    async write(key, value) {
      const name = box.nameOf(key)
      await adapter.write(name, box.seal(name, toJson(value)))
    },
    async delete(key) {
      await adapter.delete(box.nameOf(key))
    },
    async has(key) {
      const name = box.nameOf(key)
      return adapter.has ? adapter.has(name) : (await adapter.read(name)) !== undefined
    },
  }
}

/** What is not even JSON is the box's to refuse, so that whoever watches for tampering has one error to watch for. */
async function readSealed(adapter: StorageAdapter<string>, name: string): Promise<unknown> {
  try {
    return await adapter.read(name)
  } catch (error) {
    if (error instanceof SessionStoreError && error.code === 'corrupt') return null
    throw error
  }
}

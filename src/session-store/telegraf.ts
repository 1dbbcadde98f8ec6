import type { StorageAdapter, TelegrafStore } from './types.js'

/** The same sessions for telegraf's `session({ store })`. `set` reaches the adapter before it returns. */
export function asTelegrafStore<T>(adapter: StorageAdapter<T>): TelegrafStore<T> {
  return {
    get: async (name) => adapter.read(name),
    set: async (name, value) => adapter.write(name, value),
    delete: async (name) => adapter.delete(name),
  }
}

import { type Client, reaching } from './redis.js'

interface ItemBox {
  seal(name: string, text: string): string
  open(name: string, sealed: unknown): string
}

/** A hash of small things by id, each sealed under its name. What does not open is left out. */
export function createSealedItems<T>(redis: Client, key: string, box: ItemBox) {
  return {
    async all(): Promise<T[]> {
      const items = await reaching(() => redis.hgetall(key))
      return Object.entries(items).flatMap(([name, sealed]) => {
        try {
          return [JSON.parse(box.open(name, sealed)) as T]
        } catch {
          return []
        }
      })
    },
    async add(name: string, item: T): Promise<void> {
      await reaching(() => redis.hset(key, name, box.seal(name, JSON.stringify(item))))
    },
    async remove(name: string): Promise<void> {
      await reaching(() => redis.hdel(key, name))
    },
  }
}

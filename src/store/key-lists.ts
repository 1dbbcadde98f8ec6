import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type KeyLists, StoreUnavailable } from '../app/ports.js'
import { type KeyList, SignedKeyList } from '../domain/officers.js'
import type { DurableGate } from './durability.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'
import { keyListScript } from './scripts.js'

/** Checks signature, expiry and serial: the vault's `readKeyList`, handed in. */
export type ReadKeyList = (signed: SignedKeyList, floor: number) => KeyList

/**
 * The key list, checked at every use. The highest serial ever seen is kept in a file outside Redis, so that whoever can
 * write to Redis cannot bring back an older list, not even across a restart.
 */
export function createKeyLists(redis: Client, gate: DurableGate, read: ReadKeyList, floorFile: string): KeyLists {
  let floor: number | undefined
  return {
    async current() {
      const text = await reaching(() => redis.hget(keys.keyList, 'signed'))
      if (text === null) throw new StoreUnavailable(new Error('no key list'))
      floor ??= await readFloor(floorFile)
      const list = read(SignedKeyList.parse(JSON.parse(text)), floor)
      if (list.serial > floor) {
        floor = list.serial
        await writeFloor(floorFile, floor)
      }
      return list
    },
    async replace(signed, expectedSerial) {
      await gate.open()
      const { serial } = JSON.parse(signed.list) as { serial: number }
      const done = await keyListScript.run(redis, [keys.keyList], [expectedSerial, serial, JSON.stringify(signed)])
      await gate.settled()
      return done === 1
    },
  }
}

async function readFloor(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '0'
    throw error
  })
  return Number.parseInt(text, 10)
}

async function writeFloor(file: string, floor: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const temporary = `${file}.${process.pid}`
  await writeFile(temporary, `${floor}\n`, { mode: 0o600, flush: true })
  await rename(temporary, file)
}

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type KeyListReading, type KeyLists, StoreUnavailable } from '../app/ports.js'
import { type KeyList, SignedKeyList } from '../domain/officers.js'
import type { DurableGate } from './durability.js'
import { keys } from './keys.js'
import { type Client, reaching } from './redis.js'
import { keyListScript } from './scripts.js'

/** Checks signature, expiry and serial: the vault's `readKeyList`, handed in. */
export type ReadKeyList = (signed: SignedKeyList, floor: number, options?: KeyListReading) => KeyList

/**
 * The key list, checked at every use. The highest serial ever seen is kept in a file outside Redis that all processes
 * of a DATA_DIR share, so that whoever can write to Redis cannot bring back an older list: not across a restart, and
 * not to a process that never saw the newest.
 */
export function createKeyLists(redis: Client, gate: DurableGate, read: ReadKeyList, floorFile: string): KeyLists {
  return {
    async current(options) {
      const text = await reaching(() => redis.hget(keys.keyList, 'signed'))
      if (text === null) throw new StoreUnavailable(new Error('no key list'))
      const floor = await readFloor(floorFile)
      const list = read(SignedKeyList.parse(JSON.parse(text)), floor, options)
      if (list.serial > floor) await raiseFloor(floorFile, list.serial)
      return list
    },
    async replace(signed, expectedSerial) {
      const { serial } = JSON.parse(signed.list) as { serial: number }
      const write = () => keyListScript.run(redis, [keys.keyList], [expectedSerial, serial, JSON.stringify(signed)])
      return (await gate.keep(write)) === 1
    },
  }
}

async function readFloor(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '0'
    throw error
  })
  if (/^\d{1,15}\s*$/.test(text)) return Number.parseInt(text, 10)
  throw new Error(
    `${file} holds no number: restore it from a backup, or write the serial of the newest key list into it`,
  )
}

/** Two requests of one process may raise it at once: each has a temporary file of its own. */
let raises = 0

/** Another process may have raised it further meanwhile: then it stays as it is. */
async function raiseFloor(file: string, floor: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  raises += 1
  const temporary = `${file}.${process.pid}-${raises}`
  await writeFile(temporary, `${floor}\n`, { mode: 0o600, flush: true })
  if ((await readFloor(file)) < floor) await rename(temporary, file)
  else await rm(temporary)
}

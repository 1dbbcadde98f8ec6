import { writeFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { examineReadiness } from '../../src/app/doctor.js'
import { DurableGate } from '../../src/store/durability.js'
import { createKeyLists } from '../../src/store/key-lists.js'
import { keys } from '../../src/store/keys.js'
import { type Client, connect } from '../../src/store/redis.js'
import { boxKeyPair, signKeyPair } from '../../src/vault/boxes.js'
import { newOfficerId } from '../../src/vault/ids.js'
import { foundOrganisation } from '../../src/vault/key-ceremony.js'
import { readKeyList, signKeyList } from '../../src/vault/key-list.js'
import { startRedis, type TestRedis } from '../support/redis.js'

let server: TestRedis
let redis: Client
let gate: DurableGate
let dir: string
let file: string
const organisation = signKeyPair()

beforeAll(async () => {
  server = await startRedis({ durable: true })
  redis = connect(server.url)
  gate = new DurableGate(redis, false)
})
beforeEach(async () => {
  await redis.del(keys.keyList)
  dir = await mkdtemp(join(tmpdir(), 'hom-thu-serial-'))
  file = join(dir, 'key-serial')
  return () => rm(dir, { recursive: true })
})
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

/** One process's view; a new one is what a restart leaves. */
function keyLists() {
  return createKeyLists(
    redis,
    gate,
    (signed, floor) => readKeyList(signed, organisation.publicKey, floor, new Date()),
    file,
  )
}

function listOf(serial: number) {
  const newcomer = { officerId: newOfficerId(), publicKey: boxKeyPair().publicKey, role: 'lead' as const }
  const { signed } = foundOrganisation(newcomer, new Date())
  return signKeyList({ ...JSON.parse(signed.list), serial }, organisation)
}

describe('an older key list that was put back', () => {
  it('is refused by every process as soon as one saw the newer, and across a restart', async () => {
    const [bot, console_] = [keyLists(), keyLists()]
    expect(await bot.replace(listOf(1), 0)).toBe(true)
    expect((await bot.current()).serial).toBe(1)
    const old = (await redis.hgetall(keys.keyList)) as Record<string, string>
    expect(await console_.replace(listOf(2), 1)).toBe(true)
    expect((await console_.current()).serial).toBe(2)
    await redis.hset(keys.keyList, old)
    await expect(bot.current()).rejects.toThrow('rolled-back')
    await expect(keyLists().current()).rejects.toThrow('rolled-back')
    expect(await readFile(file, 'utf8')).toBe('2\n')
    expect(await readdir(dir)).toEqual(['key-serial'])
  })

  it('never lowers the serial that another process has seen meanwhile', async () => {
    await keyLists().replace(listOf(3), 0)
    const overtaken = createKeyLists(
      redis,
      gate,
      (signed, floor) => {
        writeFileSync(file, '9\n')
        return readKeyList(signed, organisation.publicKey, floor, new Date())
      },
      file,
    )
    expect((await overtaken.current()).serial).toBe(3)
    expect(await readdir(dir)).toEqual(['key-serial'])
    expect(await readFile(file, 'utf8')).toBe('9\n')
  })
})

describe('a serial file that holds no number', () => {
  it.each(['', 'NaN', '-1', '12x'])('is an error that names the file: "%s"', async (text) => {
    await keyLists().replace(listOf(1), 0)
    await writeFile(file, text)
    await expect(keyLists().current()).rejects.toThrow(file)
    await expect(keyLists().current()).rejects.toThrow('restore it from a backup')
  })
})

describe('ready', () => {
  const durable = async () => ({ reasons: [] })

  it('means both servers and the key list', async () => {
    const deps = { durable, volatile: async () => [], keyLists: keyLists() }
    expect(await examineReadiness(deps)).toEqual({ ok: false, reasons: ['key-list'] })
    await keyLists().replace(listOf(1), 0)
    expect(await examineReadiness(deps)).toEqual({ ok: true, reasons: [] })
    const kept = { ...deps, volatile: async () => ['volatile-keeps-files'] }
    expect(await examineReadiness(kept)).toEqual({ ok: false, reasons: ['volatile-keeps-files'] })
  })
})

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { beforeEach, describe, expect, it } from 'vitest'
import { createEvidenceDesk, type EvidenceDeskDeps } from '../../src/app/keep-evidence.js'
import { createEvidenceFiles } from '../../src/evidence/evidence-files.js'
import { type Log, silent } from '../../src/log.js'
import { createAllowances } from '../../src/store/allowances.js'
import { connect } from '../../src/store/redis.js'
import { phonePicture } from '../support/pictures.js'
import { useWorld } from '../support/use-world.js'

const world = useWorld()
const said: unknown[] = []
const log: Log = { ...silent, error: (_, fields) => said.push(fields?.error) }
beforeEach(() => {
  said.length = 0
})

const desk = (change: Partial<EvidenceDeskDeps> = {}) =>
  createEvidenceDesk({ allowances: world().allowances, files: world().evidence, log, ...change })
const picture = async () => Readable.from([await phonePicture()])
const endless = () => new Readable({ read() {} })

describe('one session', () => {
  it('has one file on its way at a time; the next waits for its end, others do not', async () => {
    const { keep } = desk()
    const slow = endless()
    const first = keep('một', slow)
    const second = await picture()
    expect(await keep('một', second)).toBe('busy')
    await expect.poll(() => second.readableEnded).toBe(true)
    expect(await keep('hai', await picture())).toMatchObject({ kind: 'picture' })
    slow.push(await phonePicture())
    slow.push(null)
    expect(await first).toMatchObject({ kind: 'picture' })
    expect(await keep('một', await picture())).toMatchObject({ kind: 'picture' })
  })
})

describe('what is fetched', () => {
  it('is not even opened for who has sent too much, and what arrives is read away', async () => {
    while ((await world().allowances.take('evidence', 'nhiều')) === 0);
    let opened = 0
    const open = () => {
      opened += 1
      return picture()
    }
    expect(await desk().keep('nhiều', open)).toBe('often')
    expect(opened).toBe(0)
    const arriving = await picture()
    expect(await desk().keep('nhiều', arriving)).toBe('often')
    await expect.poll(() => arriving.readableEnded).toBe(true)
  })

  it('is closed as soon as it is refused, and when it was kept', async () => {
    const refused = endless()
    refused.push(Buffer.alloc(200, 'không phải hình'))
    expect(await desk().keep('tải', async () => refused)).toBe('type')
    expect(refused.destroyed).toBe(true)
    const good = await picture()
    expect(await desk().keep('tải', async () => good)).toMatchObject({ kind: 'picture' })
    expect(good.destroyed).toBe(true)
  })

  it('and does not come, or breaks off, is for who fetches it to tell; nothing of ours has failed', async () => {
    const { keep } = desk()
    await expect(keep('đứt', () => Promise.reject(new Error('no network')))).rejects.toThrow('no network')
    const source = endless()
    source.push((await phonePicture()).subarray(0, 1000))
    const kept = keep('đứt', async () => source)
    await expect.poll(() => source.readableLength).toBe(0)
    source.destroy(new Error('reset'))
    await expect(kept).rejects.toThrow('reset')
    expect(said).toEqual([])
  })
})

describe('a failure of ours', () => {
  it('on the disk is no failure of the file: the sender may try again, and the log says what it was', async () => {
    const path = join(world().dataDir, 'no-folder')
    await writeFile(path, '')
    const { keep } = desk({ files: createEvidenceFiles(path) })
    expect(await keep('đĩa', picture)).toBe('busy')
    const arriving = await picture()
    expect(await keep('đĩa', arriving)).toBe('busy')
    await expect.poll(() => arriving.readableEnded).toBe(true)
    expect(said).toMatchObject([{ code: 'EEXIST' }, { code: 'EEXIST' }])
  })

  it('to reach Redis is none of the file either', async () => {
    const away = connect('redis://127.0.0.1:1')
    expect(await desk({ allowances: createAllowances(away) }).keep('xa', picture)).toBe('busy')
    expect(said).toHaveLength(1)
    away.disconnect()
  })
})

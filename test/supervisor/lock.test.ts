import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockDataDir } from '../../src/supervisor/lock.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hom-thu-lock-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

it('is held by one, and can be taken again when it was given back', async () => {
  const lock = await lockDataDir(folder)
  await expect(lockDataDir(folder)).rejects.toThrow(/already runs/)
  await lock.release()
  await (await lockDataDir(folder)).release()
  expect(await readdir(folder)).toEqual([])
})

it.each([
  ['a process that is gone', JSON.stringify({ pid: 4_194_000, born: 'earlier' })],
  ['an earlier process with the same number', JSON.stringify({ pid: process.pid, born: 'earlier' })],
  ['nobody who can be read', 'half a li'],
  ['an empty file', ''],
])('is taken from %s', async (_, text) => {
  await writeFile(join(folder, 'supervisor.lock'), text)
  await (await lockDataDir(folder)).release()
  expect(await readdir(folder)).toEqual([])
})

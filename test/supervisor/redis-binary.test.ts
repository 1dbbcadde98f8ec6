import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findOnPath } from '../../src/supervisor/path.js'
import { findRedisBinary } from '../../src/supervisor/redis-binary.js'
import { startFrom } from '../support/redis.js'

let folder: string
let path: string
const said: string[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hom-thu-binary-'))
  path = join(folder, 'bin')
  await mkdir(path)
  said.length = 0
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

function find() {
  return findRedisBinary({ dataDir: join(folder, 'data'), path, say: (line) => said.push(line) })
}

async function program(name: string, text: string): Promise<void> {
  await writeFile(join(path, name), `#!/bin/sh\n${text}\n`)
  await chmod(join(path, name), 0o755)
}

const hasApt = findOnPath('apt-get') !== undefined && findOnPath('dpkg') !== undefined

describe('on Debian and Ubuntu', () => {
  it.runIf(hasApt)('fetches a real server without installing anything, and starts it', async () => {
    for (const name of ['apt-get', 'dpkg']) await symlink(findOnPath(name) ?? '', join(path, name))
    const binary = await find()
    expect(binary.command).toBe(join(folder, 'data', 'redis-server', 'redis-server'))
    expect(said.join()).toContain('nothing is installed')
    const redis = await startFrom(binary, { durable: true })
    await redis.stop()
    expect((await readdir(join(folder, 'data', 'redis-server'))).sort()).toEqual(['found.json', 'redis-server', 'root'])

    said.length = 0
    await rm(path, { recursive: true })
    expect(await find()).toEqual(binary)
    expect(said).toEqual([])
  })

  it('gets fresh package lists once when the packages cannot be had, and then names the command to type', async () => {
    await program('apt-get', `echo "$@" >> ${folder}/calls; exit 100`)
    await program('dpkg', 'exit 1')
    await expect(find()).rejects.toThrow(/Type: (sudo )?apt-get update && (sudo )?apt-get install redis-server/)
    const calls = (await readFile(join(folder, 'calls'), 'utf8')).split('\n')
    expect(calls.filter((call) => call.endsWith(' update'))).toHaveLength(1)
    expect(calls.filter((call) => / download redis-tools /.test(call))).toHaveLength(2)
    expect(await readdir(join(folder, 'data', 'redis-server'))).toEqual([])
  })
})

describe('elsewhere', () => {
  it('takes the server on the PATH, Redis or Valkey, and remembers it', async () => {
    await program('valkey-server', 'echo "Valkey server v=8.0.1 sha=0"')
    expect(await find()).toEqual({ command: join(path, 'valkey-server'), env: {} })
    await program('redis-server', 'echo "Redis server v=7.0.15 sha=0"')
    expect((await find()).command).toBe(join(path, 'valkey-server'))
    await rm(join(path, 'valkey-server'))
    expect((await find()).command).toBe(join(path, 'redis-server'))
  })

  it('does not take a server too old for the rules of its accounts, nor a tool that only checks files', async () => {
    await program('redis-server', 'echo "Redis server v=6.0.16 sha=0"')
    await program('valkey-server', 'echo "Usage: valkey-check-rdb file.rdb"; exit 1')
    await expect(find()).rejects.toThrow(/No Redis server of version 7 or newer.*set REDIS_URL/)
  })

  it('asks the package manager, and says so before', async () => {
    await program(
      'brew',
      `echo "$@" > ${folder}/calls; [ "$2" = redis ] || exit 1; cp ${path}/brew ${path}/redis-server`,
    )
    await writeFile(join(path, 'brew'), (await readFile(join(path, 'brew'), 'utf8')).replace('#!/bin/sh\n', BREW))
    expect((await find()).command).toBe(join(path, 'redis-server'))
    expect(said.join('\n')).toMatch(/brew install valkey\n.*brew install redis/)
  })
})

/** Run as redis-server after it was "installed", it answers as one. */
const BREW = '#!/bin/sh\n[ "$1" = --version ] && echo "Redis server v=8.2.0 sha=0" && exit 0\nPATH=/usr/bin:/bin\n'

import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { connect } from '../../src/store/redis.js'
import { startPrivateRedis } from '../../src/supervisor/private-redis.js'
import { ALL_RIGHTS, sha256hex, startRedis, type TestRedis } from '../support/redis.js'

let dir: string
const opened: Redis[] = []
const running: TestRedis[] = []

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hom-thu-redis-'))
})

afterEach(async () => {
  for (const client of opened.splice(0)) client.disconnect()
  for (const redis of running.splice(0)) await redis.stop()
  await rm(dir, { recursive: true, force: true })
})

async function started(durable = true, where = dir): Promise<TestRedis> {
  const redis = await startRedis({ durable, dir: where })
  running.push(redis)
  return redis
}

function open(redis: TestRedis): Redis {
  const client = connect(redis.url) as Redis
  opened.push(client)
  return client
}

describe('the durable server', () => {
  it('keeps every write it acknowledged when it is killed', async () => {
    const first = await started()
    const client = open(first)
    let acknowledged = 0
    const writer = (async () => {
      for (let i = 0; i < 20_000; i += 50) {
        const batch = Array.from({ length: 50 }, (_, n) => client.set(`k${i + n}`, 'x').then(() => acknowledged++))
        await Promise.all(batch)
      }
    })().catch(() => undefined)
    while (acknowledged < 4_000) await new Promise((resolve) => setTimeout(resolve, 1))
    await first.kill()
    await writer
    client.disconnect()

    const again = open(await started())
    const kept = await Promise.all(Array.from({ length: acknowledged }, (_, n) => again.exists(`k${n}`)))
    expect(acknowledged).toBeGreaterThan(3_999)
    expect(kept.filter((found) => found === 0)).toEqual([])
  })

  it('keeps transactions and scripts too, when it is killed and when it is stopped', async () => {
    const script = `redis.call('SET', KEYS[1], ARGV[1]) redis.call('RPUSH', KEYS[2], ARGV[1]) return 1`
    const write = async (redis: TestRedis, n: number) => {
      const client = open(redis)
      await client.eval(script, 2, `script-${n}`, 'list', String(n))
      await client.multi().set(`multi-${n}`, '1').rpush('list', `multi-${n}`).exec()
    }
    const first = await started()
    for (let n = 0; n < 200; n++) await write(first, n)
    await first.kill()
    const second = await started()
    for (let n = 200; n < 250; n++) await write(second, n)
    await second.stop()
    const again = open(await started())
    const names = Array.from({ length: 250 }, (_, n) => [`script-${n}`, `multi-${n}`]).flat()
    expect(await again.exists(...names)).toBe(500)
    expect(await again.llen('list')).toBe(500)
  })

  it('keeps everything over a stop, and evicts nothing', async () => {
    const first = await started()
    await open(first).set('kept', 'yes')
    await first.stop()
    const again = open(await started())
    expect(await again.get('kept')).toBe('yes')
    expect(await again.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction'])
    expect(await again.config('GET', 'appendfsync')).toEqual(['appendfsync', 'always'])
  })

  it('is reachable for this account only', async () => {
    const redis = await started()
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
    expect((await stat(redis.socketPath)).mode & 0o777).toBe(0o700)
    expect((await stat(join(dir, 'users.acl'))).mode & 0o777).toBe(0o600)
    expect(await readFile(join(dir, 'users.acl'), 'utf8')).not.toContain('>')
    const stranger = connect(`unix:${redis.socketPath}`)
    opened.push(stranger as Redis)
    await expect(stranger.get('k')).rejects.toThrow(/NOAUTH/)
  })

  it('is its own process group, so that Ctrl-C does not reach it', async () => {
    const { pid } = await started()
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ')
    expect(Number(fields[2])).toBe(pid)
    expect(await readFile(`/proc/${pid}/limits`, 'utf8')).toMatch(/Max core file size +0/)
  })

  it('says what is wrong when its file is damaged', async () => {
    const first = await started()
    await open(first).set('a', 'b')
    await first.stop()
    const folder = join(dir, 'data', 'appendonlydir')
    const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.incr.aof'))
    await writeFile(join(folder, file), 'nonsense that is not a command\r\n')
    await expect(started()).rejects.toThrow(/damaged.*backup/)
  })
})

describe('the volatile server', () => {
  it('leaves no file, whatever it was given and however it ends', async () => {
    const redis = await started(false)
    const client = open(redis)
    await client.set('secret', 'a tip while it is typed')
    await redis.stop()
    const files = await readdir(dir, { recursive: true, withFileTypes: true })
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((f) => readFile(join(f.parentPath, f.name))),
    )
    expect(await readdir(join(dir, 'data'))).toEqual([])
    expect(texts.some((text) => text.includes('tip while'))).toBe(false)
  })
})

describe('a folder whose supervisor was killed', () => {
  it('gets its running server back, never a second one', async () => {
    const first = await started()
    await open(first).set('k', 'v')
    const second = await started()
    expect(second.pid).toBe(first.pid)
    expect(await open(second).get('k')).toBe('v')
  })

  it('gets its running server back even when the note about it was lost', async () => {
    const first = await started()
    await rm(join(dir, 'running.json'))
    expect((await started()).pid).toBe(first.pid)
  })

  it('replaces a server that does not know the present passwords', async () => {
    const first = await started()
    await open(first).set('k', 'v')
    const users = [{ ...ALL_RIGHTS, password: 'another' }] as const
    const options = { binary: inject('redisBinary'), dir, durable: true, users, sha256hex, say: () => undefined }
    const second = await startPrivateRedis(options)
    const client = connect(`unix:${second.socketPath}?user=test&password=another`)
    opened.push(client as Redis)
    expect(second.pid).not.toBe(first.pid)
    expect(await client.get('k')).toBe('v')
    await second.stop()
  })

  it('does not take another process for its server when the pid was given away', async () => {
    const other = spawn('sleep', ['60'])
    await started().then((redis) => redis.stop())
    const note = { pid: other.pid, born: 'earlier', socketPath: join(dir, 'redis.sock') }
    await writeFile(join(dir, 'running.json'), JSON.stringify(note))
    const redis = await started()
    expect(redis.pid).not.toBe(other.pid)
    expect(other.exitCode).toBeNull()
    other.kill()
  })
})

it('uses a short private folder for its socket when the path is too long, and removes it', async () => {
  const redis = await started(true, join(dir, 'a'.repeat(60), 'b'.repeat(60)))
  expect(redis.socketPath.length).toBeLessThan(100)
  const folder = join(redis.socketPath, '..')
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect(await open(redis).ping()).toBe('PONG')
  await redis.stop()
  await expect(stat(folder)).rejects.toThrow(/ENOENT/)
})

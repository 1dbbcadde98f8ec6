import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkRedisOfDemo } from '../../src/bin/start-demo.js'
import { keys } from '../../src/store/keys.js'
import { connect } from '../../src/store/redis.js'
import { announceDemo } from '../../src/supervisor/announce-demo.js'
import { demoSettings, enterDataDir, keepDemo, readDemo, realSettings } from '../../src/supervisor/demo.js'
import { markFirstRun } from '../../src/supervisor/secrets.js'
import { freshRedis } from '../support/redis.js'

const DEMO = {
  officers: [{ login: 'lan', name: 'Lan', role: 'duty', password: 'CANARY-PASSWORD', totpSecret: 'A'.repeat(32) }],
  receipts: [{ receipt: '7KQM-3XWD-9FTB-2HNE-4', show: 'question' as const }],
}

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hom-thu-demo-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

describe('the settings of a demo', () => {
  it('put it into a folder of its own and turn the notice on', () => {
    expect(demoSettings({})).toEqual({ DATA_DIR: './data-demo', DEMO: '1' })
    expect(demoSettings({ DATA_DIR: '/x', SITE_PORT: '1' })).toEqual({ DATA_DIR: '/x', SITE_PORT: '1', DEMO: '1' })
  })

  it.each([
    ['PUBLIC_URL', 'https://homthu.example.vn'],
    ['CONSOLE_URL', 'https://truc.example.vn'],
    ['TRUST_PROXY', '10.0.0.1'],
    ['ORG_KEY', 'x'],
    ['BOT_SIGNING_KEY', 'x'],
    ['CONSOLE_SECRET', 'x'],
    ['ADDRESS_PRIVATE_KEY', 'x'],
    ['TELEGRAM_BOT_TOKEN', 'x'],
    ['DEMO', '0'],
    ['SITE_HOST', '0.0.0.0'],
    ['CONSOLE_HOST', '192.168.1.2'],
    ['SITE_HOST', '127.0.0.1.example.vn'],
  ])('refuse %s of a real place (%s)', (name, value) => {
    expect(() => demoSettings({ [name]: value })).toThrow(new RegExp(`^${name}: .*--demo`))
  })

  it.each(['localhost', '127.0.0.1', '::1'])('take the loopback host %s', (host) => {
    expect(demoSettings({ SITE_HOST: host, CONSOLE_HOST: host }).SITE_HOST).toBe(host)
  })

  it('are not for a real place: the notice cannot be turned on there', () => {
    expect(() => realSettings({ DEMO: '1' })).toThrow(/^DEMO: .*--demo/)
    expect(realSettings({ DEMO: '0' })).toEqual({ DEMO: '0' })
  })
})

describe('the folder of a demo', () => {
  it('is marked at once, readable by nobody else, and stays a demo', async () => {
    await enterDataDir(dataDir, true)
    expect((await stat(join(dataDir, 'demo.json'))).mode & 0o777).toBe(0o600)
    await keepDemo(dataDir, DEMO)
    await enterDataDir(dataDir, true)
    expect(await readDemo(dataDir)).toEqual(DEMO)
  })

  it('is refused without --demo, with the way out', async () => {
    await enterDataDir(dataDir, true)
    await expect(enterDataDir(dataDir, false)).rejects.toThrow(/invented reports.*npm start -- --demo/s)
  })

  it.each(['secrets', 'redis', 'audit'])('is never one in which a real place has its %s', async (name) => {
    await mkdir(join(dataDir, name))
    await expect(enterDataDir(dataDir, true)).rejects.toThrow(/real place.*DATA_DIR/s)
    await enterDataDir(dataDir, false)
    expect(await readDemo(dataDir)).toBeUndefined()
  })

  it('is to be made anew when its making was cut off', async () => {
    await enterDataDir(dataDir, true)
    await markFirstRun(dataDir)
    await expect(enterDataDir(dataDir, true)).rejects.toThrow(/cut off.*remove/)
  })

  it('counts as not made when its file cannot be read', async () => {
    await writeFile(join(dataDir, 'demo.json'), '{')
    expect(await readDemo(dataDir)).toBeUndefined()
  })
})

describe('a Redis of one’s own', () => {
  it('is taken when empty, and refused when it holds keys or reports of another place', async () => {
    const { durable, stop } = await freshRedis()
    const redis = connect(durable.url)
    try {
      await checkRedisOfDemo(durable.url, undefined)
      await redis.xadd(keys.reports, '*', 'report', '{}')
      await expect(checkRedisOfDemo(durable.url, undefined)).rejects.toThrow(/^REDIS_URL: .*another place/)
      await redis.del(keys.reports)
      await redis.hset(keys.keyList, 'signed', '{"v":1,"list":"{}","signature":"x"}')
      await expect(checkRedisOfDemo(durable.url, 'A'.repeat(43))).rejects.toThrow(/^REDIS_URL: .*another place/)
    } finally {
      redis.disconnect()
      await stop()
    }
  })
})

describe('how to look around', () => {
  const telling = { demo: DEMO, site: 'http://s', console: 'http://c', now: new Date(12_000) }

  it('is told at a terminal: addresses, logins, codes and how long they are good, receipts', async () => {
    const said: string[] = []
    await announceDemo({ ...telling, dataDir, isTerminal: true, say: (line) => void said.push(line) })
    for (const part of ['http://s', 'http://c', 'CANARY-PASSWORD', '7KQM-3XWD-9FTB-2HNE-4', 'good for 18 s'])
      expect(said.join('\n')).toContain(part)
    expect(said.join('\n')).toMatch(/lan +\d{6} /)
  })

  it('goes to a file of one’s own when there is no terminal, and not into the output', async () => {
    const said: string[] = []
    await announceDemo({ ...telling, dataDir, isTerminal: false, say: (line) => void said.push(line) })
    const path = join(dataDir, 'demo.txt')
    expect(await readFile(path, 'utf8')).toContain('CANARY-PASSWORD')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(said.join('\n')).toContain(path)
    expect(said.join('\n')).not.toContain('CANARY-PASSWORD')
  })
})

import { existsSync } from 'node:fs'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPlace, isAlive } from '../support/supervisor.js'

let place: Awaited<ReturnType<typeof aPlace>>

beforeEach(async () => {
  place = await aPlace()
})

afterEach(async () => {
  await place.clear()
})

async function firstStart(): Promise<void> {
  const supervisor = place.start()
  await supervisor.says('localhost:8081')
  await supervisor.stop()
}

describe('the first start', () => {
  it('makes everything, prints the addresses, and keeps the password out of the output', async () => {
    const supervisor = place.start()
    await supervisor.says('http://localhost:8081')
    const path = join(place.dataDir, 'first-run.txt')
    const text = await readFile(path, 'utf8')
    const [, password = ''] = /one-time password\):\s+(\S+)/.exec(text) ?? []
    expect(supervisor.output()).toContain('http://localhost:8080')
    expect(supervisor.output()).toContain(path)
    expect(text).toMatch(/login\):\s+\S+/)
    expect(text).toMatch(/recovery key\):\s+\S+/)
    expect(password.length).toBeGreaterThan(10)
    expect(supervisor.output()).not.toContain(password)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    for (const name of ['bot', 'console', 'worker', 'admin']) {
      expect((await stat(join(place.dataDir, 'secrets', `${name}.env`))).mode & 0o777).toBe(0o600)
    }
    expect((await stat(join(place.dataDir, 'secrets'))).mode & 0o777).toBe(0o700)
  })

  it('gives each process its own settings and nothing else', async () => {
    await writeFile(join(place.folder, '.env'), 'SITE_PORT=8090\nLOG_LEVEL=error\nCANARY_IN_FILE=1\n')
    const supervisor = place.start({ CANARY: '1', LOG_LEVEL: 'warn', TZ: 'Asia/Ho_Chi_Minh', SITE_HOST: '' })
    await supervisor.says('http://localhost:8090')
    const [bot, console, worker] = await Promise.all(['bot', 'console', 'worker'].map((name) => place.standIn(name)))
    const always = ['PATH', 'HOME', 'TZ', 'LOG_LEVEL', 'REDIS_URL', 'ORG_KEY']
    const names = (standIn: typeof bot) => Object.keys(standIn?.env ?? {}).sort()
    expect(names(bot)).toEqual([...always, 'SITE_PORT', 'BOT_SIGNING_KEY', 'ADDRESS_KEY', 'REDIS_VOLATILE_URL'].sort())
    expect(names(console)).toEqual([...always, 'CONSOLE_SECRET', 'REDIS_VOLATILE_URL'].sort())
    expect(names(worker)).toEqual([...always, 'ADDRESS_PRIVATE_KEY', 'REDIS_VOLATILE_URL'].sort())
    expect(bot?.env).toMatchObject({ LOG_LEVEL: 'warn', SITE_PORT: '8090', TZ: 'Asia/Ho_Chi_Minh' })
    const passwords = [bot, console, worker].map(
      (standIn) => /password=([^&]+)/.exec(standIn?.env.REDIS_URL ?? '')?.[1],
    )
    expect(new Set(passwords).size).toBe(3)
  })

  it('is done again when it was cut off before anything was in Redis', async () => {
    await firstStart()
    const before = await place.secrets('bot')
    await rm(join(place.dataDir, 'redis'), { recursive: true })
    await writeFile(join(place.dataDir, 'secrets', 'first-run.pending'), '')
    await firstStart()
    expect((await place.secrets('bot')).ORG_KEY).not.toBe(before.ORG_KEY)
  })

  it('is not passed over when it was cut off before the password was shown', async () => {
    await firstStart()
    await writeFile(join(place.dataDir, 'secrets', 'first-run.pending'), '')
    const supervisor = place.start()
    expect(await supervisor.exitCode()).toBe(1)
    expect(supervisor.output()).toMatch(/cut off.*\n.*remove .*first-run\.pending.*\n.*move .* away/)
  })
})

describe('a second start', () => {
  it('reuses secrets, data and server, and shows no password again', async () => {
    await firstStart()
    const before = await Promise.all(['bot', 'console', 'worker'].map(place.secrets))
    await rm(join(place.dataDir, 'first-run.txt'))
    const supervisor = place.start()
    await supervisor.says('http://localhost:8081')
    expect(await Promise.all(['bot', 'console', 'worker'].map(place.secrets))).toEqual(before)
    expect(supervisor.output()).not.toMatch(/First run|No Redis here/)
    await expect(stat(join(place.dataDir, 'first-run.txt'))).rejects.toThrow(/ENOENT/)
  })

  it('is refused while the first one runs', async () => {
    const first = place.start()
    await first.says('http://localhost:8081')
    const second = place.start()
    expect(await second.exitCode()).toBe(1)
    expect(second.output()).toMatch(/already runs.*DATA_DIR/)
    expect(await first.stop()).toBe(0)
    await firstStart()
  })

  it('takes over the Redis of a supervisor that was killed, and stops it at the end', async () => {
    const first = place.start()
    await first.says('http://localhost:8081')
    const [durable, volatile] = [await place.redisPid('redis'), await place.redisPid('redis-volatile')]
    await first.stop('SIGKILL')
    expect([durable, volatile].every(isAlive)).toBe(true)
    const second = place.start()
    await second.says('http://localhost:8081')
    expect(await place.redisPid('redis')).toBe(durable)
    expect(await place.redisPid('redis-volatile')).toBe(volatile)
    expect(await second.stop()).toBe(0)
    expect([durable, volatile].some(isAlive)).toBe(false)
  })

  it.each([['bot.env'], ['console.env']])('refuses when %s was lost, and starts when it is back', async (name) => {
    await firstStart()
    const path = join(place.dataDir, 'secrets', name)
    await rename(path, join(place.folder, name))
    const supervisor = place.start()
    expect(await supervisor.exitCode()).toBe(1)
    expect(supervisor.output()).toMatch(/missing: ORG_KEY.*\n.*Restore.*backup/)
    await rename(join(place.folder, name), path)
    await firstStart()
  })

  it('refuses when there are secrets but Redis is empty', async () => {
    await firstStart()
    await rm(join(place.dataDir, 'redis'), { recursive: true })
    const supervisor = place.start()
    expect(await supervisor.exitCode()).toBe(1)
    expect(supervisor.output()).toMatch(/Restore a backup of Redis/)
  })
})

describe('stopping', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('on %s ends the processes first and Redis last', async (signal) => {
    const supervisor = place.start()
    await supervisor.says('http://localhost:8081')
    const pids = await Promise.all(['bot', 'console', 'worker'].map(async (name) => (await place.standIn(name)).pid))
    const redis = await place.redisPid('redis')
    expect(await supervisor.stop(signal)).toBe(0)
    expect([...pids, redis].some(isAlive)).toBe(false)
  })

  it('works while it is still starting', async () => {
    const supervisor = place.start()
    await supervisor.says('Starting')
    expect(await supervisor.stop('SIGINT')).toBe(0)
    await firstStart()
  })
})

/** A stand-in that also writes down which of its kind it is. */
const NUMBERED = `
import { writeFileSync } from 'node:fs'
const { NODE_CHANNEL_FD, NODE_CHANNEL_SERIALIZATION_MODE, ...env } = process.env
writeFileSync(new URL('./' + process.argv[2] + '.json', import.meta.url), JSON.stringify({ pid: process.pid, env }))
for (const event of ['SIGTERM', 'disconnect']) process.on(event, () => process.exit(0))
process.send('ready')
`

describe('several of each', () => {
  const names = ['bot', 'bot-2', 'console', 'console-2', 'worker', 'worker-2']
  const several = { BOT_PROCESSES: '2', CONSOLE_PROCESSES: '2', WORKER_PROCESSES: '2' }

  beforeEach(async () => {
    for (const name of ['bot', 'console', 'worker']) await place.script(name, NUMBERED)
  })

  it('all run with the settings and account of their kind, on ports of their own, and all addresses are said', async () => {
    const supervisor = place.start({ ...several, SITE_PORT: '8090' })
    await supervisor.says('http://localhost:8181')
    for (const port of [8090, 8190, 8081]) expect(supervisor.output()).toContain(`http://localhost:${port}\n`)
    const [bot, bot2, , console2, worker, worker2] = await Promise.all(names.map(place.standIn))
    expect(bot2?.env).toEqual({ ...bot?.env, SITE_PORT: '8190', BOT_METRICS_PORT: '9238' })
    expect(console2?.env).toMatchObject({ CONSOLE_PORT: '8181', CONSOLE_METRICS_PORT: '9239' })
    expect(worker2?.env).toEqual({ ...worker?.env, WORKER_METRICS_PORT: '9240' })
    expect(Object.keys(bot2?.env ?? {}).join()).not.toContain('PROCESSES')
  })

  it('each is started again by its own name, and all end when asked', async () => {
    const supervisor = place.start(several)
    await supervisor.says('http://localhost:8181')
    const { pid } = await place.standIn('bot-2')
    process.kill(pid, 'SIGKILL')
    await supervisor.says('bot-2 ended by SIGKILL and is started again in 0.5 s')
    while ((await place.standIn('bot-2').catch(() => ({ pid }))).pid === pid) await sleep(20)
    const pids = (await Promise.all(names.map(place.standIn))).map((standIn) => standIn.pid)
    expect(pids.every(isAlive)).toBe(true)
    expect(await supervisor.stop()).toBe(0)
    expect(pids.some(isAlive)).toBe(false)
  })

  it('are announced only when the last of them is ready', async () => {
    await place.script('worker', NUMBERED.replace('process.send', `if (process.argv[2] === 'worker') process.send`))
    const supervisor = place.start(several)
    while (!(await place.standIn('worker-2').catch(() => undefined))) await sleep(20)
    await sleep(200)
    expect(supervisor.output()).not.toContain('http://localhost:8081\n')
    expect(await supervisor.stop()).toBe(0)
  })

  it('a bad setting of one stops them all', async () => {
    const whenBotRuns = "setInterval(() => existsSync(new URL('./bot.json', import.meta.url)) && process.exit(78), 20)"
    const script = NUMBERED.replace(
      'process.send',
      `if (process.argv[2] === 'console-2') ${whenBotRuns}\nelse process.send`,
    )
    await place.script('console', script.replace('{ writeFileSync }', '{ existsSync, writeFileSync }'))
    const supervisor = place.start(several)
    expect(await supervisor.exitCode()).toBe(78)
    expect(isAlive((await place.standIn('bot')).pid)).toBe(false)
  })

  it('two on one port are refused before anything is started or written', async () => {
    const supervisor = place.start({ ...several, CONSOLE_PORT: '8180' })
    expect(await supervisor.exitCode()).toBe(78)
    expect(supervisor.output()).toBe(
      'CONSOLE_PORT: console would listen on port 8180, which bot-2 has (SITE_PORT). Example: CONSOLE_PORT=8081\n',
    )
    expect(existsSync(join(place.dataDir, 'supervisor.lock'))).toBe(false)
    expect(existsSync(join(place.dataDir, 'secrets'))).toBe(false)
  })
})

describe('trouble', () => {
  it.each([
    ['SITE_PORT', 'many', /SITE_PORT: .+\. Example: SITE_PORT=8080/],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL: .+\. Example: LOG_LEVEL=info/],
    ['REDIS_URL', 'localhost', /REDIS_URL: not a Redis address\. Example: REDIS_URL=redis:/],
    ['REDIS_URL', 'redis://127.0.0.1:1', /REDIS_URL: the server cannot be used \(ECONNREFUSED\)\. Example/],
  ])('a bad %s stops the start with its name, the reason and an example', async (name, value, message) => {
    const supervisor = place.start({ [name]: value })
    expect(await supervisor.exitCode()).toBe(78)
    expect(supervisor.output()).toMatch(message)
  })

  it('a process with a bad setting stops everything', async () => {
    await place.script(
      'console',
      `process.stderr.write('TRUST_PROXY: no. Example: TRUST_PROXY=x\\n'); process.exit(78)`,
    )
    const supervisor = place.start()
    expect(await supervisor.exitCode()).toBe(78)
    expect(supervisor.output()).toContain('TRUST_PROXY: no. Example: TRUST_PROXY=x')
    expect(supervisor.output()).not.toContain('started again')
  })

  it('starts a process again that dies, and Redis too', async () => {
    const supervisor = place.start()
    await supervisor.says('http://localhost:8081')
    const { pid } = await place.standIn('bot')
    process.kill(pid, 'SIGKILL')
    process.kill(await place.redisPid('redis'), 'SIGKILL')
    await supervisor.says('bot ended by SIGKILL and is started again in 0.5 s')
    await supervisor.says('Redis has ended unexpectedly and is started again')
    while ((await place.standIn('bot').catch(() => ({ pid }))).pid === pid) await sleep(20)
    expect(isAlive((await place.standIn('bot')).pid)).toBe(true)
    expect(await supervisor.stop()).toBe(0)
  })
})

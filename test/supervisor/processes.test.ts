import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Processes, runProcesses } from '../../src/supervisor/processes.js'

let folder: string
let running: Processes | undefined
const said: string[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hom-thu-processes-'))
  said.length = 0
})

afterEach(async () => {
  await running?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function start(code: string, times: { stopMs?: number; healthyMs?: number } = {}): Promise<Processes> {
  const script = join(folder, 'child.mjs')
  await writeFile(script, `import { appendFileSync } from 'node:fs'\n${code}`)
  const timing = { firstDelayMs: 10, longestDelayMs: 40, healthyMs: 60_000, stopMs: 5_000, ...times }
  const env = { FOLDER: folder }
  running = runProcesses([{ name: 'bot', script, env }], (line) => said.push(line), timing)
  return running
}

/** The fourth one stays, so that nothing is said any more. */
const dies = (code: string) => `
  appendFileSync(process.env.FOLDER + '/starts', 'x')
  const { length } = (await import('node:fs')).readFileSync(process.env.FOLDER + '/starts', 'utf8')
  if (length > 3) process.on('SIGTERM', () => process.exit(0)), setInterval(() => {}, 1000)
  else ${code}`

async function until(what: () => boolean): Promise<void> {
  while (!what()) await sleep(5)
}

const STAYS = `setInterval(() => {}, 1000); process.send('ready')`

describe('a process', () => {
  it('is ready when it says so, and ends when asked', async () => {
    const processes = await start(`process.on('SIGTERM', () => process.exit(0));${STAYS}`)
    await processes.whenReady('bot')
    await processes.stop()
    expect(said).toEqual([])
  })

  it('is killed when it does not end in time', async () => {
    const processes = await start(`process.on('SIGTERM', () => {});${STAYS}`, { stopMs: 200 })
    await processes.whenReady('bot')
    const before = Date.now()
    await processes.stop()
    expect(Date.now() - before).toBeGreaterThan(190)
  })

  it('is started again with growing pauses, each one said', async () => {
    const processes = await start(`
      appendFileSync(process.env.FOLDER + '/starts', 'x')
      const { length } = (await import('node:fs')).readFileSync(process.env.FOLDER + '/starts', 'utf8')
      if (length < 5) process.exit(length)
      ${STAYS}`)
    await processes.whenReady('bot')
    expect(await readFile(join(folder, 'starts'), 'utf8')).toBe('xxxxx')
    expect(said).toEqual([
      'bot ended with 1 and is started again in 0.01 s.',
      'bot ended with 2 and is started again in 0.02 s.',
      'bot ended with 3 and is started again in 0.04 s.',
      'bot ended with 4 and is started again in 0.04 s.',
    ])
  })

  it('that became ready and served for a while begins from the short pause again', async () => {
    await start(dies(`process.send('ready', () => setTimeout(() => process.exit(1), 500))`), { healthyMs: 20 })
    await until(() => said.length === 3)
    expect(said).toEqual(Array(3).fill('bot ended with 1 and is started again in 0.01 s.'))
  })

  it.each([
    ['before it is ready, however long it took', 20, `setTimeout(() => process.exit(1), 60)`],
    ['as soon as it is ready', 60_000, `process.send('ready', () => process.exit(1))`],
  ])('that ends %s is kept waiting longer each time', async (_, healthyMs, code) => {
    await start(dies(code), { healthyMs })
    await until(() => said.length === 3)
    expect(said.map((line) => /in (\S+) s/.exec(line)?.[1])).toEqual(['0.01', '0.02', '0.04'])
  })

  it('is told from others of its kind by its name, here and in the list of processes', async () => {
    const script = join(folder, 'named.mjs')
    await writeFile(
      script,
      `process.on('SIGTERM', () => process.exit(0)); if (process.argv[2] !== 'bot-2') process.exit(3);${STAYS}`,
    )
    const timing = { firstDelayMs: 60_000, longestDelayMs: 60_000, healthyMs: 1, stopMs: 5_000 }
    const specs = ['bot', 'bot-2'].map((name) => ({ name, script, env: {} }))
    running = runProcesses(specs, (line) => said.push(line), timing)
    await running.whenReady('bot-2')
    await until(() => said.length === 1)
    expect(said).toEqual(['bot ended with 3 and is started again in 60 s.'])
  })

  it('is not started again with a bad setting', async () => {
    const processes = await start(`appendFileSync(process.env.FOLDER + '/starts', 'x'); process.exit(78)`)
    expect(await processes.badSetting).toBe('bot')
    await sleep(100)
    expect(await readFile(join(folder, 'starts'), 'utf8')).toBe('x')
    expect(said).toEqual([])
  })
})

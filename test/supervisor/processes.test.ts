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

async function start(code: string, stopMs = 5_000): Promise<Processes> {
  const script = join(folder, 'child.mjs')
  await writeFile(script, `import { appendFileSync } from 'node:fs'\n${code}`)
  const timing = { firstDelayMs: 10, longestDelayMs: 40, stopMs }
  const env = { FOLDER: folder }
  running = runProcesses([{ name: 'bot', script, env }], (line) => said.push(line), timing)
  return running
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
    const processes = await start(`process.on('SIGTERM', () => {});${STAYS}`, 200)
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

  it('is not started again with a bad setting', async () => {
    const processes = await start(`appendFileSync(process.env.FOLDER + '/starts', 'x'); process.exit(78)`)
    expect(await processes.badSetting).toBe('bot')
    await sleep(100)
    expect(await readFile(join(folder, 'starts'), 'utf8')).toBe('x')
    expect(said).toEqual([])
  })
})

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'dotenv'
import { inject } from 'vitest'
import { identify } from '../../src/supervisor/pids.js'

export interface Supervisor {
  readonly child: ChildProcess
  output(): string
  /** Waits for words in what it prints. */
  says(words: string | RegExp): Promise<void>
  exitCode(): Promise<number | null>
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Writes down its environment, says ready, and ends when asked or when its supervisor is gone. */
const STAND_IN = `
import { writeFileSync } from 'node:fs'
const name = import.meta.url.split('/').at(-1).split('.')[0]
const { NODE_CHANNEL_FD, NODE_CHANNEL_SERIALIZATION_MODE, ...env } = process.env
writeFileSync(new URL('./' + name + '.json', import.meta.url), JSON.stringify({ pid: process.pid, env }))
for (const event of ['SIGTERM', 'disconnect']) process.on(event, () => process.exit(0))
process.send('ready')
`

/** A folder to run `npm start` in: its DATA_DIR already knows the Redis server of the tests. */
export async function aPlace() {
  const folder = await mkdtemp(join(tmpdir(), 'hom-thu-start-'))
  const dataDir = join(folder, 'data')
  const running: Supervisor[] = []
  await mkdir(join(dataDir, 'redis-server'), { recursive: true })
  await writeFile(join(dataDir, 'redis-server', 'found.json'), JSON.stringify(inject('redisBinary')))
  for (const name of ['bot', 'console', 'worker']) await writeFile(join(folder, `${name}.mjs`), STAND_IN)
  return {
    folder,
    dataDir,
    start(env: Record<string, string> = {}): Supervisor {
      const supervisor = run(folder, env)
      running.push(supervisor)
      return supervisor
    },
    script: (name: string, text: string) => writeFile(join(folder, `${name}.mjs`), text),
    standIn: async (name: string) =>
      JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as { pid: number; env: Record<string, string> },
    secrets: async (name: string) => parse(await readFile(join(dataDir, 'secrets', `${name}.env`), 'utf8')),
    redisPid: async (kind: string) =>
      (JSON.parse(await readFile(join(dataDir, kind, 'running.json'), 'utf8')) as { pid: number }).pid,
    async clear() {
      await Promise.all(running.map((supervisor) => supervisor.stop()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** npm start without its install and build, with stand-ins for the three processes. */
function startWith(folder: string): string {
  const scripts = Object.fromEntries(['bot', 'console', 'worker'].map((name) => [name, join(folder, `${name}.mjs`)]))
  const [start, stand] = [resolve('dist/bin/start.js'), scripts].map((value) => JSON.stringify(value))
  return `import(${start}).then(({ main }) => main([], ${stand})).then((code) => process.exit(code))`
}

function run(folder: string, env: Record<string, string>): Supervisor {
  const child = spawn(process.execPath, ['-e', startWith(folder)], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  const ended = new Promise<number | null>((settle) => child.once('close', (code) => settle(code)))
  const isDone = () => child.exitCode !== null || child.signalCode !== null
  return {
    child,
    output: () => text,
    exitCode: () => ended,
    async says(words) {
      while (text.search(words) < 0) {
        if (isDone()) throw new Error(`ended without saying ${words}: ${text}`)
        await sleep(20)
      }
    },
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}

/** Nobody may be there to collect the exit code of an orphan: what has ended counts as gone. */
export function isAlive(pid: number): boolean {
  return identify(pid) !== undefined
}

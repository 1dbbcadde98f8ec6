import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'

export type Product = Awaited<ReturnType<typeof startProduct>>
export const PARTS = ['bot', 'console', 'worker', 'redis', 'redis-volatile'] as const
export type Part = (typeof PARTS)[number] | `${'bot' | 'console' | 'worker'}-${number}`

const START = fileURLToPath(new URL('../../dist/bin/start.js', import.meta.url))
const ADMIN = fileURLToPath(new URL('../../dist/bin/admin.js', import.meta.url))
/** Between the ports of one kind; see BOT_PROCESSES in config.ts. */
const APART = 100

/** The real thing, as `npm start` runs it, on its own DATA_DIR and ports, without a terminal. */
export async function startProduct(settings: Record<string, string> = {}, args: readonly string[] = []) {
  const dataDir = settings.DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'hom-thu-product-')))
  await rememberRedis(dataDir)
  const bots = Number(settings.BOT_PROCESSES ?? 1)
  const consoles = Number(settings.CONSOLE_PROCESSES ?? 1)
  const ports = await freePorts([bots, consoles])
  const [sites = [], consoleUrls = []] = ports.map((own) => own.map((port) => `http://localhost:${port}`))
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: dataDir,
    DATA_DIR: dataDir,
    SITE_PORT: String(ports[0]?.[0]),
    CONSOLE_PORT: String(ports[1]?.[0]),
    BOT_METRICS_PORT: '0',
    CONSOLE_METRICS_PORT: '0',
    WORKER_METRICS_PORT: '0',
    LOG_LEVEL: 'debug',
    ...settings,
  }
  const supervisor = spawn(process.execPath, ['-e', runs(START, args)], {
    cwd: dataDir,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = collect(supervisor)
  const ready = async () => {
    for (const url of [...sites, ...consoleUrls]) await answers(`${url}/readyz`, output)
  }
  try {
    await ready()
  } catch (error) {
    supervisor.kill('SIGTERM')
    throw error
  }
  const pid = supervisor.pid ?? 0
  return {
    dataDir,
    site: sites[0] ?? '',
    console: consoleUrls[0] ?? '',
    /** Where each of several listens. */
    sites,
    consoles: consoleUrls,
    output,
    pid,
    firstRun: () => readFile(join(dataDir, 'first-run.txt'), 'utf8'),
    partPid: (part: Part) => partPid(pid, part),
    ready,
    /** `npm run admin -- words` on this product. */
    admin: (words: string) => runAdmin(words.split(' '), env, dataDir),
    async stop() {
      supervisor.kill('SIGTERM')
      if (supervisor.exitCode === null) await new Promise((resolve) => supervisor.once('exit', resolve))
    },
    forget: () => rm(dataDir, { recursive: true, force: true }),
  }
}

/** What node -e is given: the main of a file, and its answer as the exit code. */
function runs(file: string, args: readonly string[]): string {
  return `import(${JSON.stringify(file)}).then((m) => m.main(${JSON.stringify(args)})).then((code) => process.exit(code))`
}

async function runAdmin(words: readonly string[], env: NodeJS.ProcessEnv, cwd: string) {
  const child = spawn(process.execPath, ['-e', runs(ADMIN, words)], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = collect(child)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, output: output() }
}

/** The server that was found once for all tests, so that no test fetches its own. */
async function rememberRedis(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'redis-server')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'found.json'), JSON.stringify(inject('redisBinary')))
}

function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (text += data))
  return () => text
}

export function freePort(): Promise<number> {
  return listensOn(0)
}

/** Listens for a moment; 0 lets the system choose. */
async function listensOn(port: number): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** For each kind a first port whose followers are free too. */
async function freePorts(counts: readonly number[]): Promise<number[][]> {
  for (;;) {
    const found: number[][] = []
    for (const count of counts) {
      const first = await freePort()
      found.push(Array.from({ length: count }, (_, index) => first + index * APART))
    }
    const all = found.flat()
    if (new Set(all).size === all.length && (await areFree(all))) return found
  }
}

async function areFree(ports: readonly number[]): Promise<boolean> {
  for (const port of ports) if (!(await listensOn(port).catch(() => undefined))) return false
  return true
}

async function answers(url: string, output: () => string): Promise<void> {
  const until = Date.now() + 40_000
  while (Date.now() < until) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    )
    if (ok) return
    await sleep(100)
  }
  throw new Error(`${url} does not answer:\n${output()}`)
}

/** Found among the processes that this product started, so that nothing else is ever killed. */
async function partPid(supervisor: number, part: Part): Promise<number | undefined> {
  // The name stands in the command as an argument of its own.
  const mark = part.startsWith('redis') ? `/${part}/` : `.js\0${part}\0`
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    if (parent !== supervisor) continue
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (command.includes(mark)) return Number(pid)
  }
  return undefined
}

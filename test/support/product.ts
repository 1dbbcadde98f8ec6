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
export type Part = (typeof PARTS)[number]

const START = fileURLToPath(new URL('../../dist/bin/start.js', import.meta.url))

/** The real thing, as `npm start` runs it, on its own DATA_DIR and ports, without a terminal. */
export async function startProduct(settings: Record<string, string> = {}) {
  const dataDir = settings.DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'hom-thu-product-')))
  await rememberRedis(dataDir)
  const [sitePort, consolePort] = [await freePort(), await freePort()]
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: dataDir,
    DATA_DIR: dataDir,
    SITE_PORT: String(sitePort),
    CONSOLE_PORT: String(consolePort),
    BOT_METRICS_PORT: '0',
    CONSOLE_METRICS_PORT: '0',
    WORKER_METRICS_PORT: '0',
    LOG_LEVEL: 'debug',
    ...settings,
  }
  const code = `import(${JSON.stringify(START)}).then((m) => m.main([])).then((code) => process.exit(code))`
  const supervisor = spawn(process.execPath, ['-e', code], { cwd: dataDir, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = collect(supervisor)
  const site = `http://localhost:${sitePort}`
  const console_ = `http://localhost:${consolePort}`
  try {
    await answers(`${site}/readyz`, output)
    await answers(`${console_}/readyz`, output)
  } catch (error) {
    supervisor.kill('SIGTERM')
    throw error
  }
  const pid = supervisor.pid ?? 0
  return {
    dataDir,
    site,
    console: console_,
    output,
    pid,
    firstRun: () => readFile(join(dataDir, 'first-run.txt'), 'utf8'),
    partPid: (part: Part) => partPid(pid, part),
    ready: () => answers(`${site}/readyz`, output),
    async stop() {
      supervisor.kill('SIGTERM')
      if (supervisor.exitCode === null) await new Promise((resolve) => supervisor.once('exit', resolve))
    },
    forget: () => rm(dataDir, { recursive: true, force: true }),
  }
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

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
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
  const mark = part.startsWith('redis') ? `/${part}/` : `/${part}.js`
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    if (parent !== supervisor) continue
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (command.includes(mark)) return Number(pid)
  }
  return undefined
}

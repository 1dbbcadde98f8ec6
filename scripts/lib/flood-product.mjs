import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from './prepare.mjs'

/** The product as `npm start` runs it, on a DATA_DIR and ports of its own, behind a proxy that is us. */
export async function startProduct() {
  const dataDir = await mkdtemp(join(tmpdir(), 'hom-thu-flood-'))
  await rememberRedis(dataDir)
  const [site, console_] = [await freePort(), await freePort()]
  const metrics = { BOT_METRICS_PORT: '0', CONSOLE_METRICS_PORT: '0', WORKER_METRICS_PORT: '0' }
  const ports = { SITE_PORT: String(site), CONSOLE_PORT: String(console_), TRUST_PROXY: '127.0.0.1', ...metrics }
  const env = { PATH: process.env.PATH, HOME: dataDir, DATA_DIR: dataDir, LOG_LEVEL: 'error', ...ports }
  const start = JSON.stringify(join(ROOT, 'dist', 'bin', 'start.js'))
  const code = `import(${start}).then((m) => m.main([])).then((code) => process.exit(code))`
  const child = spawn(process.execPath, ['-e', code], { cwd: dataDir, env, stdio: ['ignore', 'ignore', 'inherit'] })
  const stop = async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
    await rm(dataDir, { recursive: true, force: true })
  }
  const address = `http://127.0.0.1:${site}`
  if (await answers(`${address}/readyz`)) return { site: address, stop }
  await stop()
  throw new Error('the product does not start')
}

/** The server that the tests found before, so that a measurement fetches none. */
async function rememberRedis(dataDir) {
  const { findRedisBinary } = await import('../../dist/supervisor/redis-binary.js')
  const cache = join(ROOT, 'node_modules', '.cache', 'hom-thu-138')
  await mkdir(cache, { recursive: true })
  const binary = await findRedisBinary({ dataDir: cache, say: () => undefined })
  await mkdir(join(dataDir, 'redis-server'))
  await writeFile(join(dataDir, 'redis-server', 'found.json'), JSON.stringify(binary))
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function answers(url) {
  for (const until = Date.now() + 40_000; Date.now() < until; await sleep(100)) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return true
  }
  return false
}

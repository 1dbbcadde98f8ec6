import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './prepare.mjs'

const START = pathToFileURL(join(ROOT, 'dist', 'bin', 'start.js')).href
const RUN = `import(${JSON.stringify(START)}).then((m) => m.main(['--demo'])).then((code) => process.exit(code))`

/** A demo in a folder and on ports of its own, and what is needed to sign in to it. */
export async function startDemo() {
  const dataDir = mkdtempSync(join(tmpdir(), 'hom-thu-pictures-'))
  const [site, console] = [await freePort(8080), await freePort(8081)]
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DATA_DIR: dataDir,
    SITE_PORT: String(site),
    CONSOLE_PORT: String(console),
    BOT_METRICS_PORT: '0',
    CONSOLE_METRICS_PORT: '0',
    WORKER_METRICS_PORT: '0',
    LOG_LEVEL: 'error',
  }
  // Its folder is empty, so that no .env of a real place is read.
  const child = spawn(process.execPath, ['-e', RUN], { cwd: dataDir, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    await says(child, 'Ctrl-C')
  } catch (error) {
    await stop()
    throw error
  }
  const { made } = JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8'))
  return { site: `http://localhost:${site}`, console: `http://localhost:${console}`, ...made, stop }
}

function says(child, words) {
  let output = ''
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => {
      output += data
      if (output.includes(words)) resolve()
    })
    child.once('close', () => reject(new Error(`the demo ended:\n${output}`)))
  })
}

/** The usual one, because pages show it; any other when somebody is there. */
async function freePort(usual) {
  return (await listens(usual)) ?? listens(0)
}

function listens(port) {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address()
      server.close(() => resolve(taken))
    })
  })
}

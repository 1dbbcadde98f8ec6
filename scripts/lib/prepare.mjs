import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What npm start and npm test need before they can load anything: only what Node itself brings. */

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

const SOURCES = join(ROOT, 'src')
const DIST = join(ROOT, 'dist')
const STAMP = join(DIST, '.sources.json')

/** A failure that a person can mend: its message is one line with the mend. */
export class Mendable extends Error {}

export function say(line) {
  process.stdout.write(`${line}\n`)
}

/** How preparing goes along is not the answer somebody asked for: it goes beside it, so that JSON stays JSON. */
function tell(line) {
  process.stderr.write(`${line}\n`)
}
const BESIDE = 2

/** Ends the program with the line that helps, and leaves other errors their stack. */
export async function orSayWhy(run) {
  try {
    process.exitCode = await run()
  } catch (error) {
    process.stderr.write(`${error instanceof Mendable ? error.message : error.stack}\n`)
    process.exitCode = 1
  }
}

export function checkNode() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20)
    throw new Mendable(
      `Node.js 20 or newer is needed, this is ${process.versions.node}: install it from https://nodejs.org`,
    )
}

/** Installs the locked packages when they are missing or older than the lock. */
export function install() {
  const lock = modified(join(ROOT, 'package-lock.json'))
  if (modified(join(ROOT, 'node_modules', '.package-lock.json')) >= lock) return
  tell('Installing the locked packages (npm ci), about half a minute the first time.')
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=notice']
  if (withNpmCache((env) => run(...npm(args), env, BESIDE)) !== 0) {
    throw new Mendable('Installing packages failed (see above): check the network and run "npm ci", then start again.')
  }
}

/** Compiles src to dist when that is missing or older, and takes away what came from sources that are gone. */
export function build() {
  const sources = sourceFiles()
  const files = sources.map((file) => file.path)
  const newest = Math.max(...sources.map((file) => file.modified))
  const before = readStamp()
  if (before?.newest === newest && before.files.join() === files.join()) return
  tell('Building.')
  if (!before) rmSync(DIST, { recursive: true, force: true })
  removeOutputs(before?.files.filter((path) => !files.includes(path)) ?? [])
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  if (run(process.execPath, [compiler, '-p', SOURCES], process.env, BESIDE) !== 0) {
    throw new Mendable(
      'Building failed (see above): undo your last change under src, or get a fresh copy, then start again.',
    )
  }
  writeFileSync(STAMP, JSON.stringify({ newest, files }))
}

function removeOutputs(gone) {
  for (const path of gone) {
    const base = join(DIST, relative('src', path)).replace(/\.tsx?$/, '')
    for (const ending of ['.js', '.d.ts']) rmSync(`${base}${ending}`, { force: true })
  }
}

/** Runs a program with our output (or what it says beside it) and without input; answers its exit code. */
export function run(command, args, env = process.env, out = 'inherit') {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, env, stdio: ['ignore', out, 'inherit'] })
  return error ? 127 : (status ?? 1)
}

/** The npm that runs us, or else the one on the PATH. */
export function npm(args) {
  const cli = process.env.npm_execpath
  return cli && /npm-cli\.c?js$/.test(cli) && existsSync(cli) ? [process.execPath, [cli, ...args]] : ['npm', args]
}

/** Without a home npm would put its cache into a folder named ~ right here. */
function withNpmCache(use) {
  const home = process.env.HOME
  if (home && existsSync(home)) return use(process.env)
  const cache = mkdtempSync(join(tmpdir(), 'npm-cache-'))
  try {
    return use({ ...process.env, npm_config_cache: cache })
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
}

function sourceFiles() {
  const names = readdirSync(SOURCES, { recursive: true }).filter((name) => /\.(tsx?|json)$/.test(name))
  const paths = [...names.map((name) => join('src', name)), 'tsconfig.json', 'package-lock.json'].sort()
  return paths.map((path) => ({ path, modified: modified(join(ROOT, path)) }))
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'))
  } catch {
    return undefined
  }
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0
}

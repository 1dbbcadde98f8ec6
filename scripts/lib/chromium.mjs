import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Mendable, run, say } from './prepare.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const PACKAGES = ['chromium', 'fonts-noto-core']

/** The browser for the page tests: one that is here, or Debian's. */
export function findChromium() {
  const here = process.env.CHROMIUM_PATH || onPath(NAMES)
  if (here) return here
  const isRoot = process.getuid?.() === 0
  const prefix = isRoot ? '' : 'sudo '
  const command = `${prefix}apt-get update && ${prefix}apt-get install -y --no-install-recommends ${PACKAGES.join(' ')}`
  const byHand = new Mendable(`The page tests need Chromium. Type: ${command} (or set CHROMIUM_PATH to one).`)
  if (!onPath(['apt-get']) || !isRoot) throw byHand
  say(`Installing a browser for the page tests: ${command}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-q'], env)
  if (run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...PACKAGES], env) !== 0) throw byHand
  return onPath(NAMES) ?? fail(byHand)
}

function fail(error) {
  throw error
}

export function onPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './lib/chromium.mjs'
import { findExiftool } from './lib/exiftool.mjs'
import { build, checkNode, install, Mendable, npm, orSayWhy, ROOT, run, say } from './lib/prepare.mjs'

const REPORT = join(ROOT, 'test-results', 'vitest.json')

await orSayWhy(() => {
  checkNode()
  process.chdir(ROOT)
  install()
  process.env.CHROMIUM_PATH = findChromium()
  process.env.EXIFTOOL = findExiftool()
  const check = checks()
  const tests = runTests(process.argv.slice(2))
  return summarise([check, tests])
})

/** Types, lint and the direction of imports count as one test. A failed build is a failed check; tests still run. */
function checks() {
  const built = tryBuild()
  const ok = run(...npm(['run', '--silent', 'check'])) === 0 && built
  return { name: 'check (types, lint, imports)', passed: ok ? 1 : 0, failed: ok ? 0 : 1 }
}

function tryBuild() {
  try {
    build()
    return true
  } catch (error) {
    if (!(error instanceof Mendable)) throw error
    say(error.message)
    return false
  }
}

function runTests(args) {
  rmSync(REPORT, { force: true })
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`]
  const code = run(process.execPath, [vitest, 'run', ...reporters, ...args])
  const { passed, failed } = readReport()
  const silent = passed + failed === 0
  // A runner that fell over is a failure that no test tells of.
  const more = failed === 0 && (code !== 0 || silent) ? 1 : 0
  return { name: 'tests', passed, failed: failed + more }
}

function readReport() {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(REPORT, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests + testResults.filter(failedAsAWhole).length }
  } catch {
    return { passed: 0, failed: 0 }
  }
}

/** A file that could not be loaded, or whose hooks failed: no single test in it says so. */
function failedAsAWhole({ status, assertionResults }) {
  return status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
}

function summarise(parts) {
  const total = { passed: 0, failed: 0 }
  for (const { name, passed, failed } of parts) {
    say(`${name}: ${passed} passed, ${failed} failed`)
    total.passed += passed
    total.failed += failed
  }
  say(`${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 ? 0 : 1
}

import { readSetting } from '../config.js'
import { codeLines } from '../supervisor/announce-demo.js'
import { DEMO_DATA_DIR, readDemo } from '../supervisor/demo.js'
import { given, readDotenv } from '../supervisor/sources.js'

/** What `npm run demo:code` runs: the present codes of a demo's officers, and of nobody else. */
export async function main(): Promise<number> {
  const { DATA_DIR = DEMO_DATA_DIR } = given(process.env, await readDotenv('.env'))
  const dataDir = readSetting('DATA_DIR', { DATA_DIR })
  const demo = await readDemo(dataDir)
  if (!demo) {
    process.stderr.write(`${dataDir} holds no demo. Make one: npm start -- --demo\n`)
    return 1
  }
  process.stdout.write(`${codeLines(demo, new Date())}\n`)
  return 0
}

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const SCRIPT = fileURLToPath(new URL('../../scripts/flood.mjs', import.meta.url))
const SHAPES = ['one-cookie/elsewhere', 'no-cookie/same']
/** The short form of `npm run flood`. */
const ARGS = ['--seconds', '3', '--visitors', '5', '--pause-ms', '300', '--shapes', SHAPES.join(), '--json']

interface Figures {
  readonly shapes: readonly { shape: string; walks: number; reports: number; flood: { perSecond: number } }[]
}

describe('a flood of a hundred times the normal load from one source', () => {
  it('lets at least 99 of 100 others through to their receipt', async () => {
    const run = await promisify(execFile)(process.execPath, [SCRIPT, ...ARGS], { timeout: 180_000 })
    const line = run.stdout.split('\n').find((text) => text.startsWith('{"name":"flood"')) ?? ''
    const { shapes } = JSON.parse(line) as Figures
    expect(shapes.map(({ shape }) => shape)).toEqual(SHAPES)
    for (const { shape, walks, reports, flood } of shapes) {
      expect(walks, shape).toBeGreaterThanOrEqual(5)
      expect(reports / walks, `${shape}: ${reports} of ${walks}`).toBeGreaterThanOrEqual(0.99)
      expect(flood.perSecond, shape).toBeGreaterThan(100)
    }
  }, 200_000)
})

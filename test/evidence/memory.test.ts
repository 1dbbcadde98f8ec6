import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EVIDENCE_BYTES } from '../../src/domain/evidence.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hom-thu-memory-'))
})
afterAll(() => rm(folder, { recursive: true }))

/**
 * A process that takes in a WAV piece by piece and reads it back. Says how much of its own it held at most beside what it
 * had at first (garbage is collected all the while), and how large the process was at most with all its threads.
 */
const PROGRAM = `
import { Readable } from 'node:stream'
import { createEvidenceFiles } from ${JSON.stringify(new URL('../../dist/evidence/evidence-files.js', import.meta.url).href)}
const [size, folder] = [Number(process.argv[1]), process.argv[2]]
const head = Buffer.alloc(44)
head.write('RIFF', 0); head.writeUInt32LE(size - 8, 4); head.write('WAVEfmt ', 8); head.writeUInt32LE(16, 16)
head.writeUInt16LE(1, 20); head.writeUInt16LE(2, 22); head.writeUInt32LE(48000, 24); head.writeUInt32LE(192000, 28)
head.writeUInt16LE(4, 32); head.writeUInt16LE(16, 34); head.write('data', 36); head.writeUInt32LE(size - 44, 40)
async function* sound() {
  yield head
  for (let left = size - 44; left > 0; left -= 65536) yield Buffer.alloc(Math.min(left, 65536), 5)
}
// The second finishes what the first has found.
const held = () => { global.gc(); global.gc(); const { heapUsed, external } = process.memoryUsage(); return heapUsed + external }
const files = createEvidenceFiles(folder)
const watch = () => {
  const from = held()
  let most = 0
  const timer = setInterval(() => { most = Math.max(most, held() - from) }, 20)
  return () => { clearInterval(timer); return most }
}
const taken = watch()
const kept = await files.keep(Readable.from(sound()))
const keeping = taken()
const opened = watch()
let bytes = 0
for await (const piece of files.open(kept)) { bytes += piece.length; await new Promise(setImmediate) }
process.stdout.write(JSON.stringify({ kept, bytes, keeping, opening: opened(), process: process.resourceUsage().maxRSS * 1024 }))
`

interface Measured {
  readonly kept: unknown
  readonly bytes: number
  readonly keeping: number
  readonly opening: number
  readonly process: number
}

async function measured(size: number): Promise<Measured> {
  const args = ['--expose-gc', '--input-type=module', '-e', PROGRAM, String(size), folder]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const pieces: Buffer[] = []
  for await (const piece of child.stdout) pieces.push(piece)
  return JSON.parse(Buffer.concat(pieces).toString())
}

it('a file of 20 MB is never whole in the memory of the process that takes it in, nor of the one that shows it', async () => {
  const { kept, bytes, keeping, opening } = await measured(EVIDENCE_BYTES)
  expect(kept).toMatchObject({ kind: 'audio', type: 'audio/wav', bytes })
  expect(bytes).toBeGreaterThan(0.99 * EVIDENCE_BYTES)
  expect(keeping).toBeLessThan(8 * 1024 * 1024)
  expect(opening).toBeLessThan(8 * 1024 * 1024)
}, 60_000)

it('the thread that wraps it does not hold it several times over either', async () => {
  const [small, large] = [await measured(EVIDENCE_BYTES / 20), await measured(EVIDENCE_BYTES)]
  expect(large.process - small.process).toBeLessThan(4 * EVIDENCE_BYTES)
}, 60_000)

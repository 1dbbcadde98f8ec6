import { execFileSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findExiftool } from '../../scripts/lib/exiftool.mjs'
import type { Evidence } from '../../src/domain/evidence.js'
import { createEvidenceFiles } from '../../src/evidence/evidence-files.js'
import { isAllowed } from './allowed-tags.js'

const FILES = new URL('corpus/files/', import.meta.url).pathname
const SECRET = 'HOMTHUBIMAT'
/** As exiftool and the formats themselves write the planted place, and the planted hour. */
const PLANTED = [SECRET, '10.2433', '10 deg 14', '106.3756', '106 deg 22', '2026:03:03', '2026-03-03', '03:03:03']
/** What exiftool has no name for: bytes after the end, between the frames, behind a set-up, and inside a cover. */
const ONLY_IN_BYTES = [
  'jpeg-trailer.jpg',
  'png-trailer.png',
  'mp4-encoder-sei.mp4',
  'mp4-cover.mp4',
  'mp4-setup-tail.mp4',
]

const names = (await readdir(FILES)).sort()
const kept = new Map<string, Evidence>()
type Tags = Record<string, unknown>
let before = new Map<string, Tags>()
let after = new Map<string, Tags>()
let folder: string
const cleanPath = (name: string) => join(folder, 'clean', name)

/** Everything that exiftool finds, also inside what is embedded and in every moment of a track. */
function read(paths: readonly string[]): Map<string, Tags> {
  const args = ['-a', '-G1', '-s', '-ee3', '-api', 'RequestAll=3', '-api', 'LargeFileSupport=1', '-j', ...paths]
  const json = execFileSync(findExiftool(), args, { maxBuffer: 1e8, stdio: ['ignore', 'pipe', 'ignore'] })
  const found = JSON.parse(json.toString()) as (Tags & { SourceFile: string })[]
  return new Map(found.map(({ SourceFile, ...tags }) => [SourceFile.split('/').at(-1) ?? '', tags]))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hom-thu-corpus-'))
  await mkdir(join(folder, 'clean'))
  const files = createEvidenceFiles(join(folder, 'evidence'))
  for (const name of names) {
    const evidence = await files.keep(createReadStream(join(FILES, name)))
    if (typeof evidence === 'string') continue
    kept.set(name, evidence)
    const pieces: Buffer[] = []
    for await (const piece of files.open(evidence)) pieces.push(piece)
    await writeFile(cleanPath(name), Buffer.concat(pieces))
  }
  before = read(names.map((name) => join(FILES, name)))
  after = read([...kept.keys()].map(cleanPath))
}, 180_000)
afterAll(() => rm(folder, { recursive: true }))

const planted = (tags: Tags) =>
  Object.entries(tags).filter(([name, value]) => {
    const text = `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`
    return !name.startsWith('System:') && PLANTED.some((secret) => text.includes(secret))
  })

/** The secret as a format may write it: plain, as UTF-16, and inside base64 at each of its three alignments. */
function spellings(secret: string): Buffer[] {
  const utf16 = Buffer.from(secret, 'utf16le')
  const base64 = ['', 'x', 'xx'].map((before) =>
    Buffer.from(
      Buffer.from(before + secret)
        .toString('base64')
        .slice(before.length + 1, -4),
    ),
  )
  return [Buffer.from(secret), utf16, Buffer.from(utf16).swap16(), ...base64]
}

describe('a file of the corpus', () => {
  it('is one of at least sixty, and every one is taken', () => {
    expect(names.length).toBeGreaterThanOrEqual(60)
    expect([...kept.keys()]).toEqual(names)
  })

  it.each(names)('%s tells something beforehand, and nothing once it is kept', async (name) => {
    const [original, clean] = [await readFile(join(FILES, name)), await readFile(cleanPath(name))]
    if (ONLY_IN_BYTES.includes(name)) expect(original.includes(SECRET)).toBe(true)
    else expect(planted(before.get(name) ?? {}), 'planted').not.toEqual([])
    expect(planted(after.get(name) ?? { missing: SECRET }), 'left').toEqual([])
    for (const spelling of spellings(SECRET)) expect(clean.includes(spelling)).toBe(false)
    for (const encoder of ['x264 - core', 'x265 (build']) expect(clean.includes(encoder)).toBe(false)
  })

  it.each(names)('%s has no tag left but those that say how to show it', (name) => {
    const tags = Object.entries(after.get(name) ?? { 'missing:missing': '' })
    const others = tags.filter(([tag]) => !isAllowed(tag))
    expect(others).toEqual([])
    const hours = tags.filter(([tag]) => /(Create|Modify)Date$/.test(tag) && !tag.startsWith('System:'))
    expect(hours.filter(([, value]) => value !== '0000:00:00 00:00:00')).toEqual([])
  })
})

describe('what is needed to look at it', () => {
  it('stays: a turned film is still turned, and a turned picture stands upright', () => {
    expect(before.get('mov-turned.mov')).toMatchObject({ 'Composite:Rotation': 90 })
    expect(after.get('mov-turned.mov')).toMatchObject({ 'Composite:Rotation': 90 })
    expect(kept.get('mov-turned.mov')).toMatchObject({ kind: 'video', width: 64, height: 96 })
    expect(kept.get('jpeg-all-turned.jpg')).toMatchObject({ kind: 'picture', width: 72, height: 96 })
  })

  it('is said: sort, type, length and whether it can be heard', () => {
    expect(kept.get('mp4-tags.mp4')).toMatchObject({ kind: 'video', type: 'video/mp4', seconds: 2, sound: true })
    expect(kept.get('mp4-silent.mp4')).toMatchObject({ kind: 'video', sound: false })
    expect(kept.get('mkv-h264.mkv')).toMatchObject({ kind: 'video', type: 'video/mp4' })
    expect(kept.get('webm-vp9.webm')).toMatchObject({ kind: 'video', type: 'video/webm' })
    expect(kept.get('ogg-opus.ogg')).toMatchObject({ kind: 'audio', type: 'audio/ogg', seconds: 2 })
    expect(kept.get('aac-id3.aac')).toMatchObject({ kind: 'audio', type: 'audio/mp4' })
  })
})

import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

export const OUT = fileURLToPath(new URL('files/', import.meta.url))
export const WORK = mkdtempSync(join(tmpdir(), 'corpus-'))
/** Planted everywhere, and found nowhere afterwards. */
export const SECRET = 'HOMTHUBIMAT'
export const PLACE = '+10.2433+106.3756/'

export const out = (name) => join(OUT, name)
export const work = (name, content) => {
  writeFileSync(join(WORK, name), content)
  return join(WORK, name)
}
export const ffmpeg = (...args) => execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args.flat(9)])
export const exiftool = (...args) =>
  execFileSync('exiftool', ['-overwrite_original', '-q', '-q', '-m', ...args.flat(9)])

export const GPS = ['-GPSLatitude=10.2433', '-GPSLatitudeRef=N', '-GPSLongitude=106.3756', '-GPSLongitudeRef=E']
export const EXIF = [
  ...['Make', 'Model', 'Artist', 'Copyright', 'ImageDescription', 'UserComment', 'OwnerName', 'SerialNumber'].map(
    (tag) => `-EXIF:${tag}=${SECRET}-${tag}`,
  ),
  '-EXIF:DateTimeOriginal=2026:03:03 03:03:03',
]
export const XMP = [
  ...['XMP-dc:Creator', 'XMP-dc:Description', 'XMP-xmp:CreatorTool', 'XMP-photoshop:City', 'XMP-iptcCore:Location'],
  ...['XMP-xmpMM:DocumentID', 'XMP-mwg-rs:RegionName'],
].map((tag) => `-${tag}=${SECRET}`)
export const IPTC = ['IPTC:By-line', 'IPTC:City', 'IPTC:Caption-Abstract', 'IPTC:Keywords'].map(
  (tag) => `-${tag}=${SECRET}`,
)

export const noise = (width = 96, height = 72, channels = 3) =>
  sharp({
    create: {
      ...{ width, height, channels, background: { r: 90, g: 120, b: 60, alpha: 0.7 } },
      noise: { type: 'gaussian', mean: 120, sigma: 25 },
    },
  })

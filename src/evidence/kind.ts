import type { EvidenceRefusal } from '../domain/evidence.js'

export type FileKind = 'picture' | 'media' | Extract<EvidenceRefusal, 'heic' | 'document' | 'type' | 'broken'>

/** As many first bytes as are looked at. */
export const HEAD_BYTES = 64

const HEIC = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1']
/** Boxes with which a film of an old camera may begin, before there was `ftyp`. */
const QUICKTIME = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot']
/** PDF; ZIP and with it Office and EPUB; old Office; RTF; RAR, 7z, gzip. Each of them can name who made it. */
const DOCUMENTS = ['%PDF', 'PK\x03\x04', 'PK\x05\x06', '\xd0\xcf\x11\xe0', '{\\rtf', 'Rar!', '7z\xbc\xaf', '\x1f\x8b']
/** EBML (WebM, MKV), Ogg, FLAC, MP3 with a tag before it. */
const MEDIA = ['\x1a\x45\xdf\xa3', 'OggS', 'fLaC', 'ID3']

/**
 * What a file is by its first bytes, whatever its name or sender says. `media` only means that it is worth a closer look.
 * @param head the first HEAD_BYTES, or the whole of a shorter file
 */
export function kindOf(head: Buffer): FileKind {
  if (head.length === 0) return 'broken'
  const ascii = (from: number, to: number) => head.toString('latin1', from, to)
  const begins = (magic: string) => ascii(0, magic.length) === magic
  if (DOCUMENTS.some(begins)) return 'document'
  if (ascii(4, 8) === 'ftyp') return kindOfBrand(ascii(8, 12))
  if (begins('\xff\xd8\xff') || ascii(1, 4) === 'PNG') return 'picture'
  if (begins('RIFF') || begins('RF64')) return ({ WEBP: 'picture', WAVE: 'media' }[ascii(8, 12)] as FileKind) ?? 'type'
  return QUICKTIME.includes(ascii(4, 8)) || MEDIA.some(begins) || isAudioFrame(head) ? 'media' : 'type'
}

/** JPEG, PNG, WebP and AVIF are drawn; what an iPhone keeps as HEIC cannot be read here. */
function kindOfBrand(brand: string): FileKind {
  if (brand === 'avif') return 'picture'
  return HEIC.includes(brand) ? 'heic' : 'media'
}

/** MPEG audio without a tag before it: eleven bits of sync, and no layer or rate that is reserved. */
function isAudioFrame([first = 0, second = 0, third = 0]: Buffer): boolean {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return false
  const isAdts = (second & 0xf6) === 0xf0
  return isAdts || ((second & 0x06) !== 0 && (third & 0xf0) !== 0xf0)
}

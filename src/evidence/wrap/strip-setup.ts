import { BrokenMedia, keepsHevc, type Strip, stripAv1, stripAvc, stripHevc, uint } from './strip-frames.js'

/** What a decoder is told beforehand, and how its frames are to be stripped. */
export interface Stripped {
  readonly setup: Uint8Array | undefined
  readonly frames: Strip
}

const asTheyAre: Strip = (frame) => frame

/** @param codec as mediabunny names it @param setup as the file has it, in the shape of WebCodecs */
export function stripFor(codec: string, setup: Uint8Array | undefined): Stripped {
  switch (codec) {
    case 'avc':
      return { setup, frames: stripAvc((byteOf(setup, 4) & 3) + 1) }
    case 'hevc':
      return { setup: hevcSetup(setup), frames: stripHevc((byteOf(setup, 21) & 3) + 1) }
    case 'av1':
      return { setup: setup && Buffer.concat([setup.subarray(0, 4), stripAv1(setup.subarray(4))]), frames: stripAv1 }
    case 'vorbis':
      return { setup: vorbisSetup(setup), frames: asTheyAre }
    case 'flac':
      return { setup: flacSetup(setup), frames: asTheyAre }
    default:
      return { setup, frames: asTheyAre }
  }
}

function byteOf(setup: Uint8Array | undefined, at: number): number {
  const byte = setup?.[at]
  if (byte === undefined) throw new BrokenMedia()
  return byte
}

const HEVC_HEADER = 22

/** ISO/IEC 14496-15, 8.3.2: lists of units; encoders put their settings among them. */
function hevcSetup(setup: Uint8Array | undefined): Uint8Array {
  if (!setup) throw new BrokenMedia()
  const lists: Uint8Array[] = []
  let at = HEVC_HEADER + 1
  for (let left = byteOf(setup, HEVC_HEADER); left > 0; left -= 1) {
    const head = Buffer.from(setup.subarray(at, at + 3))
    const [units, end] = hevcUnits(setup, at)
    head.writeUInt16BE(units.length, 1)
    if (units.length > 0) lists.push(Buffer.concat([head, ...units]))
    at = end
  }
  return Buffer.concat([setup.subarray(0, HEVC_HEADER), Buffer.of(lists.length), ...lists])
}

/** Those of one list that may stay, each with its length before it. */
function hevcUnits(setup: Uint8Array, list: number): [units: Uint8Array[], end: number] {
  const units: Uint8Array[] = []
  let at = list + 3
  for (let left = uint(setup, list + 1, 2); left > 0; left -= 1) {
    const end = at + 2 + uint(setup, at, 2)
    if (end > setup.length) throw new BrokenMedia()
    if (keepsHevc(setup.subarray(at + 2, end))) units.push(setup.subarray(at, end))
    at = end
  }
  return [units, at]
}

/** Packet type 3, no vendor, no comments, and the bit that ends it. */
const NO_COMMENTS = Buffer.from('\x03vorbis\0\0\0\0\0\0\0\0\x01', 'latin1')

/** Vorbis I, section 4.2: three headers one after the other, the lengths of the first two before them. */
function vorbisSetup(setup: Uint8Array | undefined): Uint8Array {
  const [first, afterFirst] = laced(setup, 1)
  const [second, start] = laced(setup, afterFirst)
  const bytes = setup as Uint8Array
  const books = bytes.subarray(start + first + second)
  if (byteOf(setup, 0) !== 2 || books.length === 0 || first > 254) throw new BrokenMedia()
  const lengths = Buffer.of(2, first, NO_COMMENTS.length)
  return Buffer.concat([lengths, bytes.subarray(start, start + first), NO_COMMENTS, books])
}

function laced(bytes: Uint8Array | undefined, at: number): [length: number, after: number] {
  let [length, next] = [0, at]
  while (byteOf(bytes, next) === 0xff) {
    length += 255
    next += 1
  }
  return [length + byteOf(bytes, next), next + 1]
}

const STREAMINFO = 34

/** RFC 9639, section 8: only the block that a decoder needs; behind it come comments and covers. */
function flacSetup(setup: Uint8Array | undefined): Uint8Array {
  const info = setup?.subarray(8, 8 + STREAMINFO)
  if (info?.length !== STREAMINFO) throw new BrokenMedia()
  return Buffer.concat([Buffer.from('fLaC\x80\0\0', 'latin1'), Buffer.of(STREAMINFO), info])
}

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
      return { setup: avcSetup(setup), frames: stripAvc((byteOf(setup, 4) & 3) + 1) }
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

/** ISO/IEC 14496-15, 5.3.3.1: bits that are always set, beside the length of a length and the number of sequences. */
const AVC_RESERVED = { length: 0xfc, sequences: 0xe0 }

/** Lists of parameter sets, and nothing behind them: encoders and whoever else may have written something there. */
function avcSetup(setup: Uint8Array | undefined): Uint8Array {
  if (!setup) throw new BrokenMedia()
  const [sequences, next] = unitsOf(setup, 6, byteOf(setup, 5) & 0x1f, isAvc(7, 15))
  const [pictures, end] = unitsOf(setup, next + 1, byteOf(setup, next), isAvc(8))
  return Buffer.concat([
    setup.subarray(0, 4),
    Buffer.of(AVC_RESERVED.length | byteOf(setup, 4), AVC_RESERVED.sequences | sequences.length),
    ...sequences,
    Buffer.of(pictures.length),
    ...pictures,
    ...avcExtension(setup, end),
  ])
}

function isAvc(...types: number[]) {
  return (unit: Uint8Array) => types.includes((unit[0] ?? 0) & 0x1f)
}

/** Those that say more: colours and bits of a colour, and the extensions of sequences. */
const AVC_HIGH = [100, 110, 122, 144]
const AVC_EXTENSION = [0xfc, 0xf8, 0xf8]

/** Many encoders leave it out; what does not have its bits set is something else. */
function avcExtension(setup: Uint8Array, at: number): Uint8Array[] {
  const head = setup.subarray(at, at + AVC_EXTENSION.length)
  const isThere = AVC_EXTENSION.every((set, n) => ((head[n] ?? 0) & set) === set)
  if (!AVC_HIGH.includes(byteOf(setup, 1)) || !isThere) return []
  const count = at + AVC_EXTENSION.length
  const [units] = unitsOf(setup, count + 1, byteOf(setup, count), isAvc(13))
  return [head, Buffer.of(units.length), ...units]
}

const HEVC_HEADER = 22

/** ISO/IEC 14496-15, 8.3.2: lists of units; encoders put their settings among them. */
function hevcSetup(setup: Uint8Array | undefined): Uint8Array {
  if (!setup) throw new BrokenMedia()
  const lists: Uint8Array[] = []
  let at = HEVC_HEADER + 1
  for (let left = byteOf(setup, HEVC_HEADER); left > 0; left -= 1) {
    const head = Buffer.from(setup.subarray(at, at + 3))
    const [units, end] = unitsOf(setup, at + 3, uint(setup, at + 1, 2), keepsHevc)
    head.writeUInt16BE(units.length, 1)
    if (units.length > 0) lists.push(Buffer.concat([head, ...units]))
    at = end
  }
  return Buffer.concat([setup.subarray(0, HEVC_HEADER), Buffer.of(lists.length), ...lists])
}

/** Those of one list that may stay, each with its length before it. */
function unitsOf(
  setup: Uint8Array,
  from: number,
  count: number,
  keeps: (unit: Uint8Array) => boolean,
): [units: Uint8Array[], end: number] {
  const units: Uint8Array[] = []
  let at = from
  for (let left = count; left > 0; left -= 1) {
    const end = at + 2 + uint(setup, at, 2)
    if (end > setup.length) throw new BrokenMedia()
    if (keeps(setup.subarray(at + 2, end))) units.push(setup.subarray(at, end))
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

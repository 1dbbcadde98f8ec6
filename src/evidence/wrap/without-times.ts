import { uint } from './strip-frames.js'

/** Boxes that hold others, and boxes that say when they were written (ISO/IEC 14496-12). */
const HOLDERS = ['moov', 'trak', 'mdia']
const DATED = ['mvhd', 'tkhd', 'mdhd']
const HEADER = 8

/** The muxer writes the present hour into a film; zero means that it is not known. */
export async function withoutTimes(
  moov: Uint8Array,
  overwrite: (offset: number, zeros: Uint8Array) => Promise<void>,
): Promise<void> {
  for (const { at, length } of datesIn(moov, 0, moov.length)) await overwrite(at, new Uint8Array(length))
}

/** Creation and change, of four bytes each or eight, behind version and flags. */
function* datesIn(bytes: Uint8Array, from: number, to: number): Generator<{ at: number; length: number }> {
  for (let at = from; at + HEADER <= to; ) {
    const size = uint(bytes, at, 4)
    const type = Buffer.from(bytes.subarray(at + 4, at + HEADER)).toString('latin1')
    if (HOLDERS.includes(type)) yield* datesIn(bytes, at + HEADER, at + size)
    if (DATED.includes(type)) yield { at: at + HEADER + 4, length: bytes[at + HEADER] === 1 ? 16 : 8 }
    at += Math.max(size, HEADER)
  }
}

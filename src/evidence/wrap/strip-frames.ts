/** What a camera or an encoder writes between the pictures of a film: removed without decoding anything. */

/** A frame or a decoder's setup that cannot be taken apart. */
export class BrokenMedia extends Error {
  constructor() {
    super('media does not parse')
    this.name = 'BrokenMedia'
  }
}

/** Frames of a codec that needs no stripping pass through as they are. */
export type Strip = (frame: Uint8Array) => Uint8Array

/** H.264 (ITU-T H.264, table 7-1): slices, parameter sets, delimiters; no filler and nothing unspecified. */
const AVC_KEPT = new Set([1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 19, 20])
const AVC_SEI = new Set([6])
/** H.265 (table 7-1): pictures 0 to 31, parameter sets, delimiters; 62 and 63, which hold Dolby Vision, are not specified. */
const HEVC_KEPT = new Set([...Array.from({ length: 37 }, (_, type) => type)])
const HEVC_SEI = new Set([39, 40])

/**
 * Supplemental information by its payload type (annexes D): where decoding may begin, how it is to be looked at, how bright
 * it is. Left out with everything else are user data (4 and 5: settings of the encoder, place and time of the camera)
 * and picture timing (1), which can hold the hour.
 */
const HARMLESS_SEI = new Set([6, 45, 47, 129, 137, 144, 147])

/** @param lengthBytes how many bytes tell the length of each unit, as the decoder's setup says */
export function stripAvc(lengthBytes: number): Strip {
  const keeps = (unit: Uint8Array) => {
    const type = (unit[0] ?? 0) & 0x1f
    return AVC_KEPT.has(type) || (AVC_SEI.has(type) && isHarmless(unit.subarray(1)))
  }
  return (frame) => keptUnits(frame, lengthBytes, keeps)
}

export function stripHevc(lengthBytes: number): Strip {
  return (frame) => keptUnits(frame, lengthBytes, keepsHevc)
}

export function keepsHevc(unit: Uint8Array): boolean {
  const type = ((unit[0] ?? 0) >> 1) & 0x3f
  return HEVC_KEPT.has(type) || (HEVC_SEI.has(type) && isHarmless(unit.subarray(2)))
}

function keptUnits(frame: Uint8Array, lengthBytes: number, keeps: (unit: Uint8Array) => boolean): Uint8Array {
  const kept: Uint8Array[] = []
  for (let at = 0; at < frame.length; ) {
    const length = uint(frame, at, lengthBytes)
    const end = at + lengthBytes + length
    if (end > frame.length) throw new BrokenMedia()
    if (length > 0 && keeps(frame.subarray(at + lengthBytes, end))) kept.push(frame.subarray(at, end))
    at = end
  }
  return Buffer.concat(kept)
}

/** A unit may hold several messages: one that is not harmless takes the others with it. One without any is none. */
function isHarmless(escaped: Uint8Array): boolean {
  const bytes = unescaped(escaped)
  // What follows the last message is one bit and its filling.
  for (let at = 0; at + 2 < bytes.length; ) {
    const [type, afterType] = longNumber(bytes, at)
    const [size, start] = longNumber(bytes, afterType)
    if (!HARMLESS_SEI.has(type)) return false
    at = start + size
  }
  return bytes.length > 2
}

/** A number as SEI messages write it: 255 as often as it fits, and the rest. */
function longNumber(bytes: Uint8Array, at: number): [value: number, after: number] {
  let [value, next] = [0, at]
  while (bytes[next] === 0xff) {
    value += 255
    next += 1
  }
  return [value + (bytes[next] ?? 0), next + 1]
}

/** Without the 3 that keeps 0 0 x from looking like the beginning of a unit. */
function unescaped(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, at) => !(byte === 3 && at > 1 && bytes[at - 1] === 0 && bytes[at - 2] === 0))
}

/** AV1 (section 6.2.2): sequence, delimiter, frames and tiles. Metadata is looked at; filling and reserved kinds go. */
const OBU_KEPT = new Set([1, 2, 3, 4, 6, 7, 8])
const OBU_METADATA = 5
/** Metadata (6.7.1): brightness and scalability; not user data (4) and the hour (5). */
const OBU_METADATA_KEPT = new Set([1, 2, 3])

export const stripAv1: Strip = (frame) => {
  const kept: Uint8Array[] = []
  for (let at = 0; at < frame.length; ) {
    const header = frame[at] ?? 0
    const type = (header >> 3) & 0x0f
    const start = at + (header & 4 ? 2 : 1)
    const [size, content] = header & 2 ? leb128(frame, start) : [frame.length - start, start]
    const end = content + size
    if (end > frame.length) throw new BrokenMedia()
    const isKept = OBU_KEPT.has(type) || (type === OBU_METADATA && OBU_METADATA_KEPT.has(frame[content] ?? 0))
    if (isKept) kept.push(frame.subarray(at, end))
    at = end
  }
  return Buffer.concat(kept)
}

function leb128(bytes: Uint8Array, at: number): [value: number, after: number] {
  let value = 0
  for (let n = 0; n < 8; n += 1) {
    const byte = bytes[at + n]
    if (byte === undefined) break
    value += (byte & 0x7f) * 2 ** (7 * n)
    if (byte < 0x80) return [value, at + n + 1]
  }
  throw new BrokenMedia()
}

export function uint(bytes: Uint8Array, at: number, length: number): number {
  if (at + length > bytes.length) throw new BrokenMedia()
  let value = 0
  for (const byte of bytes.subarray(at, at + length)) value = value * 256 + byte
  return value
}

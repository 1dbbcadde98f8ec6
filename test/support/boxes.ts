/** MP4 by hand (ISO/IEC 14496-12): just enough to say things that no camera says. */
export function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body])
}

export function u32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4)
  for (const [n, value] of numbers.entries()) bytes.writeUInt32BE(value, n * 4)
  return bytes
}

export const ftyp = box('ftyp', Buffer.from('isom\0\0\x02\0isommp42', 'latin1'))

const mvhd = box('mvhd', Buffer.alloc(12), u32(1000, 1000), Buffer.alloc(80))
const tkhd = box('tkhd', u32(7, 0, 0, 1, 0, 1000), Buffer.alloc(60))
const mdhd = box('mdhd', u32(0, 0, 0, 1000, 1000, 0))
const hdlr = box('hdlr', u32(0, 0), Buffer.from('soun'), Buffer.alloc(13))
const decoder = Buffer.from('03190001000411401500000000000000000000000502121006010200', 'hex').subarray(0, 27)
const esds = box('esds', u32(0), decoder)
const entry = Buffer.concat([
  Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]),
  Buffer.alloc(8),
  Buffer.from([0, 1, 0, 16, 0, 0, 0, 0]),
])
const stsd = box('stsd', u32(0, 1), box('mp4a', entry, u32((44100 << 16) >>> 0), esds))

/** One track of sound whose lists of samples are given; a thousand ticks are a second. */
export function filmOf(lists: readonly Buffer[]): Buffer {
  const track = box('trak', tkhd, box('mdia', mdhd, hdlr, box('minf', box('stbl', stsd, ...lists))))
  return Buffer.concat([ftyp, box('moov', mvhd, track), box('mdat', Buffer.alloc(5000, 1))])
}

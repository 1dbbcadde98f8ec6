import sharp from 'sharp'
import type { EvidenceRefusal } from '../domain/evidence.js'
import { HEAD_BYTES, kindOf } from './kind.js'

export interface CleanPicture {
  readonly jpeg: Buffer
  readonly width: number
  readonly height: number
}

/** Enough to read a plate across a street, and a few hundred KB. */
const LONGEST_SIDE = 2048
/** A bomb of a few KB may unfold to gigabytes: this many pixels take at most 200 MB while they are drawn. */
const PIXELS = 50_000_000
const QUALITY = 82
/** The largest take about a second: who is drawn for longer was made to hold a place. */
const DRAWING_SECONDS = 20

// Only these may be read at all: sharp knows a good hundred kinds, and some of them fetch or run things.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
})
// Each picture is drawn by one thread, and nothing of it stays behind for the next.
sharp.concurrency(1)
sharp.cache(false)

/**
 * Draws a picture anew, upright and no larger than needed. What a camera wrote into it (place, hour, maker, thumbnail)
 * is not copied. Judged by content, never by name or by what the sender says it is.
 */
export async function cleanPicture(bytes: Buffer): Promise<CleanPicture | EvidenceRefusal> {
  const kind = kindOf(bytes.subarray(0, HEAD_BYTES))
  if (kind !== 'picture') return kind === 'media' ? 'type' : kind
  try {
    const drawn = sharp(bytes, { failOn: 'error', limitInputPixels: PIXELS, animated: false })
    const { data, info } = await drawn
      .rotate()
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .jpeg({ quality: QUALITY })
      .timeout({ seconds: DRAWING_SECONDS })
      .toBuffer({ resolveWithObject: true })
    return { jpeg: data, width: info.width, height: info.height }
  } catch (error) {
    return error instanceof Error && /pixel limit|timeout/i.test(error.message) ? 'large' : 'broken'
  }
}

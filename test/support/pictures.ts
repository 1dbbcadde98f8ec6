import sharp from 'sharp'
import type { OpenEvidence } from '../../src/app/console-api.js'

const GPS = {
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '10/1 14/1 2359/100',
    GPSLongitudeRef: 'E',
    GPSLongitude: '106/1 22/1 1234/100',
  },
}
/** What a camera writes, and nobody may find again. */
export const CAMERA = 'MayAnhCuaChiSau'

/** A picture as a phone takes it: with place, maker and an orientation. */
export function phonePicture(width = 1200, height = 900): Promise<Buffer> {
  const color = { r: 40, g: 120, b: 110 }
  return sharp({
    create: { width, height, channels: 3, background: color, noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  })
    .jpeg()

    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { Make: CAMERA }, ...GPS })
    .toBuffer()
}

/** Everything an officer's browser would be sent. */
export async function wholeOf(file: OpenEvidence | undefined): Promise<Buffer> {
  const pieces: Buffer[] = []
  if (file) for await (const piece of file.read(0, file.bytes)) pieces.push(piece)
  return Buffer.concat(pieces)
}

import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { type CleanPicture, cleanPicture } from '../../src/evidence/clean-picture.js'
import { CAMERA, phonePicture } from '../support/pictures.js'

const clean = cleanPicture
const cleaned = async (bytes: Buffer) => (await clean(bytes)) as CleanPicture
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 0, g: 90, b: 80, alpha: 0.5 } } })

describe('a picture', () => {
  it('loses everything a camera wrote into it: place, maker, thumbnail', async () => {
    const taken = await phonePicture()
    expect(taken.toString('latin1')).toContain(CAMERA)
    const { jpeg } = await cleaned(taken)
    const { exif, icc, iptc, xmp, format } = await sharp(jpeg).metadata()
    expect({ exif, icc, iptc, xmp, format }).toEqual({ format: 'jpeg' })
    expect(jpeg.toString('latin1')).not.toContain(CAMERA)
  })

  it('stands upright and is no larger than needed', async () => {
    expect(await cleaned(await phonePicture(1200, 900))).toMatchObject({ width: 900, height: 1200 })
    expect(await cleaned(await plain(5000, 1000).png().toBuffer())).toMatchObject({ width: 2048, height: 410 })
  })

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('is taken as %s, by its content', async (format) => {
    const bytes = await plain(300, 200).toFormat(format).toBuffer()
    expect(await cleaned(bytes)).toMatchObject({ width: 300, height: 200 })
  })

  it('is refused when it is of another kind, whatever it pretends to be', async () => {
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
    )
    const gif = Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1')
    const pdf = Buffer.from('%PDF-1.7\n')
    const video = Buffer.from('\x00\x00\x00\x20ftypisom\x00\x00\x02\x00', 'latin1')
    const tiff = await plain(9, 9).tiff().toBuffer()
    for (const bytes of [svg, gif, video, tiff]) expect(await clean(bytes)).toBe('type')
    expect(await clean(pdf)).toBe('document')
  })

  it('of an iPhone in its own format is refused by name, so that a hint can be given', async () => {
    expect(await clean(Buffer.from('\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1', 'latin1'))).toBe('heic')
  })

  it('is refused when it is broken: empty, cut off, or noise behind the right first bytes', async () => {
    const whole = await phonePicture()
    const noise = Buffer.concat([whole.subarray(0, 3), Buffer.alloc(5000, 77)])
    for (const bytes of [Buffer.alloc(0), whole.subarray(0, whole.length / 2), noise]) {
      expect(await clean(bytes)).toBe('broken')
    }
  })

  it('is refused when a few bytes unfold to more pixels than a machine should draw', async () => {
    const bomb = await sharp({
      create: { width: 9000, height: 9000, channels: 3, background: 'black' },
      limitInputPixels: false,
    })
      .png({ compressionLevel: 9 })
      .toBuffer()
    expect(bomb.length).toBeLessThan(2_000_000)
    expect(await clean(bomb)).toBe('large')
  })
})

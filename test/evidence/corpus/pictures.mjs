import { writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { EXIF, exiftool, GPS, IPTC, noise, out, SECRET, work, XMP } from './tools.mjs'

/** A colour profile whose description is ours: letters are overwritten, lengths stay. */
async function profile() {
  const { icc } = await sharp(await noise().withIccProfile('srgb').png().toBuffer()).metadata()
  const texts = ['latin1', 'utf16be'].flatMap((encoding) =>
    ['Public Domain', 'Copyright', 'sRGB'].map((text) => [text, encoding]),
  )
  const bytes = Buffer.from(icc)
  for (const [text, encoding] of texts) {
    const at = bytes.indexOf(encoded(text, encoding))
    if (at >= 0) bytes.set(encoded(SECRET.slice(0, text.length).padEnd(text.length, 'X'), encoding), at)
  }
  // Whatever the profile says, its last tag is followed by our text, and its size covers it.
  const grown = Buffer.concat([bytes, tag(`${SECRET}-icc`)])
  return work('secret.icc', withDescription(grown, bytes.length, grown.length - bytes.length))
}

const encoded = (text, encoding) =>
  encoding === 'utf16be' ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, encoding)

/** A `desc` tag (ICC.1:2001, 6.5.17). */
function tag(text) {
  const ascii = Buffer.from(`${text}\0`, 'latin1')
  const head = Buffer.alloc(12)
  head.write('desc', 0, 'latin1')
  head.writeUInt32BE(ascii.length, 8)
  const bytes = Buffer.concat([head, ascii, Buffer.alloc(78)])
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}

function withDescription(icc, offset, length) {
  icc.writeUInt32BE(icc.length, 0)
  const count = icc.readUInt32BE(128)
  for (let n = 0; n < count; n += 1) {
    const at = 132 + n * 12
    if (icc.toString('latin1', at, at + 4) !== 'desc') continue
    icc.writeUInt32BE(offset, at + 4)
    icc.writeUInt32BE(length, at + 8)
  }
  return icc
}

/** What a Canon writes for itself: owner and serial number, in a block that only its maker explains. */
function makerNotes(jpeg) {
  const text = (value) => Buffer.from(`${value}\0`, 'latin1')
  const [make, owner] = [text('Canon'), text(`${SECRET}-owner`)]
  const entry = (id, type, count, value) => {
    const bytes = Buffer.alloc(12)
    bytes.writeUInt16LE(id, 0)
    bytes.writeUInt16LE(type, 2)
    bytes.writeUInt32LE(count, 4)
    bytes.writeUInt32LE(value, 8)
    return bytes
  }
  const directory = (...entries) => {
    const count = Buffer.alloc(2)
    count.writeUInt16LE(entries.length)
    return Buffer.concat([count, ...entries, Buffer.alloc(4)])
  }
  const [first, exif, notes] = [8, 38 + make.length, 38 + make.length + 18]
  const ownerAt = notes + 30
  const tiff = Buffer.concat([
    Buffer.from('II*\0\x08\0\0\0', 'latin1'),
    directory(entry(0x010f, 2, make.length, first + 30), entry(0x8769, 4, 1, exif)),
    make,
    directory(entry(0x927c, 7, 30 + owner.length, notes)),
    directory(entry(0x0009, 2, owner.length, ownerAt), entry(0x000c, 4, 1, 4242424242)),
    owner,
  ])
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)])
}

export async function makePictures() {
  const icc = await profile()
  const jpeg = await noise().jpeg({ quality: 60 }).toBuffer()
  const png = await noise(48, 36).png().toBuffer()
  const webp = await noise().webp({ quality: 50 }).toBuffer()
  const avif = await noise().avif({ quality: 40, effort: 2 }).toBuffer()
  const thumbnail = work('thumb.jpg', await noise(40, 30).jpeg({ quality: 40 }).toBuffer())
  exiftool(`-Comment=${SECRET}-thumbnail`, thumbnail)
  const save = (name, bytes, ...tags) => {
    writeFileSync(out(name), bytes)
    if (tags.length > 0) exiftool(...tags, out(name))
  }

  save('jpeg-exif.jpg', jpeg, EXIF)
  save('jpeg-gps.jpg', jpeg, GPS)
  save('jpeg-xmp.jpg', jpeg, XMP)
  save('jpeg-iptc.jpg', jpeg, IPTC)
  save('jpeg-icc.jpg', jpeg, `-ICC_Profile<=${icc}`)
  save('jpeg-comment.jpg', jpeg, `-Comment=${SECRET}`)
  save('jpeg-thumbnail.jpg', jpeg, EXIF, `-ThumbnailImage<=${thumbnail}`)
  save('jpeg-photoshop.jpg', jpeg, `-Photoshop:URL=https://${SECRET}.example`, `-PhotoshopThumbnail<=${thumbnail}`)
  save('jpeg-maker-notes.jpg', makerNotes(jpeg))
  save('jpeg-faces.jpg', jpeg, `-XMP-mwg-rs:RegionName=${SECRET}`, '-XMP-mwg-rs:RegionType=Face')
  save('jpeg-trailer.jpg', Buffer.concat([jpeg, Buffer.from(`${SECRET} sau cuối hình`)]))
  save('jpeg-all-turned.jpg', jpeg, EXIF, GPS, XMP, IPTC, `-Comment=${SECRET}`, '-Orientation#=6')
  save('jpeg-grey.jpg', await noise().greyscale().jpeg().toBuffer(), EXIF, GPS)
  save('jpeg-cmyk.jpg', await noise().toColourspace('cmyk').jpeg({ quality: 50 }).toBuffer(), EXIF, GPS)
  save('jpeg-progressive.jpg', await noise().jpeg({ progressive: true, quality: 60 }).toBuffer(), EXIF, XMP)

  save(
    'png-text.png',
    png,
    ['Author', 'Title', 'Description', 'Software'].map((key) => `-PNG:${key}=${SECRET}`),
  )
  save('png-text-packed.png', png, '-z', `-PNG:Comment=${`${SECRET} `.repeat(40)}`)
  save('png-exif.png', png, EXIF, GPS)
  save('png-xmp.png', png, XMP)
  save('png-icc.png', png, `-ICC_Profile<=${icc}`)
  save('png-time.png', png, '-PNG:ModifyDate=2026:03:03 03:03:03', `-PNG:Source=${SECRET}`)
  save('png-palette.png', await noise(48, 36).png({ palette: true }).toBuffer(), `-PNG:Author=${SECRET}`, EXIF)
  save('png-alpha.png', await noise(40, 30, 4).png().toBuffer(), EXIF, GPS)
  save('png-deep.png', await noise(32, 24).toColourspace('rgb16').png().toBuffer(), XMP, GPS)
  save('png-trailer.png', Buffer.concat([png, Buffer.from(SECRET)]))

  save('webp-exif.webp', webp, EXIF, GPS)
  save('webp-xmp.webp', webp, XMP)
  save('webp-icc.webp', await noise().withIccProfile(icc).webp({ quality: 50 }).toBuffer())
  save('webp-lossless.webp', await noise(48, 36).webp({ lossless: true }).toBuffer(), EXIF, GPS, XMP)
  save('webp-alpha.webp', await noise(48, 36, 4).webp().toBuffer(), EXIF, XMP)
  save('webp-animated.webp', await animated(), EXIF, GPS, XMP)

  save('avif-exif.avif', avif, EXIF, GPS)
  save('avif-xmp.avif', avif, XMP)
  save('avif-icc.avif', await noise().withIccProfile(icc).avif({ quality: 40 }).toBuffer())
  save('avif-all.avif', avif, EXIF, GPS, XMP)
}

async function animated() {
  const frames = await Promise.all([1, 2].map(() => noise(48, 36).png().toBuffer()))
  return sharp(frames, { join: { animated: true } })
    .webp({ quality: 50, loop: 0 })
    .toBuffer()
}

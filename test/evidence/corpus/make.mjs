/**
 * Makes the files of this folder anew: `node test/evidence/corpus/make.mjs`. Needs ffmpeg and exiftool on the PATH
 * (Debian 12: apt-get install ffmpeg libimage-exiftool-perl). The tests need only the files and exiftool.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { makeFilms, makeSounds, PLACEHOLDER } from './media.mjs'
import { makePictures } from './pictures.mjs'
import { EXIF, exiftool, GPS, noise, OUT, SECRET, WORK, work } from './tools.mjs'

rmSync(OUT, { recursive: true, force: true })
mkdirSync(OUT)
await makePictures()
const cover = work('cover.jpg', await noise(60, 60).jpeg({ quality: 40 }).toBuffer())
exiftool(`-Comment=${SECRET}-cover`, EXIF, GPS, cover)
const subtitles = work('sub.srt', `1\n00:00:00,000 --> 00:00:01,500\n${SECRET} phụ đề\n`)
const chapters = work(
  'chapters.txt',
  `;FFMETADATA1\ntitle=${SECRET}\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle=${SECRET}-chapter\n`,
)
const placeholder = work('place.srt', `1\n00:00:00,000 --> 00:00:01,500\n${PLACEHOLDER}\n`)
makeFilms(cover, subtitles, chapters, placeholder)
makeSounds(cover)
rmSync(WORK, { recursive: true })
process.stdout.write(`${readdirSync(OUT).length} files\n`)

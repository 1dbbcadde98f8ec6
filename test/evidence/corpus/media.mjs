import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { exiftool, ffmpeg, out, PLACE, SECRET, XMP } from './tools.mjs'

const VIDEO = ['-f', 'lavfi', '-i', 'testsrc=size=96x64:rate=5:duration=2']
const AUDIO = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=16000:duration=2']
const TAGS = ['title', 'artist', 'comment', 'album', 'author', 'encoder', 'description'].flatMap((key) => [
  ...['-metadata', `${key}=${SECRET}-${key}`],
])
const WHERE = ['-metadata', `location=${PLACE}`, '-metadata', 'creation_time=2026-03-03T03:03:03Z']
const TRACKS = ['-metadata:s', `title=${SECRET}-track`, '-metadata:s', `handler_name=${SECRET}-handler`]
const AVC = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'veryslow']
const HEVC = ['-c:v', 'libx265', '-pix_fmt', 'yuv420p', '-x265-params', 'log-level=none', '-tag:v', 'hvc1']
const AAC = ['-c:a', 'aac', '-b:a', '16k']
const OPUS = ['-c:a', 'libopus', '-b:a', '12k']
const VORBIS = ['-c:a', 'libvorbis', '-q:a', '0']
const SEI = ['-bsf:v', `h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+${SECRET}-gps`]

export function makeFilms(cover, subtitles, chapters, placeholder) {
  const base = [...VIDEO, ...AUDIO, ...AVC, ...AAC]
  const film = (name, ...args) => ffmpeg(args, out(name))
  film('mp4-tags.mp4', base, TAGS, WHERE)
  film('mp4-track-names.mp4', base, TRACKS, '-metadata:s', 'language=vie')
  film('mp4-encoder-sei.mp4', base, SEI)
  film('mp4-fragmented.mp4', base, TAGS, WHERE, '-movflags', 'frag_keyframe+empty_moov')
  film('mp4-fast-start.mp4', base, TAGS, WHERE, '-movflags', 'faststart')
  film('mp4-hevc.mp4', [...VIDEO, ...AUDIO], HEVC, AAC, TAGS, WHERE)
  film('mp4-silent.mp4', VIDEO, AVC, TAGS, WHERE)
  film(
    'mp4-subtitles.mp4',
    [...VIDEO, ...AUDIO],
    ['-i', subtitles],
    AVC,
    AAC,
    '-c:s',
    'mov_text',
    '-map',
    ['0', '-map', '1', '-map', '2'],
    TAGS,
  )
  film(
    'mp4-chapters.mp4',
    [...VIDEO, ...AUDIO],
    ['-i', chapters],
    ['-map_metadata', '2', '-map_chapters', '2', '-map', '0', '-map', '1'],
    AVC,
    AAC,
  )
  film('mp4-cover.mp4', [...VIDEO, ...AUDIO], ['-i', cover], ['-map', '0', '-map', '1', '-map', '2'], AVC, AAC, [
    '-c:v:1',
    'copy',
    '-disposition:v:1',
    'attached_pic',
  ])
  timedPlace('mp4-timed-place.mp4', placeholder)
  film('mov-apple-place.mov', base, ['-movflags', 'use_metadata_tags'], TAGS, [
    '-metadata',
    `com.apple.quicktime.location.ISO6709=${PLACE}`,
    '-metadata',
    `com.apple.quicktime.model=${SECRET}`,
  ])
  film('mov-tags.mov', base, TAGS, WHERE)
  film('mov-timecode.mov', base, ['-timecode', '03:03:03:00', '-metadata:s:v', `reel_name=${SECRET}`], TAGS)
  film('mov-hevc.mov', [...VIDEO, ...AUDIO], HEVC, AAC, TAGS, WHERE)
  film('3gp-h264.3gp', base, TAGS, WHERE)
  film('mkv-h264.mkv', base, TAGS, WHERE, TRACKS)
  film(
    'mkv-attachment.mkv',
    base,
    ['-attach', cover, '-metadata:s:t', 'mimetype=image/jpeg', '-metadata:s:t', `filename=${SECRET}.jpg`],
    TAGS,
  )
  film(
    'mkv-chapters.mkv',
    [...VIDEO, ...AUDIO],
    ['-i', chapters],
    ['-map_chapters', '2', '-map', '0', '-map', '1'],
    AVC,
    AAC,
    TAGS,
  )
  film(
    'mkv-subtitles.mkv',
    [...VIDEO, ...AUDIO],
    ['-i', subtitles],
    ['-map', '0', '-map', '1', '-map', '2'],
    AVC,
    AAC,
    '-c:s',
    'srt',
    TAGS,
  )
  film('mkv-vorbis.mkv', [...VIDEO, ...AUDIO], AVC, VORBIS, TAGS, TRACKS)
  film('mkv-flac.mkv', [...VIDEO, ...AUDIO], AVC, ['-c:a', 'flac', '-ar', '8000'], TAGS, TRACKS)
  film('mkv-hevc.mkv', [...VIDEO, ...AUDIO], HEVC, OPUS, TAGS)
  film('webm-vp8.webm', [...VIDEO, ...AUDIO], ['-c:v', 'libvpx', '-b:v', '60k'], VORBIS, TAGS, WHERE, TRACKS)
  film('webm-vp9.webm', [...VIDEO, ...AUDIO], ['-c:v', 'libvpx-vp9', '-b:v', '40k'], OPUS, TAGS, WHERE)
  film(
    'webm-av1.webm',
    [...VIDEO, ...AUDIO],
    ['-c:v', 'libaom-av1', '-cpu-used', '8', '-b:v', '30k'],
    OPUS,
    TAGS,
    WHERE,
  )

  const again = (name, from, ...tags) => {
    copyFileSync(out(from), out(name))
    exiftool(tags, out(name))
  }
  again(
    'mp4-android-place.mp4',
    'mp4-silent.mp4',
    '-UserData:GPSCoordinates=10.2433 106.3756 3',
    `-UserData:Author=${SECRET}`,
  )
  again('mp4-xmp.mp4', 'mp4-silent.mp4', XMP)
  again(
    'mp4-keys.mp4',
    'mp4-silent.mp4',
    '-Keys:GPSCoordinates=10.2433 106.3756 3',
    `-Keys:Make=${SECRET}`,
    `-Keys:Author=${SECRET}`,
  )
  behindSetup('mp4-setup-tail.mp4', 'mp4-silent.mp4')
  again('mov-turned.mov', 'mov-tags.mov', '-Rotation#=90', '-Keys:GPSCoordinates=10.2433 106.3756 3')
}

/** Bytes behind the lists in the set-up of H.264, all boxes around it grown. */
function behindSetup(name, from) {
  const bytes = readFileSync(out(from))
  const extra = Buffer.from(`${SECRET} ${PLACE}`)
  let at = 0
  for (const type of ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd', 'avc1', 'avcC']) {
    at = bytes.indexOf(type, at) - 4
    bytes.writeUInt32BE(bytes.readUInt32BE(at) + extra.length, at)
    at += 8
  }
  const end = at - 8 + bytes.readUInt32BE(at - 8) - extra.length
  writeFileSync(out(name), Buffer.concat([bytes.subarray(0, end), extra, bytes.subarray(end)]))
}

/** As long as a place is in a track of an Android camera. */
export const PLACEHOLDER = 'x'.repeat(26)

/** A track of places beside the film (Camera Motion Metadata, type 5): a track of subtitles, its names and sample exchanged. */
function timedPlace(name, placeholder) {
  const maps = ['-map', '0', '-map', '1', '-map', '2']
  ffmpeg([...VIDEO, ...AUDIO], ['-i', placeholder], AVC, AAC, '-c:s', 'mov_text', maps, out(name))
  const bytes = readFileSync(out(name))
  const sample = bytes.indexOf(PLACEHOLDER) - 2
  bytes.fill(0, sample, sample + 4)
  bytes.writeUInt16LE(5, sample + 2)
  for (const [n, value] of [10.2433, 106.3756, 3].entries()) bytes.writeDoubleLE(value, sample + 4 + n * 8)
  for (const [from, to] of [
    ['sbtl', 'meta'],
    ['tx3g', 'camm'],
  ])
    bytes.write(to, bytes.indexOf(from), 'latin1')
  writeFileSync(out(name), bytes)
}

export function makeSounds(cover) {
  const sound = (name, ...args) => ffmpeg(AUDIO, args, out(name))
  const MP3 = ['-c:a', 'libmp3lame', '-b:a', '16k']
  const withCover = ['-i', cover, '-map', '0', '-map', '1', '-c:v', 'copy', '-disposition:v', 'attached_pic']
  sound('mp3-id3v1.mp3', MP3, TAGS, ['-write_id3v1', '1', '-id3v2_version', '0'])
  sound('mp3-id3v23.mp3', MP3, TAGS, ['-id3v2_version', '3'])
  sound('mp3-id3v24-cover.mp3', withCover, MP3, TAGS, ['-id3v2_version', '4', '-metadata:s:v', `title=${SECRET}-cover`])
  sound('mp3-all.mp3', withCover, MP3, TAGS, ['-write_id3v1', '1', '-id3v2_version', '3'])
  sound('m4a-tags.m4a', AAC, TAGS, WHERE)
  sound('m4a-cover.m4a', withCover, AAC, TAGS)
  sound('aac-id3.aac', AAC, ['-f', 'adts', '-write_id3v2', '1'], TAGS)
  sound('ogg-opus.ogg', OPUS, TAGS)
  sound('ogg-opus-track.opus', OPUS, ['-metadata:s:a', `title=${SECRET}`, '-metadata:s:a', `LOCATION=${PLACE}`])
  sound('ogg-vorbis.ogg', VORBIS, TAGS)
  sound('webm-voice.webm', OPUS, TAGS)
  sound('mkv-vorbis-voice.mka', VORBIS, TAGS)
  sound('wav-list.wav', ['-ar', '4000', '-c:a', 'pcm_u8'], TAGS)
  sound('wav-bext.wav', [
    '-ar',
    '4000',
    '-c:a',
    'pcm_u8',
    '-write_bext',
    '1',
    '-metadata',
    `description=${SECRET}`,
    '-metadata',
    `originator=${SECRET}`,
    '-metadata',
    'origination_date=2026-03-03',
  ])
  sound('wav-alaw.wav', ['-ar', '8000', '-c:a', 'pcm_alaw'], TAGS)
  sound('flac-tags.flac', ['-ar', '8000', '-c:a', 'flac'], TAGS)
  sound('flac-cover.flac', withCover, ['-ar', '8000', '-c:a', 'flac'], TAGS, ['-metadata:s:v', `comment=${SECRET}`])
  withChunk('wav-ixml.wav', 'iXML', `<BWFXML><PROJECT>${SECRET}</PROJECT><LOCATION>${PLACE}</LOCATION></BWFXML>`)
  withChunk('wav-xmp.wav', '_PMX', `<x:xmpmeta xmlns:x="adobe:ns:meta/"><r>${SECRET}</r></x:xmpmeta>`)
  copyFileSync(out('m4a-tags.m4a'), out('m4a-place.m4a'))
  exiftool('-Keys:GPSCoordinates=10.2433 106.3756 3', `-Keys:Author=${SECRET}`, out('m4a-place.m4a'))
}

/** RIFF: a chunk at the end, and the length of the whole corrected. */
function withChunk(name, id, text) {
  ffmpeg(AUDIO, ['-ar', '4000', '-c:a', 'pcm_u8'], out(name))
  const body = Buffer.from(text.length % 2 === 0 ? text : `${text} `)
  const head = Buffer.alloc(8)
  head.write(id, 'latin1')
  head.writeUInt32LE(body.length, 4)
  appendFileSync(out(name), Buffer.concat([head, body]))
  const bytes = readFileSync(out(name))
  bytes.writeUInt32LE(bytes.length - 8, 4)
  writeFileSync(out(name), bytes)
}

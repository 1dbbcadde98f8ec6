import {
  ADTS,
  FLAC,
  FlacOutputFormat,
  type InputAudioTrack,
  type InputVideoTrack,
  MATROSKA,
  MP3,
  MP4,
  Mp3OutputFormat,
  Mp4OutputFormat,
  OGG,
  OggOutputFormat,
  type OutputFormat,
  QTFF,
  WAVE,
  WavOutputFormat,
  WEBM,
  WebMOutputFormat,
} from 'mediabunny'
import type { AUDIO_TYPES, VIDEO_TYPES } from '../../domain/evidence.js'

/** Only these are read at all. */
export const READ = [MP4, QTFF, WEBM, MATROSKA, OGG, MP3, WAVE, FLAC, ADTS]

/** What a browser plays; anything else would be kept for nobody. */
const FILM = ['avc', 'hevc', 'vp8', 'vp9', 'av1'] as const
const FILM_SOUND = ['aac', 'opus', 'mp3', 'vorbis', 'flac'] as const
const OPEN_FILM: readonly string[] = ['vp8', 'vp9', 'av1']
const OPEN_SOUND: readonly string[] = ['opus', 'vorbis']

export type FilmCodec = (typeof FILM)[number]
export type SoundCodec = NonNullable<Awaited<ReturnType<InputAudioTrack['getCodec']>>>
export interface Tracks {
  readonly film: { readonly track: InputVideoTrack; readonly codec: FilmCodec } | undefined
  readonly sound: { readonly track: InputAudioTrack; readonly codec: SoundCodec } | undefined
}

export type Wrapping =
  | { readonly kind: 'video'; readonly type: (typeof VIDEO_TYPES)[number]; readonly format: OutputFormat }
  | { readonly kind: 'audio'; readonly type: (typeof AUDIO_TYPES)[number]; readonly format: OutputFormat }

/** Told where the film's own box lies once it is written, because the hour of writing stands in it. */
export type OnMoov = (box: Uint8Array, at: number) => void

/** Takes the first film and the first sound. Nothing, when one of them is of a kind that cannot be kept. */
export async function chooseTracks(films: InputVideoTrack[], sounds: InputAudioTrack[]): Promise<Tracks | undefined> {
  const [film, sound] = [films[0], sounds[0]]
  const filmCodec = FILM.find((codec) => codec === film?.codec)
  const soundCodec = film ? FILM_SOUND.find((codec) => codec === sound?.codec) : sound?.codec
  if ((film && !filmCodec) || (sound && !soundCodec) || (!film && !sound)) return undefined
  return {
    film: film && filmCodec && { track: film, codec: filmCodec },
    sound: sound && soundCodec ? { track: sound, codec: soundCodec } : undefined,
  }
}

/** The container that browsers play these in. */
export function wrappingFor({ film, sound }: Tracks, onMoov: OnMoov): Wrapping | undefined {
  const mp4 = () => new Mp4OutputFormat({ fastStart: false, onMoov })
  if (film) {
    const isOpen = OPEN_FILM.includes(film.codec) && (!sound || OPEN_SOUND.includes(sound.codec))
    return isOpen
      ? { kind: 'video', type: 'video/webm', format: new WebMOutputFormat() }
      : { kind: 'video', type: 'video/mp4', format: mp4() }
  }
  switch (sound?.codec) {
    case 'aac':
      return { kind: 'audio', type: 'audio/mp4', format: mp4() }
    case 'mp3':
      return { kind: 'audio', type: 'audio/mpeg', format: new Mp3OutputFormat() }
    case 'opus':
    case 'vorbis':
      return { kind: 'audio', type: 'audio/ogg', format: new OggOutputFormat() }
    case 'flac':
      return { kind: 'audio', type: 'audio/flac', format: new FlacOutputFormat() }
    default: {
      const format = new WavOutputFormat()
      const fits = sound && format.getSupportedAudioCodecs().includes(sound.codec)
      return fits ? { kind: 'audio', type: 'audio/wav', format } : undefined
    }
  }
}

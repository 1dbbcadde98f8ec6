import {
  CustomSource,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  type InputTrack,
  Output,
  StreamTarget,
} from 'mediabunny'
import { EVIDENCE_BYTES, EVIDENCE_SECONDS, type Evidence, type EvidenceRefusal } from '../../domain/evidence.js'
import { VaultError } from '../../vault/bytes.js'
import type { Spool } from '../spool.js'
import { chooseTracks, READ, type Tracks, type Wrapping, wrappingFor } from './formats.js'
import { BrokenMedia, type Strip } from './strip-frames.js'
import { stripFor } from './strip-setup.js'
import { withoutTimes } from './without-times.js'

type Film = Extract<Evidence, { kind: 'video' }>
type Sound = Extract<Evidence, { kind: 'audio' }>
/** What is known of a file besides where it lies. */
export type MediaFacts = Omit<Film, 'id' | 'key' | 'bytes'> | Omit<Sound, 'id' | 'key' | 'bytes'>

/** What is read at once: far more than a frame; a cover of many megabytes is nobody's evidence. */
const READ_BYTES = 8 * 1024 * 1024
const CACHE_BYTES = 1024 * 1024

/** Lists can name the same bytes again and again: what comes out is hardly more than what went in. */
const WRITTEN_BYTES = EVIDENCE_BYTES * 1.25

class TooLarge extends Error {}

/**
 * Wraps film and sound anew: frames are copied, nothing is decoded, and nothing else is taken over. Names, places, hours,
 * covers, chapters, subtitles and tracks of data stay behind; how the picture is turned is kept.
 */
export async function rewrap(from: Spool, to: Spool): Promise<MediaFacts | EvidenceRefusal> {
  const input = new Input({ formats: READ, source: sourceOf(from) })
  try {
    const [films, sounds] = [await input.getVideoTracks(), await input.getAudioTracks()]
    if (films.length + sounds.length === 0) return 'broken'
    const tracks = await chooseTracks(films, sounds)
    const moov: { box?: Uint8Array; at: number } = { at: 0 }
    const wrapping = tracks && wrappingFor(tracks, (box, at) => Object.assign(moov, { box, at }))
    if (!wrapping) return 'type'
    const seconds = await copy(tracks, wrapping, to)
    if (moov.box) await withoutTimes(moov.box, (offset, zeros) => to.write(moov.at + offset, zeros))
    return await factsOf(tracks, wrapping, seconds)
  } catch (error) {
    return refusalFor(error)
  } finally {
    input.dispose()
  }
}

/** @throws what is no fault of the file: a disk that is full or does not answer, a spool that does not open */
function refusalFor(error: unknown): EvidenceRefusal {
  if (error instanceof TooLarge) return 'large'
  if (error instanceof VaultError || (error instanceof Error && 'syscall' in error)) throw error
  return error instanceof Error && error.name === 'UnsupportedInputFormatError' ? 'type' : 'broken'
}

function sourceOf(spool: Spool): CustomSource {
  return new CustomSource({
    getSize: () => spool.size,
    read: (start, end) => {
      if (end - start > READ_BYTES) throw new TooLarge()
      return spool.read(start, end)
    },
    maxCacheSize: CACHE_BYTES,
    prefetchProfile: 'none',
  })
}

function targetOf(spool: Spool): StreamTarget {
  return new StreamTarget(
    new WritableStream({
      write({ position, data }) {
        if (position + data.length > WRITTEN_BYTES) throw new TooLarge()
        return spool.write(position, data)
      },
    }),
  )
}

async function factsOf({ film, sound }: Tracks, wrapping: Wrapping, seconds: number): Promise<MediaFacts> {
  if (wrapping.kind === 'audio') return { kind: 'audio', type: wrapping.type, seconds }
  const [width, height] = [(await film?.track.getDisplayWidth()) ?? 0, (await film?.track.getDisplayHeight()) ?? 0]
  if (!(width > 0 && height > 0)) throw new BrokenMedia()
  const size = { width: Math.round(width), height: Math.round(height) }
  return { kind: 'video', type: wrapping.type, ...size, seconds, sound: sound !== undefined }
}

/** One track on its way: its next packet waits until it is its turn. */
interface Lane {
  readonly packets: AsyncIterator<EncodedPacket, void>
  readonly add: (packet: EncodedPacket) => Promise<void>
  readonly close: () => void
  readonly strip: Strip
  next: EncodedPacket | undefined
  /** How far it has come, in seconds. */
  at: number
  copied: number
}

/** Packets go over by turns, so that neither track waits in memory for the other. @returns the length in seconds */
async function copy(tracks: Tracks, { format }: Wrapping, to: Spool): Promise<number> {
  const output = new Output({ format, target: targetOf(to) })
  const shift = await shiftOf(tracks, format.negativeTimestampSupport === 'full')
  const lanes = [await filmLane(tracks, output), await soundLane(tracks, output)].filter((lane) => lane !== undefined)
  await output.start()
  for (const lane of lanes) await advance(lane)
  let seconds = 0
  for (let lane = behind(lanes); lane?.next; lane = behind(lanes)) {
    const { data, type, timestamp, duration } = lane.next
    const [frame, at] = [lane.strip(data), timestamp - shift]
    if (frame.length > 0) await lane.add(new EncodedPacket(frame, type, at, duration))
    lane.copied += frame.length
    seconds = Math.max(seconds, at + duration)
    if (seconds > EVIDENCE_SECONDS) throw new TooLarge()
    await advance(lane)
  }
  if (lanes.some(({ copied }) => copied === 0)) throw new BrokenMedia()
  await output.finalize()
  return Math.round(seconds * 10) / 10
}

function behind(lanes: readonly Lane[]): Lane | undefined {
  const open = lanes.filter(({ next }) => next)
  return open.sort((one, other) => one.at - other.at)[0]
}

async function advance(lane: Lane): Promise<void> {
  lane.next = (await lane.packets.next()).value ?? undefined
  lane.at = Math.max(lane.at, lane.next?.timestamp ?? lane.at)
  if (!lane.next) lane.close()
}

/** A recording may count from an hour of the day: what is kept counts from its own beginning. */
async function shiftOf({ film, sound }: Tracks, mayBeNegative: boolean): Promise<number> {
  const tracks: InputTrack[] = [film?.track, sound?.track].filter((track) => track !== undefined)
  const first = Math.min(...(await Promise.all(tracks.map((track) => track.getFirstTimestamp()))))
  return mayBeNegative ? Math.max(0, first) : first
}

async function filmLane({ film }: Tracks, output: Output): Promise<Lane | undefined> {
  if (!film) return undefined
  const { track, codec } = film
  const { frames, meta } = setUp(codec, await track.getDecoderConfig())
  const source = new EncodedVideoPacketSource(codec)
  output.addVideoTrack(source, { rotation: await track.getRotation(), flip: await track.getFlip() })
  return laneOf(track, frames, { add: (packet) => source.add(packet, meta), close: () => source.close() })
}

async function soundLane({ sound }: Tracks, output: Output): Promise<Lane | undefined> {
  if (!sound) return undefined
  const { track, codec } = sound
  const { frames, meta } = setUp(codec, await track.getDecoderConfig())
  const source = new EncodedAudioPacketSource(codec)
  output.addAudioTrack(source)
  return laneOf(track, frames, { add: (packet) => source.add(packet, meta), close: () => source.close() })
}

/** What the decoder is told, stripped, and how the frames are to be. */
function setUp<C extends { description?: AllowSharedBufferSource }>(codec: string, config: C | null) {
  if (!config) throw new BrokenMedia()
  const { setup, frames } = stripFor(codec, bytesOf(config.description))
  return { frames, meta: { decoderConfig: { ...config, ...(setup && { description: setup }) } } }
}

function laneOf(track: InputTrack, strip: Strip, ends: Pick<Lane, 'add' | 'close'>): Lane {
  const packets = new EncodedPacketSink(track).packets()
  return { packets, ...ends, strip, next: undefined, at: Number.NEGATIVE_INFINITY, copied: 0 }
}

function bytesOf(bytes: AllowSharedBufferSource | undefined): Uint8Array | undefined {
  if (bytes === undefined) return undefined
  return ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes)
}

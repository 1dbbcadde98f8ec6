import * as z from 'zod'

/** Names a sealed file; random, so that nothing leads from it to a report. */
export const EvidenceId = z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/)

const file = {
  id: EvidenceId,
  /** 32 bytes, base64url. */
  key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** Of the cleaned file, without the filling of its last piece. */
  bytes: z.number().int().positive(),
}
const size = { width: z.number().int().positive(), height: z.number().int().positive() }
const seconds = z.number().nonnegative()

/** What a browser is told each file is: nothing else is ever kept, whatever came in. */
export const VIDEO_TYPES = ['video/mp4', 'video/webm'] as const
export const AUDIO_TYPES = ['audio/mp4', 'audio/mpeg', 'audio/ogg', 'audio/wav', 'audio/flac'] as const

/**
 * A file as it is kept: a picture drawn anew, or sound and film wrapped anew (nothing of the camera, the place or the
 * hour is left), sealed under a key of its own. Whoever can read this record can open the file, so it stands only in
 * drafts and inside reports.
 */
export const Evidence = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('picture'), type: z.literal('image/jpeg'), ...file, ...size }),
  /** `sound`: a voice may be heard. */
  z.object({ kind: z.literal('video'), type: z.enum(VIDEO_TYPES), ...file, ...size, seconds, sound: z.boolean() }),
  z.object({ kind: z.literal('audio'), type: z.enum(AUDIO_TYPES), ...file, seconds }),
])
export type Evidence = z.infer<typeof Evidence>
export const EVIDENCE_KINDS = ['picture', 'video', 'audio'] as const

/** A voice gives away who speaks, whatever else is taken out. */
export function hasVoice(evidence: Evidence): boolean {
  return evidence.kind === 'audio' || (evidence.kind === 'video' && evidence.sound)
}

export const EVIDENCE_LIMIT = 5
/** A phone's picture has 3 to 8 MB; film and sound end where Telegram lets a bot download no more. */
export const PICTURE_BYTES = 12 * 1024 * 1024
export const EVIDENCE_BYTES = 20 * 1024 * 1024
/** An hour: nobody looks through more, and 20 MB of good film are a minute. */
export const EVIDENCE_SECONDS = 3600

/**
 * Why a file was not taken. `type`: not a kind we can clean; `heic`: an iPhone's own kind; `document`: it would carry its
 * author; `broken`: it does not open; `large`: more bytes, pixels or minutes than we take; `many`: more than a report may
 * have; `often`: too many in a while; `slow`: it took too long to arrive, or its sender left; `busy`: no room at the
 * moment.
 */
export const EVIDENCE_REFUSALS = [
  ...(['type', 'heic', 'document', 'broken', 'large'] as const),
  ...(['many', 'often', 'slow', 'busy'] as const),
] as const
export type EvidenceRefusal = (typeof EVIDENCE_REFUSALS)[number]

import type { Message } from 'telegraf/types'
import type { CitizenInput } from '../../app/incoming.js'

/** A file in a message, to be fetched; `bytes` as far as Telegram says. */
export interface FileRef {
  readonly id: string
  readonly bytes: number
}

/** What a message of a private chat holds for us. `notice` is the key of words to say when it is nothing we take. */
export type Read =
  | { readonly type: 'input'; readonly input: CitizenInput }
  | { readonly type: 'file'; readonly file: FileRef; readonly words: string }
  | { readonly type: 'officer'; readonly code: string }
  | { readonly type: 'notice'; readonly key: string }
  /** A message of Telegram's own: a pinned message, a timer that was set. */
  | { readonly type: 'nothing' }

/** Telegram's names of the officers' codes: by link, and typed. */
const LINK = /^\/start(?:@\w+)?\s+lk_(\S+)$|^\/lienket(?:@\w+)?\s+(\S+)$/i
/** A poster's code: `w_` and a ward's id with `_` for `-`, or `c_` and a campaign. Nothing of it is kept but the ward. */
const START = /^\/start(?:@\w+)?\s+(?:w_([a-z0-9_]{1,60})|[A-Za-z0-9_-]{1,64})$/

export function readMessage(message: Message, isWard: (id: string) => boolean): Read {
  if ('text' in message) return readText(message.text, isWard)
  const file = fileIn(message)
  if (file) return { type: 'file', file, words: ('caption' in message && message.caption) || '' }
  if ('location' in message) return { type: 'input', input: locationIn(message) }
  if ('contact' in message) return { type: 'notice', key: 'telegram.contact' }
  return TOLD.some((kind) => kind in message) ? { type: 'notice', key: 'telegram.unsupported' } : { type: 'nothing' }
}

/** What people send that we do not take; everything else is Telegram speaking. */
const TOLD = ['sticker', 'dice', 'poll', 'story', 'game', 'invoice', 'animation', 'paid_media', 'checklist']

function readText(text: string, isWard: (id: string) => boolean): Read {
  const link = LINK.exec(text.trim())
  if (link) return { type: 'officer', code: link[1] ?? link[2] ?? '' }
  const start = START.exec(text.trim())
  if (!start) return { type: 'input', input: { type: 'text', text } }
  const ward = start[1]?.replaceAll('_', '-')
  return { type: 'input', input: { type: 'command', name: 'start', ...(ward && isWard(ward) ? { ward } : {}) } }
}

/** Also a venue's point, which comes with its name. */
function locationIn(message: Message.LocationMessage | Message.VenueMessage): CitizenInput {
  const { latitude, longitude } = message.location
  const words = 'venue' in message ? `${message.venue.title}, ${message.venue.address}` : undefined
  return { type: 'location', latitude, longitude, ...(words ? { words } : {}) }
}

/** Of a photo the largest size. Judged by content later, whatever Telegram calls it. */
function fileIn(message: Message): FileRef | undefined {
  const found =
    ('photo' in message && message.photo.at(-1)) ||
    ('video' in message && message.video) ||
    ('voice' in message && message.voice) ||
    ('audio' in message && message.audio) ||
    ('video_note' in message && message.video_note) ||
    ('document' in message && message.document)
  return found ? { id: found.file_id, bytes: found.file_size ?? 0 } : undefined
}

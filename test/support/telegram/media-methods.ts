import sharp from 'sharp'
import type { Account } from './account.js'
import type { FakeFile, FileKind } from './files.js'
import { sizeOf } from './files.js'
import { readCaption } from './formatted.js'
import type { Handlers } from './handlers.js'
import { contentFor } from './media.js'
import { asCaption, post } from './outgoing.js'
import { Params } from './params.js'
import { badRequest } from './refusal.js'

type Names = 'sendPhoto' | 'sendDocument' | 'sendVoice' | 'sendVideo' | 'sendAudio' | 'sendMediaGroup' | 'getFile'

const PHOTO_LIMIT = 10 * 1024 * 1024
const PHOTO_SIDES = 10_000
const PHOTO_RATIO = 20
const ALBUM = { least: 2, most: 10 }

export function mediaMethods(account: Account): Handlers<Names> {
  return {
    sendPhoto: (params) => send(account, params, 'photo'),
    sendDocument: (params) => send(account, params, 'document'),
    sendVoice: (params) => send(account, params, 'voice'),
    sendVideo: (params) => send(account, params, 'video'),
    sendAudio: (params) => send(account, params, 'audio'),
    sendMediaGroup: (params) => sendAlbum(account, params),
    getFile: (params) => {
      const { file, path } = account.files.link(params.text('file_id'))
      const size = sizeOf(file.content)
      return { file_id: file.id, file_unique_id: file.uniqueId, file_size: size, file_path: path }
    },
  }
}

async function send<K extends FileKind>(account: Account, params: Params, kind: K) {
  const caption = asCaption(readCaption(params))
  account.reachable(params)
  const file = await mediaOf(account, params, params.text(kind), kind)
  // Looked at again: a person may block the bot while it uploads.
  const chat = account.reachable(params)
  return post(account, chat, params, { ...contentFor(account.files, file, kind), ...caption })
}

async function sendAlbum(account: Account, params: Params) {
  account.reachable(params)
  const items = (params.list('media', 'InputMedia') ?? []) as Record<string, unknown>[]
  if (items.length < ALBUM.least) throw badRequest('too few messages to send as an album')
  if (items.length > ALBUM.most) throw badRequest('too many messages to send as an album')
  checkMix(items)
  const parts = []
  for (const item of items) parts.push(await albumPart(account, params, item))
  const chat = account.reachable(params)
  const media_group_id = `1398${account.nextMessageId()}0000`
  return parts.map((part) => post(account, chat, params, { ...part, media_group_id }))
}

async function albumPart(account: Account, params: Params, item: Record<string, unknown>) {
  const kind = item.type as 'photo' | 'video' | 'document' | 'audio'
  const caption = asCaption(readCaption(new Params(item)))
  const file = await mediaOf(account, params, String(item.media ?? ''), kind)
  return { ...contentFor(account.files, file, kind), ...caption }
}

function checkMix(items: readonly Record<string, unknown>[]): void {
  for (const { type } of items) {
    if (!['photo', 'video', 'document', 'audio'].includes(String(type)))
      throw badRequest('type of the media is invalid')
    const alone = type === 'document' || type === 'audio'
    if (alone && items.some((other) => other.type !== type)) {
      throw badRequest(`${type} can't be mixed with other media types`)
    }
  }
}

/** A part of the upload, by its own name or as attach://name, or the id of a file that was here before. */
async function mediaOf(account: Account, params: Params, value: string, kind: FileKind): Promise<FakeFile> {
  const upload = params.uploads.get(value.startsWith('attach://') ? value.slice('attach://'.length) : kind)
  if (upload && (value === '' || value.startsWith('attach://'))) {
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty')
    const sides = kind === 'photo' ? await checkPhoto(upload.bytes) : {}
    return account.files.add({ kind, content: upload.bytes, name: upload.name, mime: upload.mime, ...sides })
  }
  if (value === '') throw badRequest(`there is no ${kind} in the request`)
  if (/^https?:/i.test(value)) throw badRequest('failed to get HTTP URL content')
  const known = account.files.find(value)
  if (!known) throw badRequest('wrong file identifier/HTTP URL specified')
  // A document may be sent by the id of anything; the rest must be what they are.
  if (known.kind !== kind) throw badRequest(`can't use file of type ${TYPE_NAME[known.kind]} as ${TYPE_NAME[kind]}`)
  return known
}

const TYPE_NAME: Readonly<Record<FileKind, string>> = {
  photo: 'Photo',
  document: 'Document',
  video: 'Video',
  voice: 'VoiceNote',
  audio: 'Audio',
  video_note: 'VideoNote',
  sticker: 'Sticker',
}

async function checkPhoto(bytes: Buffer): Promise<{ width: number; height: number }> {
  if (bytes.length > PHOTO_LIMIT) throw badRequest(`file of size ${bytes.length} bytes is too big for a photo`)
  const { width, height } = await sharp(bytes)
    .metadata()
    .catch(() => {
      throw badRequest('IMAGE_PROCESS_FAILED')
    })
  const ratio = Math.max(width / height, height / width)
  if (width + height > PHOTO_SIDES || ratio > PHOTO_RATIO) throw badRequest('PHOTO_INVALID_DIMENSIONS')
  return { width, height }
}

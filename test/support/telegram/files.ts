import type { PhotoSize } from '@grammyjs/types'
import type { FakeClock } from './clock.js'
import { badRequest } from './refusal.js'

export type FileKind = 'photo' | 'document' | 'video' | 'voice' | 'audio' | 'video_note' | 'sticker'

/** A number stands for so many zero bytes, which are never all in memory. */
export type Content = Uint8Array | number

export interface FakeFile {
  readonly id: string
  readonly uniqueId: string
  readonly kind: FileKind
  readonly content: Content
  readonly name?: string
  readonly mime?: string
  readonly width?: number
  readonly height?: number
}

export interface Download {
  readonly fileId: string
  readonly path: string
  readonly at: number
}

const DOWNLOAD_LIMIT = 20 * 1024 * 1024
const LINK_LIFE_MS = 60 * 60 * 1000
const PREFIX: Readonly<Record<FileKind, string>> = {
  photo: 'AgACAgUAAxkBAAI',
  document: 'BQACAgUAAxkBAAI',
  video: 'BAACAgUAAxkBAAI',
  voice: 'AwACAgUAAxkBAAI',
  audio: 'CQACAgUAAxkBAAI',
  video_note: 'DQACAgUAAxkBAAI',
  sticker: 'CAACAgUAAxkBAAI',
}
const FOLDER: Readonly<Record<FileKind, [folder: string, extension: string]>> = {
  photo: ['photos', 'jpg'],
  document: ['documents', 'bin'],
  video: ['videos', 'mp4'],
  voice: ['voice', 'oga'],
  audio: ['music', 'mp3'],
  video_note: ['video_notes', 'mp4'],
  sticker: ['stickers', 'webp'],
}

/** Files that passed through the bot. A file id is for ever, a download link for an hour. */
export class FakeFiles {
  readonly downloads: Download[] = []
  /** The sizes of a photo, by the id of its largest. */
  readonly sizes = new Map<string, PhotoSize[]>()
  private readonly byId = new Map<string, FakeFile>()
  private readonly links = new Map<string, { file: FakeFile; until: number }>()
  private readonly clock: FakeClock

  constructor(clock: FakeClock) {
    this.clock = clock
  }

  add(file: Omit<FakeFile, 'id' | 'uniqueId'>): FakeFile {
    const serial = (this.byId.size + 46656).toString(36)
    const added = { ...file, id: `${PREFIX[file.kind]}${serial}NgADMA`, uniqueId: `AQAD${serial}Q2s` }
    this.byId.set(added.id, added)
    return added
  }

  find(id: string): FakeFile | undefined {
    return this.byId.get(id)
  }

  /** Makes a link, as getFile does. */
  link(id: string): { file: FakeFile; path: string } {
    if (id === '') throw badRequest('file_id is empty')
    const file = this.byId.get(id)
    if (!file) throw badRequest('invalid file_id')
    if (sizeOf(file.content) > DOWNLOAD_LIMIT) throw badRequest('file is too big')
    const path = pathOf(file)
    this.links.set(path, { file, until: this.clock.now() + LINK_LIFE_MS })
    return { file, path }
  }

  /** The file behind a link that was given and is still good. */
  open(path: string): FakeFile | undefined {
    const link = this.links.get(path)
    if (!link || link.until < this.clock.now()) return undefined
    this.downloads.push({ fileId: link.file.id, path, at: this.clock.now() })
    return link.file
  }
}

export function sizeOf(content: Content): number {
  return typeof content === 'number' ? content : content.byteLength
}

const PIECE = 64 * 1024

export function* piecesOf(content: Content, until = sizeOf(content)): Generator<Uint8Array> {
  for (let at = 0; at < until; at += PIECE) {
    const end = Math.min(at + PIECE, until)
    yield typeof content === 'number' ? Buffer.alloc(end - at) : content.subarray(at, end)
  }
}

function pathOf(file: FakeFile): string {
  const [folder, usual] = FOLDER[file.kind]
  const named = /\.([a-z0-9]{1,8})$/i.exec(file.name ?? '')?.[1]
  return `${folder}/file_${Number.parseInt(file.uniqueId.slice(4, -3), 36) - 46656}.${named ?? usual}`
}

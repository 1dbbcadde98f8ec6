import type { Message, User } from '@grammyjs/types'
import sharp from 'sharp'
import { type Account, type FakeChat, privateChat } from './account.js'
import type { Content, FakeFile, FileKind } from './files.js'
import { commandsIn } from './incoming-text.js'
import { contentFor } from './media.js'

export interface MediaOptions {
  readonly caption?: string
  /** Messages with the same one are shown together. */
  readonly album?: string
}

export interface FileOptions extends MediaOptions {
  readonly name?: string
  readonly mime?: string
}

/** One item of an album. */
export interface AlbumItem extends FileOptions {
  readonly kind: 'photo' | 'video' | 'document' | 'audio'
  readonly content: Content
}

const LONGEST_TEXT = 4096

/** Writes into the chat as the person does; every message is an update for the bot. */
export class Sender {
  readonly chat: FakeChat
  protected readonly account: Account

  constructor(account: Account, chat: FakeChat) {
    this.account = account
    this.chat = chat
  }

  get user(): User {
    return this.chat.user
  }

  get id(): number {
    return this.chat.user.id
  }

  /** Longer texts are split, as the apps do; the last part is returned. */
  async say(text: string): Promise<Message> {
    for (let rest = text; ; rest = rest.slice(LONGEST_TEXT)) {
      const part = rest.slice(0, LONGEST_TEXT)
      const message = this.write({ text: part, ...commandsIn(part) })
      if (rest.length <= LONGEST_TEXT) return message
    }
  }

  /** Several sizes arrive, the largest with exactly these bytes. */
  async sendPhoto(content: Content, options: MediaOptions = {}): Promise<Message> {
    return this.sendFile('photo', content, options, await sidesOf(content))
  }

  async sendDocument(content: Content, options: FileOptions = {}): Promise<Message> {
    return this.sendFile('document', content, options)
  }

  async sendVideo(content: Content, options: FileOptions = {}): Promise<Message> {
    return this.sendFile('video', content, { mime: 'video/mp4', ...options })
  }

  async sendVoice(content: Content, options: FileOptions = {}): Promise<Message> {
    return this.sendFile('voice', content, { mime: 'audio/ogg', ...options })
  }

  async sendAudio(content: Content, options: FileOptions = {}): Promise<Message> {
    return this.sendFile('audio', content, { mime: 'audio/mpeg', ...options })
  }

  async sendVideoNote(content: Content): Promise<Message> {
    return this.sendFile('video_note', content, {})
  }

  async sendSticker(emoji = '👍'): Promise<Message> {
    const { sticker } = contentFor(this.account.files, this.keep('sticker', 512, {}), 'sticker')
    return this.write({ sticker: { ...sticker, emoji } })
  }

  /** One update for each, with a media_group_id that they share. */
  async sendAlbum(items: readonly AlbumItem[]): Promise<Message[]> {
    const sides = await Promise.all(items.map(({ kind, content }) => (kind === 'photo' ? sidesOf(content) : {})))
    const album = `1397${this.account.nextMessageId()}0000`
    return items.map((item, at) => this.sendFile(item.kind, item.content, { album, ...item }, sides[at]))
  }

  async sendLocation(latitude: number, longitude: number): Promise<Message> {
    return this.write({ location: { latitude, longitude } })
  }

  async sendVenue(latitude: number, longitude: number, title: string, address: string): Promise<Message> {
    const location = { latitude, longitude }
    return this.write({ location, venue: { location, title, address } })
  }

  async sendContact(phone_number: string, first_name: string): Promise<Message> {
    return this.write({ contact: { phone_number, first_name } })
  }

  protected act(): void {
    const { state } = this.chat
    if (state === 'blocked' || state === 'deactivated') throw new Error(`the chat is ${state}: nothing can be sent`)
    this.chat.acted = this.chat.happened
    this.chat.state = 'open'
  }

  protected write(content: Omit<Partial<Message>, 'chat' | 'from'>): Message {
    this.act()
    const message = {
      message_id: this.account.nextMessageId(),
      from: this.user,
      chat: privateChat(this.chat),
      date: this.account.clock.seconds(),
      ...content,
    }
    this.account.store(this.chat, message)
    this.account.tell({ message })
    return message
  }

  private sendFile(kind: FileKind, content: Content, options: FileOptions, sides: Partial<FakeFile> = {}): Message {
    const file = this.keep(kind, content, { ...options, ...sides })
    return this.write({
      ...(options.album && { media_group_id: options.album }),
      ...contentFor(this.account.files, file, kind),
      ...(options.caption && { caption: options.caption }),
    })
  }

  private keep(kind: FileKind, content: Content, { name, mime, width, height }: Partial<FakeFile>): FakeFile {
    const sides = width && height ? { width, height } : {}
    return this.account.files.add({ kind, content, ...(name && { name }), ...(mime && { mime }), ...sides })
  }
}

/** Of what is no picture nothing is known, and Telegram's usual sides are assumed. */
async function sidesOf(content: Content): Promise<{ width?: number; height?: number }> {
  if (typeof content === 'number') return {}
  const read = await sharp(content)
    .metadata()
    .catch(() => undefined)
  return read ? { width: read.width, height: read.height } : {}
}

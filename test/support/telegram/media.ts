import type { Message, PhotoSize } from '@grammyjs/types'
import { type FakeFile, type FakeFiles, type FileKind, sizeOf } from './files.js'

type With<K extends keyof Message> = { [P in K]: NonNullable<Message[P]> }

/** The field of a message that holds this file, as Telegram fills it. */
export function contentFor<K extends FileKind>(files: FakeFiles, file: FakeFile, kind: K): With<K> {
  const made: { [P in FileKind]: () => NonNullable<Message[P]> } = {
    photo: () => photoSizes(files, file),
    document: () => ({ ...named(file), ...common(file) }),
    video: () => ({
      width: file.width ?? 640,
      height: file.height ?? 360,
      duration: 3,
      ...named(file),
      ...common(file),
    }),
    voice: () => ({ duration: 3, mime_type: file.mime ?? 'audio/ogg', ...common(file) }),
    audio: () => ({ duration: 3, ...named(file), ...common(file) }),
    video_note: () => ({ length: 240, duration: 3, ...common(file) }),
    sticker: () => ({ type: 'regular', width: 512, height: 512, is_animated: false, is_video: false, ...common(file) }),
  }
  return { [kind]: made[kind]() } as With<K>
}

function common(file: FakeFile) {
  return { file_id: file.id, file_unique_id: file.uniqueId, file_size: sizeOf(file.content) }
}

function named({ name, mime }: FakeFile) {
  return { ...(name && { file_name: name }), ...(mime && { mime_type: mime }) }
}

/** The longer side of the sizes called s, m, x and y. */
const SIDES = [90, 320, 800, 1280]

/**
 * Smallest first. The largest is the photo that was sent; the smaller ones are files of their own that hold a part of
 * it, so that a bot which takes the wrong one is found out.
 */
function photoSizes(files: FakeFiles, file: FakeFile): PhotoSize[] {
  const known = files.sizes.get(file.id)
  if (known) return known
  const width = file.width ?? 1280
  const height = file.height ?? 960
  const longer = Math.max(width, height)
  const smaller = SIDES.filter((side) => side < longer).slice(0, 3)
  const sizes = smaller.map((side) => scaled(files, file, side / longer, width, height))
  sizes.push({ ...common(file), width, height })
  files.sizes.set(file.id, sizes)
  return sizes
}

function scaled(files: FakeFiles, file: FakeFile, by: number, width: number, height: number): PhotoSize {
  const size = Math.max(1, Math.floor(sizeOf(file.content) * by * by))
  const content = typeof file.content === 'number' ? size : file.content.subarray(0, size)
  const part = files.add({ kind: 'photo', content })
  return { ...common(part), width: Math.round(width * by), height: Math.round(height * by) }
}

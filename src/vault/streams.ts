import sodium from 'sodium-native'
import { random } from './boxes.js'
import { b64, unb64, VaultError } from './bytes.js'

/**
 * A file sealed as a stream (libsodium's secretstream, XChaCha20-Poly1305): pieces cannot be changed, dropped, swapped
 * or taken from another file. Every piece but the header is equally long, the last one filled up, so that the length on
 * disk says little; the true length is kept with the key.
 */
export const PIECE = 64 * 1024
const SEALED_PIECE = PIECE + sodium.crypto_secretstream_xchacha20poly1305_ABYTES
const HEADER = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES

/** The binding as version 5 has it: a state is bytes, a tag to push is a number. Its published types tell of version 2. */
interface SecretStream {
  crypto_secretstream_xchacha20poly1305_STATEBYTES: number
  crypto_secretstream_xchacha20poly1305_TAG_MESSAGE: number
  crypto_secretstream_xchacha20poly1305_TAG_FINAL: number
  crypto_secretstream_xchacha20poly1305_init_push(state: Buffer, header: Buffer, key: Buffer): void
  crypto_secretstream_xchacha20poly1305_init_pull(state: Buffer, header: Buffer, key: Buffer): void
  crypto_secretstream_xchacha20poly1305_push(state: Buffer, to: Buffer, plain: Buffer, ad: Buffer, tag: number): number
  crypto_secretstream_xchacha20poly1305_pull(state: Buffer, to: Buffer, tag: Buffer, from: Buffer, ad: Buffer): number
}
const stream = sodium as unknown as SecretStream
const MORE = stream.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
const LAST = stream.crypto_secretstream_xchacha20poly1305_TAG_FINAL
const newState = () => Buffer.alloc(stream.crypto_secretstream_xchacha20poly1305_STATEBYTES)

export function newFileKey(): string {
  return b64(random(sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES))
}

/** @param id names the file; a stream opens under no other name */
export async function* sealStream(key: string, id: string, plain: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const state = newState()
  const header = Buffer.alloc(HEADER)
  stream.crypto_secretstream_xchacha20poly1305_init_push(state, header, unb64(key))
  yield header
  const push = (piece: Buffer, tag: number) => {
    const sealed = Buffer.alloc(SEALED_PIECE)
    stream.crypto_secretstream_xchacha20poly1305_push(state, sealed, filled(piece), Buffer.from(id), tag)
    return sealed
  }
  let waiting: Buffer | undefined
  for await (const piece of pieces(plain, PIECE)) {
    if (waiting) yield push(waiting, MORE)
    waiting = piece
  }
  yield push(waiting ?? Buffer.alloc(0), LAST)
}

/**
 * The plain bytes again.
 * @param length how many of them are the file, the rest being filling
 * @throws VaultError `tampered` when the stream was changed or cut off
 */
export async function* openStream(
  key: string,
  id: string,
  length: number,
  sealed: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const state = newState()
  let [started, ended, left] = [false, false, length]
  for await (const piece of pieces(sealed, SEALED_PIECE, HEADER)) {
    if (ended) throw new VaultError('tampered', 'file')
    if (!started) {
      if (piece.length !== HEADER) throw new VaultError('tampered', 'file')
      stream.crypto_secretstream_xchacha20poly1305_init_pull(state, piece, unb64(key))
      started = true
      continue
    }
    const { plain, isLast } = pull(state, id, piece)
    ended = isLast
    yield plain.subarray(0, Math.max(0, left))
    left -= plain.length
  }
  if (!ended || left > 0) throw new VaultError('tampered', 'file')
}

function pull(state: Buffer, id: string, piece: Buffer): { plain: Buffer; isLast: boolean } {
  if (piece.length !== SEALED_PIECE) throw new VaultError('tampered', 'file')
  const plain = Buffer.alloc(PIECE)
  const tag = Buffer.alloc(sodium.crypto_secretstream_xchacha20poly1305_TAGBYTES)
  try {
    stream.crypto_secretstream_xchacha20poly1305_pull(state, plain, tag, piece, Buffer.from(id))
  } catch {
    throw new VaultError('tampered', 'file')
  }
  return { plain, isLast: tag[0] === LAST }
}

function filled(piece: Buffer): Buffer {
  return piece.length === PIECE ? piece : Buffer.concat([piece], PIECE)
}

/** The same bytes in pieces of one size; the first may have another, the last may be shorter. */
async function* pieces(source: AsyncIterable<Buffer>, size: number, first = size): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  let next = first
  for await (const chunk of source) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
    while (rest.length >= next) {
      yield rest.subarray(0, next)
      rest = rest.subarray(next)
      next = size
    }
  }
  if (rest.length > 0) yield rest
}

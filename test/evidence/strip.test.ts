import { readFile } from 'node:fs/promises'
import { BufferSource, Input, MP4 } from 'mediabunny'
import { describe, expect, it } from 'vitest'
import { BrokenMedia, stripAv1, stripAvc, stripHevc } from '../../src/evidence/wrap/strip-frames.js'
import { stripFor } from '../../src/evidence/wrap/strip-setup.js'
import { withoutTimes } from '../../src/evidence/wrap/without-times.js'
import { box, u32 } from '../support/boxes.js'

const unit = (...bytes: number[]) => Buffer.concat([u32(bytes.length), Buffer.from(bytes)])
const message = (type: number, ...payload: number[]) => [type, payload.length, ...payload]
const END = 0x80
const slice = unit(0x65, 1, 2, 3)
const sei = (...messages: number[][]) => unit(0x06, ...messages.flat(), END)
const USER_DATA = message(5, 7, 7, 7, 7, 7)
const RECOVERY = message(6, 0x84, 1)

describe('a frame of H.264', () => {
  const strip = stripAvc(4)

  it('loses user data, timing and filler, and keeps pictures, parameters and where decoding may begin', () => {
    const [parameters, recovery] = [unit(0x67, 66, 0), sei(RECOVERY)]
    const frame = [
      parameters,
      sei(USER_DATA),
      recovery,
      sei(message(1, 3, 3)),
      sei(message(4, 1, 2)),
      unit(12, 255),
      slice,
    ]
    expect(strip(Buffer.concat(frame))).toEqual(Buffer.concat([parameters, recovery, slice]))
  })

  it('loses a unit as a whole when one of its messages is not harmless', () => {
    expect(strip(Buffer.concat([sei(RECOVERY, USER_DATA), sei(USER_DATA, RECOVERY), slice]))).toEqual(slice)
  })

  it('is understood also where messages are long, or escaped', () => {
    const long = unit(6, 5, 255, 255, 3, ...Array(513).fill(9), END)
    const escaped = unit(6, 6, 4, 0, 0, 3, 1, 7, 5, 2, 9, 9, END)
    expect(strip(Buffer.concat([long, escaped, slice]))).toEqual(slice)
  })

  it('whose units run over its end is broken', () => {
    expect(() => strip(Buffer.concat([slice, u32(99), Buffer.from([0x65])]))).toThrow(BrokenMedia)
    expect(() => strip(Buffer.from([0, 0, 0]))).toThrow(BrokenMedia)
  })
})

describe('a set-up of H.264', () => {
  const list = (...units: number[][]) => units.flatMap((bytes) => [bytes.length >> 8, bytes.length & 0xff, ...bytes])
  const [sequence, subset, picture, extension] = [
    [0x67, 100, 0, 10],
    [0x6f, 1],
    [0x68, 5, 6],
    [0x6d, 9],
  ]
  const settings = [0x06, ...USER_DATA, END]
  const COLOURS = [0xfd, 0xf8, 0xf8]
  const of = (profile: number, ...rest: number[]) => Buffer.from([1, profile, 0, 10, 0xff, ...rest])
  const strip = (setup: Buffer) => Buffer.from(stripFor('avc', setup).setup ?? [])

  it('keeps its parameter sets and extensions, and loses every other unit and what stands behind them', () => {
    const lists = [0xe3, ...list(sequence, settings, subset), 2, ...list(settings, picture)]
    const extensions = [...COLOURS, 2, ...list(extension, settings)]
    const setup = of(100, ...lists, ...extensions, ...Buffer.from('HOMTHUBIMAT'))
    expect(strip(setup)).toEqual(
      of(100, 0xe2, ...list(sequence, subset), 1, ...list(picture), ...COLOURS, 1, ...list(extension)),
    )
  })

  it.each([
    ['a low profile, whose set-up ends with them', 66],
    ['a high one without its extension', 100],
  ])('loses what stands behind the lists of %s', (_, profile) => {
    const plain = of(profile, 0xe1, ...list(sequence), 1, ...list(picture))
    expect(strip(plain)).toEqual(plain)
    expect(strip(Buffer.concat([plain, Buffer.from('HOMTHUBIMAT')]))).toEqual(plain)
  })

  it('whose lists run over its end is broken', () => {
    expect(() => strip(of(100, 0xe1, 0, 99, 0x67))).toThrow(BrokenMedia)
    expect(() => strip(of(100, 0xe1, ...list(sequence), 1, ...list(picture), ...COLOURS, 1, 0, 9))).toThrow(BrokenMedia)
    expect(() => strip(of(66, 0xe1, ...list(sequence)))).toThrow(BrokenMedia)
    expect(() => stripFor('avc', undefined)).toThrow(BrokenMedia)
  })
})

describe('a frame of H.265', () => {
  it('loses user data and what is not specified, and keeps the rest', () => {
    const nal = (type: number, ...bytes: number[]) => unit(type << 1, 1, ...bytes)
    const [picture, brightness] = [nal(19, 1, 2), nal(39, ...message(137, 1, 2), END)]
    const frame = [nal(39, ...USER_DATA, END), brightness, nal(40, ...USER_DATA, END), nal(62, 9), nal(38, 9), picture]
    expect(stripHevc(4)(Buffer.concat(frame))).toEqual(Buffer.concat([brightness, picture]))
  })

  it('has a set-up from which the settings of the encoder are gone, and which still decodes', async () => {
    const bytes = await readFile(new URL('corpus/files/mp4-hevc.mp4', import.meta.url))
    const input = new Input({ formats: [MP4], source: new BufferSource(bytes) })
    const config = await (await input.getVideoTracks())[0]?.getDecoderConfig()
    const setup = Buffer.from(config?.description as Uint8Array)
    expect(setup.toString('latin1')).toContain('x265')
    const { setup: stripped } = stripFor('hevc', setup)
    expect(Buffer.from(stripped ?? []).toString('latin1')).not.toContain('x265')
    expect(stripped?.[22], 'video, sequence and picture parameters').toBe(3)
    expect(() => stripFor('hevc', setup.subarray(0, 40))).toThrow(BrokenMedia)
  })
})

describe('a frame of AV1', () => {
  const obu = (type: number, ...bytes: number[]) => Buffer.from([(type << 3) | 2, bytes.length, ...bytes])
  const [delimiter, sequence, frame] = [obu(2), obu(1, 5, 5), obu(6, 1, 2, 3)]

  it('loses user data, the hour, filler and what is reserved, and keeps the rest', () => {
    const brightness = obu(5, 1, 9, 9)
    const others = [obu(5, 4, 0xb5, 7), obu(5, 5, 1), obu(5, 9, 1), obu(15, 8, 8), obu(9, 1)]
    const whole = Buffer.concat([delimiter, sequence, ...others, brightness, frame])
    expect(stripAv1(whole)).toEqual(Buffer.concat([delimiter, sequence, brightness, frame]))
  })

  it('may have a last part without a length', () => {
    const last = Buffer.from([6 << 3, 1, 2, 3])
    expect(stripAv1(Buffer.concat([obu(5, 4, 1), last]))).toEqual(last)
    expect(() => stripAv1(Buffer.from([(6 << 3) | 2, 200, 1, 1]))).toThrow(BrokenMedia)
    expect(() => stripAv1(Buffer.from([(6 << 3) | 2, 255, 255]))).toThrow(BrokenMedia)
  })
})

describe('a set-up of sound', () => {
  it('of Vorbis has no comments and no vendor left', () => {
    const [first, second, books] = [
      Buffer.alloc(30, 1),
      Buffer.from('\x03vorbis bà Sáu'.padEnd(300)),
      Buffer.alloc(99, 5),
    ]
    const setup = Buffer.concat([Buffer.from([2, 30, 255, second.length - 255]), first, second, books])
    const stripped = Buffer.from(stripFor('vorbis', setup).setup ?? [])
    expect(stripped.subarray(3, 33)).toEqual(first)
    expect(stripped.subarray(-99)).toEqual(books)
    expect(stripped.includes('Sáu')).toBe(false)
    expect(() => stripFor('vorbis', setup.subarray(0, 20))).toThrow(BrokenMedia)
  })

  it('of FLAC has only what a decoder needs', () => {
    const info = Buffer.alloc(34, 3)
    const setup = Buffer.concat([Buffer.from('fLaC\0\0\0\x22', 'latin1'), info, Buffer.from('\x84\0\0\x09bà Sáu...')])
    expect(Buffer.from(stripFor('flac', setup).setup ?? [])).toEqual(
      Buffer.concat([Buffer.from('fLaC\x80\0\0\x22', 'latin1'), info]),
    )
    expect(() => stripFor('flac', setup.subarray(0, 30))).toThrow(BrokenMedia)
  })
})

it('the hours of writing become zero, in short boxes and in long ones, and nothing else changes', async () => {
  const short = (type: string) => box(type, u32(0, 111, 222, 333))
  const long = (type: string) => box(type, u32(0x01000000, 1, 2, 3, 4, 555))
  const boxes = (mvhd: Buffer, tkhd: Buffer, mdhd: Buffer) =>
    box('moov', mvhd, box('trak', tkhd, box('mdia', mdhd, box('minf', u32(9, 9)))))
  const moov = boxes(short('mvhd'), long('tkhd'), short('mdhd'))
  const cleared = Buffer.from(moov)
  await withoutTimes(moov, async (offset, zeros) => void cleared.set(zeros, offset))
  const zero = (type: string) => box(type, u32(0, 0, 0, 333))
  expect(cleared).toEqual(boxes(zero('mvhd'), box('tkhd', u32(0x01000000, 0, 0, 0, 0, 555)), zero('mdhd')))
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StructuredReport } from '../../src/domain/report.js'
import { boxKeyPair, signKeyPair } from '../../src/vault/boxes.js'
import { newReceipt } from '../../src/vault/receipt.js'
import {
  contentKeyOf,
  isSignedBy,
  openForOfficers,
  openReport,
  sealForOfficers,
  sealReport,
} from '../../src/vault/report.js'
import { aContent, aHeader } from '../support/report.js'

const duty = boxKeyPair()
const bot = signKeyPair()
const content = aContent(newReceipt())
const seal = (header = aHeader(), recipients: [string, ...string[]] = [duty.publicKey]) =>
  sealReport(header, content, recipients, bot)

describe('a sealed report', () => {
  it('fits the contract and opens for the holder of the duty key', () => {
    const report = StructuredReport.parse(JSON.parse(JSON.stringify(seal())))
    expect(openReport(report, duty.secretKey)).toEqual(content)
    expect(openReport(report, duty.secretKey.toString('base64url'))).toEqual(content)
  })

  it('opens for every recipient it was sealed to, and for nobody else', () => {
    const unit = boxKeyPair()
    const report = seal(aHeader(), [duty.publicKey, unit.publicKey])
    expect(openReport(report, unit.secretKey)).toEqual(content)
    expect(() => openReport(report, boxKeyPair().secretKey)).toThrow('wrong-key')
  })

  it('refuses any change of the header', () => {
    const report = seal()
    const changes = [
      { urgency: 'low' },
      { area: 'p-phu-tan' },
      { category: 'theft' },
      { firstHand: 'heard' },
      { happeningNow: true },
      { evidenceCount: 1 },
      { receivedAt: '2026-11-25T02:06:00.000Z' },
      { id: aHeader().id },
    ] as const
    for (const change of changes) {
      const changed = { ...report, ...change } as StructuredReport
      expect(() => openReport(changed, duty.secretKey)).toThrow(/tampered/)
      expect(isSignedBy(changed, bot.keyId, bot.publicKey)).toBe(false)
    }
  })

  it('refuses any change of the ciphertext or of the sealed key', () => {
    const report = seal()
    for (const part of ['ciphertext', 'key'] as const) {
      const bytes = Buffer.from(report.sealed[part], 'base64url')
      bytes[40] = (bytes[40] ?? 0) ^ 1
      const changed = { ...report, sealed: { ...report.sealed, [part]: bytes.toString('base64url') } }
      expect(() => openReport(changed, duty.secretKey)).toThrow('tampered')
      expect(isSignedBy(changed, bot.keyId, bot.publicKey)).toBe(false)
    }
  })

  it('refuses a content key that was sealed for another report', () => {
    const [one, two] = [seal(), seal()]
    const mixed = { ...one, sealed: { ...one.sealed, key: two.sealed.key } }
    expect(() => openReport(mixed, duty.secretKey)).toThrow('tampered')
  })

  it('names the key it was sealed to, and a substituted name opens nothing', () => {
    const report = seal()
    expect(report.sealed.keyId).toBe(duty.keyId)
    const other = boxKeyPair()
    const renamed = { ...report, sealed: { ...report.sealed, keyId: other.keyId } }
    expect(() => openReport(renamed, duty.secretKey)).toThrow('wrong-key')
    expect(() => openReport(renamed, other.secretKey)).toThrow('tampered')
  })

  it('is signed by the bot and by nobody who only has Redis', () => {
    const report = seal()
    expect(isSignedBy(report, bot.keyId, bot.publicKey)).toBe(true)
    const forger = signKeyPair()
    const forged = sealReport(aHeader(), content, [duty.publicKey], forger)
    expect(isSignedBy(forged, bot.keyId, bot.publicKey)).toBe(false)
    expect(
      isSignedBy({ ...forged, signature: { ...forged.signature, keyId: bot.keyId } }, bot.keyId, bot.publicKey),
    ).toBe(false)
  })

  it('opens to exactly the text that was sealed, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (text) => {
        const report = sealReport(aHeader(), { ...content, text }, [duty.publicKey], bot)
        expect(openReport(report, duty.secretKey).text).toBe(text)
      }),
      { numRuns: 50 },
    )
  })

  it('says nothing of the length within a KiB', () => {
    const lengths = ['a', 'a'.repeat(500)].map(
      (text) => sealReport(aHeader(), { ...content, text }, [duty.publicKey], bot).sealed.ciphertext.length,
    )
    expect(lengths[0]).toBe(lengths[1])
  })

  it('keeps notes under the same content key, each in its own place', () => {
    const report = seal()
    const key = contentKeyOf(report, duty)
    const place = { caseId: report.id, kind: 'note', n: 2 } as const
    const note = sealForOfficers(key, place, 'đã gọi tổ tuần tra')
    expect(openForOfficers(key, place, note)).toBe('đã gọi tổ tuần tra')
    expect(() => openForOfficers(key, { ...place, n: 3 }, note)).toThrow('tampered')
  })
})

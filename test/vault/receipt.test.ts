import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boxKeyPair, openBoxFrom, sealTo } from '../../src/vault/boxes.js'
import { b64, hkdf, unbase32 } from '../../src/vault/bytes.js'
import { lookupId, newReceipt, openForCitizen, readReceipt, receiptPair, sealAnswer } from '../../src/vault/receipt.js'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

describe('the receipt', () => {
  it('is sixteen characters and a check character, in groups of four', () => {
    expect(newReceipt()).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]$/)
  })

  it('derives the lookup id and key that another implementation (hmac in Python, X25519 in OpenSSL) derives', () => {
    const receipt = '7KQM-3XWD-9FTB-2HNE-H'
    expect(readReceipt(receipt)).toBe(receipt)
    expect(lookupId(receipt)).toBe('W1gBF0WNl9ZP49D-eHnggw')
    expect(receiptPair(receipt).publicKey).toBe('7Dat740rns-W5nTD3zqMCcYxw3-Sj0dYwGuf4YeWjQ0')
  })

  it('forgives case, spaces, dashes and the letters people confuse', () => {
    expect(readReceipt(' 7kqm 3xwd9ftb–2hne-h ')).toBe('7KQM-3XWD-9FTB-2HNE-H')
    const withDigits = readReceipt('0000-0000-0000-0000-0')
    expect(withDigits).toBe('0000-0000-0000-0000-0')
    expect(readReceipt('OOOO-oooo-0000-0000-0')).toBe(withDigits)
  })

  it('is read back whatever the case and spacing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), (style) => {
        const receipt = newReceipt()
        const typed = [receipt, receipt.toLowerCase(), receipt.replaceAll('-', ''), receipt.replaceAll('-', ' ')][style]
        expect(readReceipt(typed ?? '')).toBe(receipt)
      }),
    )
  })

  it('notices every single wrong character', () => {
    const receipt = newReceipt().replaceAll('-', '')
    for (let at = 0; at < receipt.length; at += 1) {
      for (const other of ALPHABET) {
        if (other === receipt[at]) continue
        expect(readReceipt(receipt.slice(0, at) + other + receipt.slice(at + 1))).toBeUndefined()
      }
    }
  })

  it('takes exactly one check character for any sixteen, and nothing that is shorter or longer', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ALPHABET), { minLength: 16, maxLength: 16 }), (characters) => {
        const body = characters.join('')
        expect([...ALPHABET].filter((check) => readReceipt(body + check) !== undefined)).toHaveLength(1)
        expect(readReceipt(body)).toBeUndefined()
        expect(readReceipt(`${body}00`)).toBeUndefined()
      }),
    )
  })

  it('derives where the case lies and what opens it under different labels', () => {
    const receipt = newReceipt()
    const boxSeedStart = hkdf(unbase32(receipt.replaceAll('-', '').slice(0, 16)), 'receipt/box', 16)
    expect(lookupId(receipt)).not.toBe(b64(boxSeedStart))
    expect(receiptPair(receipt).publicKey).toBe(
      boxKeyPair(hkdf(unbase32(receipt.replaceAll('-', '').slice(0, 16)), 'receipt/box')).publicKey,
    )
  })

  it('opens what was sealed to it, only in its own place', () => {
    const receipt = newReceipt()
    const here = { caseId: 'case', kind: 'question', n: 3 } as const
    const sealed = sealTo(receiptPair(receipt).publicKey, here, { text: 'Bà con thấy lúc mấy giờ?' })
    expect(openForCitizen(receipt, here, sealed)).toBe('Bà con thấy lúc mấy giờ?')
    expect(() => openForCitizen(receipt, { ...here, n: 4 }, sealed)).toThrow('tampered')
    expect(() => openForCitizen(receipt, { ...here, caseId: 'other' }, sealed)).toThrow('tampered')
    expect(() => openForCitizen(newReceipt(), here, sealed)).toThrow('wrong-key')
  })

  it('proves that an answer comes from its holder', () => {
    const receipt = newReceipt()
    const duty = boxKeyPair()
    const here = { caseId: 'case', kind: 'answer', n: 4 } as const
    const sealed = sealAnswer(receipt, duty.publicKey, here, 'khoảng 10 giờ')
    expect(openBoxFrom(receiptPair(receipt).publicKey, duty, here, sealed)).toEqual({ text: 'khoảng 10 giờ' })
    expect(() => openBoxFrom(receiptPair(newReceipt()).publicKey, duty, here, sealed)).toThrow('tampered')
  })
})

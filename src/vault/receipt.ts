import { boxFrom, boxKeyPair, type KeyPair, openSealed, random } from './boxes.js'
import { b64, base32, crockfordChar, crockfordValue, hkdf, unbase32, VaultError } from './bytes.js'

/**
 * The paper that opens one case: 80 random bits as 16 Crockford base32 characters and one check character.
 * Everything else is derived from it with different labels, so none of it is kept anywhere.
 */
const BODY = 16

export function newReceipt(): string {
  const body = base32(random(10))
  return draw(body + checkCharacter(body))
}

/** Forgiving about case, spaces, dashes and O/0, I/L/1; nothing for anything that is not a receipt. */
export function readReceipt(text: string): string | undefined {
  const typed = text
    .toUpperCase()
    .replace(/[\s\-–—_.·]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  if (typed.length !== BODY + 1 || !/^[0-9A-HJKMNP-TV-Z]+$/.test(typed)) return undefined
  const body = typed.slice(0, BODY)
  return checkCharacter(body) === typed.slice(BODY) ? draw(typed) : undefined
}

/** Luhn mod 32: finds every single wrong character and nearly every swap of two neighbours. */
function checkCharacter(body: string): string {
  const sum = [...body].reverse().reduce((total, char, index) => {
    const value = crockfordValue(char) * (index % 2 === 0 ? 2 : 1)
    return total + Math.floor(value / 32) + (value % 32)
  }, 0)
  return crockfordChar((32 - (sum % 32)) % 32)
}

function draw(seventeen: string): string {
  return (seventeen.match(/.{1,4}/g) ?? []).join('-')
}

function seedOf(receipt: string): Buffer {
  const canonical = readReceipt(receipt)
  if (canonical === undefined) throw new VaultError('malformed', 'receipt')
  return unbase32(canonical.replaceAll('-', '').slice(0, BODY))
}

/** Where the case is found. It says nothing about the key pair. */
export function lookupId(receipt: string): string {
  return b64(hkdf(seedOf(receipt), 'receipt/lookup', 16))
}

export function receiptPair(receipt: string): KeyPair {
  return boxKeyPair(hkdf(seedOf(receipt), 'receipt/box'))
}

/** The place of a message in its case, bound into everything sealed there. */
export interface MessageContext {
  readonly caseId: string
  readonly kind: 'question' | 'reply' | 'closing' | 'answer' | 'note'
  /** The event's number in the case, from 1. */
  readonly n: number
}

export function openForCitizen(receipt: string, context: MessageContext, sealed: string): string {
  return (openSealed(receiptPair(receipt), context, sealed) as { text: string }).text
}

/** The citizen's words, sealed to the duty or lead key, and provably from the holder of the receipt. */
export function sealAnswer(receipt: string, officersKey: string, context: MessageContext, text: string): string {
  return boxFrom(receiptPair(receipt), officersKey, context, { text })
}

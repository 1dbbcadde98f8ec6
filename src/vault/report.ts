import type { KeyList } from '../domain/officers.js'
import { headerOf, ReportContent, type ReportHeader, type Signature, type StructuredReport } from '../domain/report.js'
import { type KeyPair, openSealed, openWith, pairOf, random, sealTo, sealWith, sign, verify, wipe } from './boxes.js'
import { b64, unb64, VaultError } from './bytes.js'
import type { MessageContext } from './receipt.js'

const SIGNED = 'hom-thu-138/v1/report'

/**
 * Seals a report with a key of its own, and that key to the first recipient (duty or lead) and to any others.
 * The header is bound to the ciphertext as associated data; the bot signs both.
 */
export function sealReport(
  header: ReportHeader,
  content: ReportContent,
  recipients: readonly [string, ...string[]],
  signer: KeyPair,
): StructuredReport {
  const contentKey = random(32)
  const ciphertext = sealWith(contentKey, header.id, { purpose: 'report', header }, content).split('.')[2] ?? ''
  const [first, ...others] = recipients.map((key) => sealContentKey(key, header.id, contentKey))
  wipe(contentKey)
  if (!first) throw new VaultError('malformed', 'recipients')
  const sealed = { ...first, ciphertext, copies: others }
  const signature: Signature = { v: 1, keyId: signer.keyId, value: sign(signer, SIGNED, { header, sealed }) }
  return { ...header, sealed, signature }
}

function sealContentKey(publicKey: string, caseId: string, contentKey: Buffer) {
  const [, keyId = '', key = ''] = sealTo(publicKey, contentKeyContext(caseId), { key: b64(contentKey) }).split('.')
  return { v: 1 as const, keyId, key }
}

const contentKeyContext = (caseId: string) => ({ purpose: 'content-key', caseId })

/** The content key, opened by any recipient. {@link VaultError} `wrong-key` when the report is not for this key. */
export function contentKeyOf(report: StructuredReport, recipient: KeyPair): Buffer {
  const mine = [report.sealed, ...report.sealed.copies].find((copy) => copy.keyId === recipient.keyId)
  if (!mine) throw new VaultError('wrong-key', 'report')
  const body = openSealed(recipient, contentKeyContext(report.id), `1.${mine.keyId}.${mine.key}`)
  return unb64((body as { key: string }).key)
}

export function openWithContentKey(report: StructuredReport, contentKey: Buffer): ReportContent {
  const context = { purpose: 'report', header: headerOf(report) }
  return ReportContent.parse(openWith(contentKey, report.id, context, `1.${report.id}.${report.sealed.ciphertext}`))
}

/**
 * Opens a report as any recipient: the duty key's holder, or a foreign system with its own unit key.
 * @param recipientPrivateKey 32-byte X25519 private key, as bytes or base64url
 * @throws VaultError `wrong-key`, `tampered` (header, ciphertext or key were changed) or `malformed`
 */
export function openReport(report: StructuredReport, recipientPrivateKey: string | Uint8Array): ReportContent {
  const bytes = typeof recipientPrivateKey === 'string' ? unb64(recipientPrivateKey) : Buffer.from(recipientPrivateKey)
  const contentKey = contentKeyOf(report, pairOf(bytes))
  const content = openWithContentKey(report, contentKey)
  wipe(contentKey)
  return content
}

/** Whether the bot whose key this is signed exactly this header and ciphertext. */
export function isSignedBy(report: StructuredReport, keyId: string, botPublicKey: string): boolean {
  const { sealed, signature } = report
  return (
    signature.keyId === keyId && verify(botPublicKey, SIGNED, { header: headerOf(report), sealed }, signature.value)
  )
}

/** Whether any of the bots in the list signed it. */
export function isOurs(report: StructuredReport, { keys }: KeyList): boolean {
  return keys.some((key) => key.use === 'bot-signing' && isSignedBy(report, key.keyId, key.publicKey))
}

/** Officers' own words in a case (notes, and their copy of what was sent), under the case's content key. */
export function sealForOfficers(contentKey: Buffer, context: MessageContext, text: string): string {
  return sealWith(contentKey, context.caseId, context, { text })
}

export function openForOfficers(contentKey: Buffer, context: MessageContext, sealed: string): string {
  return (openWith(contentKey, context.caseId, context, sealed) as { text: string }).text
}

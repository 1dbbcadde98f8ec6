import type { CitizenVault } from '../app/ports.js'
import type { KeyPair } from './boxes.js'
import { newCaseId } from './ids.js'
import { lookupId, newReceipt, openForCitizen, readReceipt, receiptPair, sealAnswer } from './receipt.js'
import { isOurs, sealReport } from './report.js'

/** What the bot holds: its signing key, and nothing that opens. */
export function createCitizenVault(signer: KeyPair): CitizenVault {
  return {
    newCaseId,
    newReceipt,
    readReceipt,
    lookupId,
    contactKey: (receipt) => receiptPair(receipt).publicKey,
    sealReport: (header, content, recipient) => sealReport(header, content, [recipient], signer),
    openForCitizen,
    sealAnswer,
    isOurs,
  }
}

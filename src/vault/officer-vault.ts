import type { KeyMaterial, OfficerVault, Unlocked } from '../app/ports.js'
import type { SignedKeyList } from '../domain/officers.js'
import { boxKeyPair, keyIdOf, openBoxFrom, openSealed, pairOf, sealTo } from './boxes.js'
import { b64, equal, sha256, unb64 } from './bytes.js'
import { newOfficerId, newOneTimeCode } from './ids.js'
import { admit, openListed, renew, rotate } from './key-ceremony.js'
import { readKeyList } from './key-list.js'
import { burnPasswordTime, unwrapKey, wrapKey } from './officer-key.js'
import { contentKeyOf, isOurs, openForOfficers, openWithContentKey, sealForOfficers } from './report.js'
import { openOuterLock } from './return-address.js'
import { fingerprint } from './ring.js'

/** What the console may do with an officer's keys while a request lasts. */
export function createOfficerVault(orgKey: string, now: () => Date): OfficerVault {
  return {
    newOfficerId,
    newOneTimeCode,
    hashCode: (code) => b64(hashOf(code)),
    codeMatches: (code, hash) => equal(hashOf(code), unb64(hash)),
    ...passwordCalls,
    fingerprint,
    keyId: (publicKey) => keyIdOf(unb64(publicKey)),
    sealTotp: (publicKey, officerId, secret) => sealTo(publicKey, totpContext(officerId), { secret }),
    openTotp(by, sealed) {
      return (openSealed(pairOf(by.secretKey), totpContext(by.officerId), sealed) as { secret: string }).secret
    },
    contentKey: (by, material, report) => contentKeyOf(report, openListed(by, material, report.sealed.keyId)),
    openReport: openWithContentKey,
    isSigned: isOurs,
    sealForOfficers,
    openForOfficers,
    sealForCitizen: (contact, context, text) => sealTo(contact, context, { text }),
    openAddress: (by, material, caseId, sealed) =>
      openOuterLock(openListed(by, material, sealed.split('.')[1] ?? ''), caseId, sealed),
    openAnswer,
    admit: (by, material, newcomer) => admit(by, material, orgKey, newcomer, now()),
    rotate: (by, material, leaver) => rotate(by, material, orgKey, leaver, now()),
    renew: (by, material) => renew(by, material, orgKey, now()),
    verifies: (signed) => isReadable(signed, orgKey, now()),
  }
}

function isReadable(signed: SignedKeyList, orgKey: string, at: Date): boolean {
  try {
    readKeyList(signed, orgKey, 0, at)
    return true
  } catch {
    return false
  }
}

const hashOf = (code: string) => sha256('one-time-code', code.toUpperCase().replace(/[^0-9A-Z]/g, ''))
const totpContext = (officerId: string) => ({ purpose: 'totp', officerId })

const passwordCalls: Pick<OfficerVault, 'newOfficerKey' | 'unlock' | 'burnPasswordTime'> = {
  async newOfficerKey(officerId, password) {
    const pair = boxKeyPair()
    return { unlocked: { officerId, ...pair }, wrapped: await wrapKey(pair.secretKey, officerId, password) }
  },
  async unlock({ id, wrapped }, password) {
    const pair = await unwrapKey(wrapped, id, password)
    return pair && { officerId: id, publicKey: pair.publicKey, secretKey: pair.secretKey }
  },
  burnPasswordTime,
}

function openAnswer(
  by: Unlocked,
  material: KeyMaterial,
  contact: string,
  answer: Parameters<OfficerVault['openAnswer']>[3],
): string {
  const pair = openListed(by, material, answer.keyId)
  return (openBoxFrom(contact, pair, answer.context, answer.sealed) as { text: string }).text
}

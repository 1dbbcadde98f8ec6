import type { KeyListReading } from '../app/ports.js'
import { hasEnded, KeyList, type SignedKeyList } from '../domain/officers.js'
import { type KeyPair, keyIdOf, sign, verify } from './boxes.js'
import { unb64, VaultError } from './bytes.js'

const SIGNED = 'hom-thu-138/v1/key-list'

export function signKeyList(list: KeyList, organisation: KeyPair): SignedKeyList {
  return { v: 1, list: JSON.stringify(list), signature: sign(organisation, SIGNED, list) }
}

/**
 * Reads a key list as ours. `orgKey` comes from the environment, `floor` is the highest serial this process has seen.
 * `evenExpired` is for a lead who comes to renew it and for the recovery key, and for nothing else.
 * @throws VaultError `unsigned`, `expired`, `rolled-back`, or `malformed` when an id does not fit its key
 */
export function readKeyList(
  signed: SignedKeyList,
  orgKey: string,
  floor: number,
  now: Date,
  { evenExpired = false }: KeyListReading = {},
): KeyList {
  const raw: unknown = JSON.parse(signed.list)
  if (!verify(orgKey, SIGNED, raw, signed.signature)) throw new VaultError('unsigned', 'key list')
  const list = KeyList.parse(raw)
  if (!evenExpired && hasEnded(list, now)) throw new VaultError('expired', 'key list')
  if (list.serial < floor) throw new VaultError('rolled-back', 'key list')
  for (const key of list.keys) {
    if (keyIdOf(unb64(key.publicKey)) !== key.keyId) throw new VaultError('malformed', 'key list')
  }
  return list
}

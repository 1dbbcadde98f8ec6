import { currentKey, type KeyList } from '../domain/officers.js'
import type { KeyLists } from './ports.js'
import type { ReturnAddresses, ReturnAddressSealer } from './ports-address.js'

export interface ForgetAddressDeps {
  readonly keyLists: KeyLists
  readonly addresses: ReturnAddresses
  readonly addressSealer: ReturnAddressSealer
}

/** Leaves a dummy where the address of a chat was, if one was: neither the bot nor a reader of Redis can tell. */
export async function forgetAddress(deps: ForgetAddressDeps, caseId: string): Promise<void> {
  const sealed = await deps.addresses.of(caseId)
  if (sealed === undefined) return
  const officersKey = sameKey(await deps.keyLists.current(), sealed)
  await deps.addresses.replace(caseId, deps.addressSealer.seal(null, caseId, officersKey))
}

/** The key that was used before, though it may be a former one by now: another would show that this one was replaced. */
function sameKey(list: KeyList, sealed: string): string {
  const [, keyId] = sealed.split('.')
  const found = list.keys.find((key) => key.keyId === keyId && (key.use === 'duty' || key.use === 'lead'))
  return found?.publicKey ?? currentKey(list, 'lead')
}

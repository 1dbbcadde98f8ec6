import * as z from 'zod'
import type { ReturnAddressSealer } from '../app/ports-address.js'
import { createAddressSealer } from './address.js'
import { type KeyPair, openSealed, sealTo } from './boxes.js'
import { VaultError } from './bytes.js'

/** More than any sealed address has: with what it leaves free, all of them and a dummy are equally long. */
const ROOM = 1_600

const Body = z.object({ inner: z.string(), room: z.string() })

const context = (caseId: string) => ({ purpose: 'return-address', caseId })

/** @param addressKey 32 bytes of base64url: ADDRESS_KEY */
export function createReturnAddressSealer(addressKey: string): ReturnAddressSealer {
  const inside = createAddressSealer(addressKey)
  return {
    seal(address, caseId, officersKey) {
      const inner = address ? inside.seal(address) : ''
      if (inner.length > ROOM) throw new VaultError('malformed', 'chat address')
      return sealTo(officersKey, context(caseId), { inner, room: ' '.repeat(ROOM - inner.length) })
    },
  }
}

/** The address, still sealed to the worker; nothing for a dummy. `pair`: the duty or lead key it was sealed to. */
export function openOuterLock(pair: KeyPair, caseId: string, sealed: string): string | undefined {
  const found = Body.safeParse(openSealed(pair, context(caseId), sealed))
  if (!found.success) throw new VaultError('malformed', 'return address')
  return found.data.inner || undefined
}

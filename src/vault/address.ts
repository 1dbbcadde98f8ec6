import * as z from 'zod'
import type { AddressOpener, AddressSealer, ChatAddress } from '../app/ports.js'
import { openSealed, pairOf, sealTo } from './boxes.js'
import { unb64, VaultError } from './bytes.js'

const Address = z.object({ channel: z.enum(['telegram', 'zalo']), chat: z.string().min(1).max(200) })

const CONTEXT = { purpose: 'chat-address' }

/** Anything that is sealed here is equally long, so that a length tells neither platform nor account. */
export function createAddressSealer(publicKey: string): AddressSealer {
  return { seal: ({ channel, chat }) => sealTo(publicKey, CONTEXT, { channel, chat }) }
}

/** @param privateKey 32 bytes of base64url: ADDRESS_PRIVATE_KEY */
export function createAddressOpener(privateKey: string): AddressOpener {
  const pair = pairOf(unb64(privateKey))
  return {
    open(sealed): ChatAddress {
      const found = Address.safeParse(openSealed(pair, CONTEXT, sealed))
      if (!found.success) throw new VaultError('malformed', 'chat address')
      return found.data
    },
  }
}

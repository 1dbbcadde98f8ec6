import { describe, expect, it } from 'vitest'
import { createAddressOpener, createAddressSealer } from '../../src/vault/address.js'
import { boxKeyPair, sealTo } from '../../src/vault/boxes.js'
import { b64 } from '../../src/vault/bytes.js'

const pair = boxKeyPair()
const sealer = createAddressSealer(pair.publicKey)
const opener = createAddressOpener(b64(pair.secretKey))
const address = { channel: 'telegram', chat: '7654321098' } as const

describe('a sealed chat address', () => {
  it('opens with the private half, and with no other', () => {
    expect(opener.open(sealer.seal(address))).toEqual(address)
    expect(() => createAddressOpener(b64(boxKeyPair().secretKey)).open(sealer.seal(address))).toThrow('wrong-key')
  })

  it('shows neither the chat nor the platform, and never looks the same twice', () => {
    const [one, two] = [sealer.seal(address), sealer.seal(address)]
    expect(one).not.toBe(two)
    expect(sealer.seal({ channel: 'zalo', chat: '1' })).toHaveLength(one.length)
    expect(Buffer.from(one.split('.')[2] ?? '', 'base64url').includes(address.chat)).toBe(false)
  })

  it('does not open when it was changed, or sealed for another purpose', () => {
    const sealed = sealer.seal(address)
    const changed = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA')
    expect(() => opener.open(changed)).toThrow('tampered')
    expect(() => opener.open(sealTo(pair.publicKey, { purpose: 'other' }, address))).toThrow('tampered')
  })
})

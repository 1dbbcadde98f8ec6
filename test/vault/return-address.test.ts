import { describe, expect, it } from 'vitest'
import { createAddressOpener } from '../../src/vault/address.js'
import { boxKeyPair } from '../../src/vault/boxes.js'
import { b64 } from '../../src/vault/bytes.js'
import { createReturnAddressSealer, openOuterLock } from '../../src/vault/return-address.js'

const [server, officers] = [boxKeyPair(), boxKeyPair()]
const sealer = createReturnAddressSealer(server.publicKey)
const opener = createAddressOpener(b64(server.secretKey))
const address = { channel: 'telegram', chat: '7654321098' } as const
const seal = (to: Parameters<typeof sealer.seal>[0], caseId = 'case-1') => sealer.seal(to, caseId, officers.publicKey)

describe('a return address', () => {
  it('opens in two steps: the officers’ key outside, the worker’s inside', () => {
    const inner = openOuterLock(officers, 'case-1', seal(address))
    expect(inner).toBeDefined()
    expect(inner).not.toContain(address.chat)
    expect(opener.open(inner ?? '')).toEqual(address)
    expect(() => openOuterLock(server, 'case-1', seal(address))).toThrow('wrong-key')
  })

  it('opens for its own case only', () => {
    expect(() => openOuterLock(officers, 'case-2', seal(address))).toThrow('tampered')
  })

  it('is as long as every other and as a dummy, which holds nothing', () => {
    const long = { channel: 'zalo', chat: '9'.repeat(60) } as const
    expect(new Set([address, long, null].map((to) => seal(to).length)).size).toBe(1)
    expect(openOuterLock(officers, 'case-1', seal(null))).toBeUndefined()
  })

  it('is refused rather than longer than the others', () => {
    expect(() => seal({ channel: 'zalo', chat: '9'.repeat(1_200) })).toThrow('malformed')
  })
})

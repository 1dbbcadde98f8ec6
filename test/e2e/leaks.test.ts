import type { Browser } from 'playwright-core'
import sodium from 'sodium-native'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { StructuredReport } from '../../src/domain/report.js'
import { keys } from '../../src/store/keys.js'
import { boxKeyPair, signingPair } from '../../src/vault/boxes.js'
import { crockfordValue, unbase32 } from '../../src/vault/bytes.js'
import { newReceipt } from '../../src/vault/receipt.js'
import { openReport, sealReport } from '../../src/vault/report.js'
import { choose, openBrowser, write } from '../support/browser.js'
import { type Found, leaksOf } from '../support/leaks.js'
import { createLookout } from '../support/look-everywhere.js'
import { type Product, startProduct } from '../support/product.js'
import { aContent, aHeader } from '../support/report.js'
import {
  CANARY,
  claimAndAsk,
  comeBack,
  noteAndClose,
  reportWithCanaries,
  signInFirstLead,
} from '../support/whole-loop.js'

let product: Product
let browser: Browser
let lookout: Awaited<ReturnType<typeof createLookout>>
let secrets: string[] = []

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct({ LOG_LEVEL: 'debug' }), openBrowser()])
  lookout = await createLookout(product)
  const lead = await signInFirstLead(browser, product)
  const { page, receipt } = await reportWithCanaries(browser, product)
  await lookout.look('receipt on the screen')
  await choose(page, 'saved')
  await claimAndAsk(lead.page, product)
  const later = await comeBack(browser, product, receipt)
  await choose(later, 'answer')
  await lookout.look('answering')
  await write(later, CANARY.answer)
  await lead.page.reload()
  await noteAndClose(lead.page)
  await comeBack(browser, product, receipt)
  await lookout.look('closed')
  const bare = receipt.replaceAll('-', '')
  const cookies = (await Promise.all(browser.contexts().map((context) => context.cookies()))).flat()
  const tokens = cookies.filter((cookie) => ['draft', 'officer'].includes(cookie.name)).map((cookie) => cookie.value)
  secrets = [...Object.values(CANARY), receipt, bare, bare.toLowerCase(), ...lead.secrets, ...tokens]
})
afterAll(async () => {
  lookout.close()
  await browser.close()
  await product.stop()
  await product.forget()
})

describe('after a full journey', () => {
  it('the search finds what is there (control)', () => {
    expect(lookout.seen.length).toBeGreaterThan(40)
    for (const part of ['appendonlydir', 'volatile DUMP', 'durable DUMP', 'bot.env', 'log']) {
      expect(
        lookout.seen.some(({ where }) => where.includes(part)),
        part,
      ).toBe(true)
    }
    const planted = Buffer.from(`xx${Buffer.from(`y${CANARY.name.normalize('NFD')}z`).toString('base64')}`)
    expect(leaksOf([CANARY.name], [{ where: 'planted', bytes: planted }])).toHaveLength(1)
    expect(leaksOf(['p-an-hoi'], lookout.seen).length, 'the ward is in the clear header').toBeGreaterThan(0)
  })

  it('no word of the reporter or the officers, no receipt, password or cookie is in Redis, the AOF, a log or a file', () => {
    expect(leaksOf(secrets, lookout.seen)).toEqual([])
  })

  it('nor is the receipt as bytes', () => {
    const bare = secrets.find((secret) => /^[0-9A-Z]{17}$/.test(secret)) ?? ''
    expect([...bare].every((char) => crockfordValue(char) >= 0)).toBe(true)
    const seed = unbase32(bare.slice(0, 16))
    for (const needle of [
      seed,
      Buffer.from(seed.toString('hex')),
      Buffer.from(seed.toString('base64url').slice(0, 12)),
    ]) {
      expect(lookout.seen.filter(({ bytes }) => bytes.includes(needle)).map(({ where }) => where)).toEqual([])
    }
  })

  it('no log line holds a request path with an id in it', () => {
    expect(product.output()).not.toMatch(/\/vu\/[0-9a-z]{26}/)
  })
})

describe('whoever holds every .env, both dumps and the AOF', () => {
  it('opens no report with anything that is in them', async () => {
    const [[, [, json]]] = (await lookout.redis.xrange(keys.reports, '-', '+')) as [[string, [string, string]]]
    const report = StructuredReport.parse(JSON.parse(json))
    const candidates = privateKeysIn(lookout.seen)
    expect(candidates.length).toBeGreaterThan(20)
    expect(candidates.filter((candidate) => opens(report, candidate))).toEqual([])
  })

  it('would, if the key were there (control)', () => {
    const duty = boxKeyPair()
    const signer = signingPair(anEd25519Key())
    const report = sealReport(aHeader(), aContent(newReceipt()), [duty.publicKey], signer)
    const place = { where: 'x', bytes: Buffer.from(`{"key":"${duty.secretKey.toString('base64url')}"}`) }
    expect(privateKeysIn([place]).filter((candidate) => opens(report, candidate))).toHaveLength(1)
  })
})

function opens(report: StructuredReport, candidate: Buffer): boolean {
  try {
    openReport(report, candidate)
    return true
  } catch {
    return false
  }
}

/** Everything that could be a private key: any 32 bytes written as base64url or hex, and Ed25519 keys turned to X25519. */
function privateKeysIn(places: readonly Found[]): Buffer[] {
  const words = new Set(places.flatMap(({ bytes }) => bytes.toString('latin1').match(/[A-Za-z0-9_-]{42,}/g) ?? []))
  const bytes = [...words].flatMap((word) => [Buffer.from(word, 'base64url'), Buffer.from(word, 'hex')])
  const keys32 = bytes.filter((key) => key.length === 32)
  const keys64 = bytes.filter((key) => key.length === 64)
  return [...keys32, ...keys64.map(toX25519), ...keys64.map((key) => key.subarray(0, 32))]
}

function toX25519(ed25519: Buffer): Buffer {
  const key = Buffer.alloc(32)
  sodium.crypto_sign_ed25519_sk_to_curve25519(key, ed25519)
  return key
}

function anEd25519Key(): Buffer {
  const [publicKey, secretKey] = [Buffer.alloc(32), Buffer.alloc(64)]
  sodium.crypto_sign_keypair(publicKey, secretKey)
  return secretKey
}

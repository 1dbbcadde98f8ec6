import { randomBytes } from 'node:crypto'
import { RedisAdapter } from '@grammyjs/storage-redis'
import fc from 'fast-check'
import { type Context, type SessionFlavor, session } from 'grammy'
import type { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { createSessionStore, encryptSessions } from '../../src/session-store/index.js'
import { VaultError } from '../../src/vault/bytes.js'
import { createSessionBox } from '../../src/vault/session-box.js'
import { box, grammyBot, message, PREFIX, useRedis } from './support.js'

const CHAT = '7000123'
const TEXT = 'người báo ở số 5 hẻm 2'

const { redis } = useRedis()
const under = (prefix = PREFIX) => createSessionStore<string>({ redis: redis(), prefix })
const sealedWith = (by = box) => encryptSessions<unknown>(under(), by)
const nameOf = (key: string) => PREFIX + box.nameOf(key)

/** Runs something and answers every byte that a client sent to Redis meanwhile. */
async function sentDuring(run: () => Promise<unknown>): Promise<string> {
  const monitor = await (redis() as Redis).monitor()
  const lines: string[] = []
  monitor.on('monitor', (_time: string, args: string[]) => lines.push(args.join(' ')))
  await run()
  await redis().echo('the last one')
  await expect.poll(() => lines.at(-1)).toContain('the last one')
  monitor.disconnect()
  return lines.join('\n')
}

describe('encrypted sessions', () => {
  it('send Redis neither key nor value in clear, whatever is asked', async () => {
    const seen = await sentDuring(async () => {
      const store = sealedWith()
      await store.write(CHAT, { [TEXT]: TEXT })
      await store.read(CHAT)
      await store.has(CHAT)
      await store.delete(CHAT)
    })
    for (const command of ['set', 'get', 'exists', 'del']) expect(seen.toLowerCase()).toContain(`${command} ${PREFIX}`)
    for (const secret of [CHAT, TEXT, 'hẻm']) {
      expect(seen).not.toContain(secret)
      expect(seen).not.toContain(Buffer.from(secret).toString('base64url'))
    }
  })

  it('seal the same value differently each time, and show its length in whole KiB only', async () => {
    const seen = new Set<string | null>()
    for (const value of ['', 'a', TEXT.repeat(20), 'a']) {
      await sealedWith().write(CHAT, value)
      seen.add(await redis().get(nameOf(CHAT)))
    }
    expect(seen.size).toBe(4)
    expect(new Set([...seen].map((value) => value?.length)).size).toBe(1)
  })

  it('give back any value under any key, to every box of the same secret', async () => {
    const secret = randomBytes(32)
    const check = fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.jsonValue(), async (key, value) => {
      await sealedWith(createSessionBox(secret)).write(key, value)
      const found = await sealedWith(createSessionBox(secret.toString('base64url'))).read(key)
      expect(found).toStrictEqual(JSON.parse(JSON.stringify(value)))
    })
    await fc.assert(check, { numRuns: 200 })
  })

  it('are found by nobody with another secret', async () => {
    await sealedWith().write(CHAT, TEXT)
    const stranger = createSessionBox(randomBytes(32))
    expect(await sealedWith(stranger).read(CHAT)).toBeUndefined()
    expect(await sealedWith(stranger).has(CHAT)).toBe(false)
    await redis().rename(nameOf(CHAT), PREFIX + stranger.nameOf(CHAT))
    await expect(sealedWith(stranger).read(CHAT)).rejects.toMatchObject({ name: 'VaultError', code: 'wrong-key' })
  })

  it('have one-way names that tell nothing but sameness', () => {
    const names = Array.from({ length: 1_000 }, (_, id) => box.nameOf(String(-id)))
    expect(new Set(names).size).toBe(1_000)
    expect(names.every((name) => /^[\w-]{22}$/.test(name))).toBe(true)
    expect(box.nameOf(CHAT)).toBe(box.nameOf(CHAT))
    expect(box.nameOf('khóa'.normalize('NFD'))).not.toBe(box.nameOf('khóa'.normalize('NFC')))
  })

  it('offer no list of keys', () => {
    expect('readAllKeys' in sealedWith()).toBe(false)
  })

  it('answer `has` also over an adapter that has none', async () => {
    const store = encryptSessions<unknown>(new RedisAdapter<string>({ instance: redis() as Redis }), box)
    expect(await store.has(CHAT)).toBe(false)
    await store.write(CHAT, TEXT)
    expect(await store.has(CHAT)).toBe(true)
    expect(await store.read(CHAT)).toBe(TEXT)
  })

  it('ask for a secret of 32 bytes', () => {
    for (const secret of ['', 'abc', randomBytes(31), randomBytes(33), randomBytes(32).toString('hex')]) {
      expect(() => createSessionBox(secret)).toThrow(VaultError)
    }
  })
})

describe('a sealed session that was changed', () => {
  it('opens under no other key', async () => {
    await sealedWith().write('7', 'của 7')
    await sealedWith().write('8', 'của 8')
    await redis().copy(nameOf('7'), nameOf('8'), 'REPLACE')
    await expect(sealedWith().read('8')).rejects.toMatchObject({ name: 'VaultError', code: 'tampered' })
    expect(await sealedWith().read('7')).toBe('của 7')
  })

  it('is refused for every single character that differs', async () => {
    await sealedWith().write('7', TEXT)
    const stored = (await redis().get(nameOf('7'))) ?? ''
    const positions = [...Array(40).keys(), ...Array.from({ length: 40 }, (_, i) => stored.length - 1 - i), 700, 1_111]
    for (const at of positions) {
      const other = stored[at] === 'A' ? 'B' : 'A'
      await redis().set(nameOf('7'), stored.slice(0, at) + other + stored.slice(at + 1))
      await expect(sealedWith().read('7'), `position ${at}`).rejects.toBeInstanceOf(VaultError)
    }
  })

  it.each([
    ['cut off', (text: string) => text.slice(0, 40)],
    ['cut off and closed again', (text: string) => `${text.slice(0, 40)}"`],
    ['emptied', () => ''],
    ['made an empty text', () => '""'],
    ['replaced by plain JSON', () => '{"n":1}'],
    ['replaced by null', () => 'null'],
    ['lengthened', (text: string) => text.replace(/"$/, 'AAAA"')],
    ['given one part more', (text: string) => text.replace(/"$/, '.AAAA"')],
    ['spelt with padding', (text: string) => text.replace(/"$/, '=="')],
  ])('is refused and left as it is when it was %s', async (_, change) => {
    await sealedWith().write('7', TEXT)
    const changed = change((await redis().get(nameOf('7'))) ?? '')
    await redis().set(nameOf('7'), changed)
    await expect(sealedWith().read('7')).rejects.toBeInstanceOf(VaultError)
    expect(await redis().get(nameOf('7'))).toBe(changed)
  })

  it('stops the bot before its handler: nothing begins anew, nothing is overwritten', async () => {
    await sealedWith().write('7', { n: 41 })
    await redis().set(nameOf('7'), '"1.x.AAAA"')
    let ran = false
    const bot = grammyBot<Context & SessionFlavor<unknown>>()
    bot.use(session({ initial: () => ({ n: 0 }), storage: sealedWith() }))
    bot.use(() => {
      ran = true
    })
    await expect(bot.handleUpdate(message())).rejects.toMatchObject({ error: { name: 'VaultError' } })
    expect(ran).toBe(false)
    expect(await redis().get(nameOf('7'))).toBe('"1.x.AAAA"')
  })
})

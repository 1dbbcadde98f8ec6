import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/app/console-api.js'
import { linkAnswer, linkOfficer } from '../../src/app/link-officer.js'
import { StoreUnavailable } from '../../src/app/ports.js'
import { createBotName } from '../../src/store/alert-links.js'
import { keys } from '../../src/store/keys.js'
import { linkCodeId, newLinkCode } from '../../src/vault/link-code.js'
import { anAlertDesk } from '../support/alert-desk.js'
import { everythingIn, leaksOf } from '../support/leaks.js'
import { useWorld } from '../support/use-world.js'
import { anOfficer, firstLead } from '../support/world.js'

const world = useWorld()
const CHAT = '7654321098765'
let desk: ReturnType<typeof anAlertDesk>
let duty: Actor
let other: Actor

beforeAll(async () => {
  const lead = await firstLead(world())
  duty = await anOfficer(world(), lead, 'an', 'duty')
  other = await anOfficer(world(), lead, 'binh', 'duty')
})
beforeEach(async () => {
  await world().redis.del(keys.alertLinks)
  desk = anAlertDesk(world())
})

const stateOf = async (actor: Actor) => (await world().api.alertSettings(actor)).link.state
const actions = async () => (await world().audit.entries(-6, 6)).map(({ actor, action }) => [actor, action])

describe('a link code', () => {
  it('links the chat to the officer who asked for it, once', async () => {
    const { code } = await world().api.newLinkCode(duty, 'vi')
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
    expect(await stateOf(duty)).toBe('none')
    expect(await desk.use(code, CHAT)).toBe('linked')
    expect(await world().api.alertSettings(duty)).toMatchObject({ link: { state: 'linked' } })
    expect(await stateOf(other)).toBe('none')
    expect(await desk.use(code, 'a stranger')).toBe('unknown-code')
  })

  it('that is delivered again, because the answer was lost, is said to have linked; and links nothing anew', async () => {
    const { code } = await world().api.newLinkCode(duty, 'vi')
    expect(await desk.use(code, CHAT)).toBe('linked')
    const before = await world().duty.links.of(duty.officerId)
    expect(await desk.use(code, CHAT)).toBe('linked')
    expect(await world().duty.links.of(duty.officerId)).toEqual(before)
    await world().api.unlinkAlerts(duty)
    expect(await desk.use(code, CHAT)).toBe('unknown-code')
    expect(await stateOf(duty)).toBe('none')
  })

  it('still ends when it would have, though it was used', async () => {
    const { code } = await world().api.newLinkCode(duty, 'vi')
    await desk.use(code, CHAT)
    const left = await world().volatile.pttl(keys.linkCode(linkCodeId(code) ?? ''))
    expect(left).toBeGreaterThan(500_000)
    expect(left).toBeLessThanOrEqual(600_000)
  })

  it('of two chats that send it at once, one is linked', async () => {
    const { code } = await world().api.newLinkCode(duty, 'vi')
    const results = await Promise.all(['a', 'b', 'c'].map((chat) => desk.use(code, chat)))
    expect(results.sort()).toEqual(['linked', 'unknown-code', 'unknown-code'])
  })

  it.each([
    ['lower case', (code: string) => code.toLowerCase()],
    ['without its dash', (code: string) => code.replace('-', '')],
    ['with spaces', (code: string) => ` ${code.replace('-', ' ')} `],
    ['with letters for digits', (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'l')],
  ])('may be typed %s', async (_, typed) => {
    const { code } = await world().api.newLinkCode(duty, 'vi')
    expect(await desk.use(typed(code), CHAT)).toBe('linked')
  })

  it.each(['', 'x', '7KQM3-XWD9', '7KQM3-XWD9FF', 'UUUUU-UUUUU', '😀😀😀😀😀', 'a'.repeat(5_000)])(
    'that cannot be one (%j) is unknown',
    async (typed) => {
      expect(await desk.use(typed, CHAT)).toBe('unknown-code')
    },
  )

  it('that was never given is unknown', async () => {
    expect(await desk.use(newLinkCode(), CHAT)).toBe('unknown-code')
  })

  it('ends ten minutes after it was made', async () => {
    const { code, lifeMs } = await world().api.newLinkCode(duty, 'vi')
    expect(lifeMs).toBe(600_000)
    const key = keys.linkCode(linkCodeId(code) ?? '')
    const left = await world().volatile.pttl(key)
    expect(left).toBeGreaterThan(590_000)
    expect(left).toBeLessThanOrEqual(600_000)
    await world().volatile.pexpire(key, 1)
    await expect.poll(() => world().volatile.exists(key)).toBe(0)
    expect(await desk.use(code, CHAT)).toBe('unknown-code')
  })

  it('ends when the officer asks for another', async () => {
    const first = await world().api.newLinkCode(duty, 'vi')
    const second = await world().api.newLinkCode(duty, 'vi')
    expect(await desk.use(first.code, CHAT)).toBe('unknown-code')
    expect(await desk.use(second.code, CHAT)).toBe('linked')
  })

  it('is one of few tries: a chat that guesses has to wait, also with the right one, and others do not', async () => {
    for (let n = 0; n < 5; n += 1) expect(await desk.use(newLinkCode(), CHAT)).toBe('unknown-code')
    const { code } = await world().api.newLinkCode(duty, 'vi')
    expect(await desk.use(code, CHAT)).toBe('wait')
    expect(await desk.use(code, 'another chat')).toBe('linked')
  })

  it('is answered in words', () => {
    for (const result of ['linked', 'unknown-code', 'wait'] as const) {
      for (const language of ['vi', 'en']) expect(world().translator.say(language, linkAnswer(result))).toMatch(/\.$/)
    }
  })

  it('links nothing, and says so, when the store does not keep it', async () => {
    const { code } = await world().api.newLinkCode(duty, 'vi')
    const put = async () => {
      throw new StoreUnavailable()
    }
    const address = { channel: 'telegram', chat: CHAT } as const
    await expect(linkOfficer({ ...desk.link, links: { put } }, code, address)).rejects.toThrow(StoreUnavailable)
    expect(await stateOf(duty)).toBe('none')
    // Delivered again by the platform, once the store is back.
    expect(await desk.use(code, CHAT)).toBe('linked')
    expect(await stateOf(duty)).toBe('linked')
  })
})

describe('a link', () => {
  it('takes the place of the one before', async () => {
    await desk.linked(duty, 'cũ')
    await desk.linked(duty, 'mới')
    const links = await world().duty.links.all()
    expect(links.size).toBe(1)
    const link = links.get(duty.officerId)
    expect(link?.state === 'linked' && desk.worker.opener.open(link.address).chat).toBe('mới')
  })

  it('is in the audit once, however many workers look, and so is the end of it', async () => {
    await desk.linked(duty, CHAT)
    await Promise.all([desk.run(), desk.run(), desk.run()])
    await desk.run()
    await world().api.unlinkAlerts(duty)
    await world().api.unlinkAlerts(duty)
    expect(await stateOf(duty)).toBe('none')
    expect((await actions()).slice(-3)).toEqual([
      [duty.officerId, 'link-code-made'],
      [duty.officerId, 'alerts-linked'],
      [duty.officerId, 'alerts-unlinked'],
    ])
  })

  it('ends when the officer says so, also while the worker is writing it into the audit', async () => {
    await desk.linked(duty, CHAT)
    await Promise.all([desk.run(), world().api.unlinkAlerts(duty), desk.run()])
    expect(await stateOf(duty)).toBe('none')
  })

  it('leaves no chat and no code in either Redis', async () => {
    const { code } = await world().api.newLinkCode(other, 'vi')
    await desk.linked(duty, CHAT)
    await desk.run()
    const found = [
      ...(await everythingIn(world().redis as never, 'durable')),
      ...(await everythingIn(world().volatile as never, 'volatile')),
    ].filter(({ where }) => !where.includes('hom-thu:allowance:'))
    expect(found.some(({ where }) => where.includes(keys.alertLinks))).toBe(true)
    expect(found.some(({ where }) => where.includes('link-code:'))).toBe(true)
    expect(leaksOf([CHAT, code, code.replace('-', '')], found)).toEqual([])
  })
})

describe('the name of the bot', () => {
  it('is what the bot last said, and nothing that is no name', async () => {
    const name = createBotName(world().volatile)
    expect(await name.read()).toBeUndefined()
    await name.keep('hom_thu_138_bot')
    expect((await world().api.alertSettings(duty)).botName).toBe('hom_thu_138_bot')
    await world().volatile.set(keys.telegramName, 'evil/../?x')
    expect((await world().api.newLinkCode(duty, 'vi')).botName).toBeUndefined()
  })
})

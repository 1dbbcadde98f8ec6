import type { Redis } from 'ioredis'
import sodium from 'sodium-native'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createConsoleApi } from '../../src/app/console/create-console-api.js'
import type { Actor, CaseAction } from '../../src/app/console-api.js'
import { createEffects } from '../../src/app/run-effect.js'
import { sendNotice } from '../../src/app/send-notice.js'
import { startNoticeWorker } from '../../src/delivery/notice-worker.js'
import { createNotices } from '../../src/delivery/notices.js'
import type { Draft } from '../../src/domain/conversation/state.js'
import { silent } from '../../src/log.js'
import { keys } from '../../src/store/keys.js'
import { connect } from '../../src/store/redis.js'
import { createAddressOpener } from '../../src/vault/address.js'
import { pairOf } from '../../src/vault/boxes.js'
import { unb64 } from '../../src/vault/bytes.js'
import { openPrivateKey } from '../../src/vault/ring.js'
import { reportsFromChat } from '../support/chat-citizen.js'
import { everythingIn, leaksOf } from '../support/leaks.js'
import { recordingMessenger } from '../support/recording-messenger.js'
import { freshRedis } from '../support/redis.js'
import { aCitizen, anOfficer, aWorld, firstLead, reports, type World } from '../support/world.js'

const CHAT = '7654321098'
const WORDS = 'Lúc mấy giờ vậy bà con?'
const ASK: CaseAction = { type: 'ask', text: WORDS }
const DRAFT: Draft = {
  category: 'drugs',
  text: 'Tối nào cũng tụ tập.',
  happeningNow: false,
  area: null,
  placeWords: null,
  when: 'often',
  whenWords: null,
  firstHand: 'saw',
  evidence: [],
  suggested: [],
  restricted: false,
  notify: true,
}
const CLOSE = { type: 'close', outcome: 'not-enough', note: 'chưa đủ', reply: 'Cảm ơn bà con.' } as const

let world: World
let servers: Awaited<ReturnType<typeof freshRedis>>
let [lead, duty] = [] as unknown as [Actor, Actor]

beforeAll(async () => {
  servers = await freshRedis()
  world = await aWorld({ durable: servers.durable.url, volatile: servers.volatile.url })
  lead = await firstLead(world)
  duty = await anOfficer(world, lead, 'an', 'duty')
  return async () => {
    await world.stop()
    await servers.stop()
  }
})
beforeEach(() => {
  world.posted.length = 0
})

async function claimed(chat = CHAT, options: Parameters<typeof reportsFromChat>[2] = {}) {
  const found = await reportsFromChat(world, chat, options)
  const by = options.how === 'send-restricted' ? lead : duty
  expect(await world.api.act(by, found.id, { type: 'claim' })).toBe('done')
  return found
}

const stored = (id: string) => world.redis.get(keys.caseAddress(id))
const opener = () => createAddressOpener(world.first.secrets.ADDRESS_PRIVATE_KEY)
const told = () => world.posted.map((inner) => opener().open(inner).chat)

describe('being told of an answer', () => {
  it('follows every word of an officer to the citizen, once, and nothing else', async () => {
    const { id } = await claimed()
    for (const action of [{ type: 'note', text: 'ghi chú' }, { type: 'release' }, { type: 'claim' }] as const) {
      expect(await world.api.act(duty, id, action)).toBe('done')
    }
    expect(told()).toEqual([])
    expect(await world.api.act(duty, id, ASK)).toBe('done')
    expect(await world.api.act(duty, id, { type: 'reply', text: 'Đã nhận.' })).toBe('done')
    expect(await world.api.act(duty, id, CLOSE)).toBe('done')
    expect(told()).toEqual([CHAT, CHAT, CHAT])
  })

  it('is for tips to the leads as well', async () => {
    const { id } = await claimed(CHAT, { how: 'send-restricted' })
    expect(await world.api.act(lead, id, ASK)).toBe('done')
    expect(told()).toEqual([CHAT])
  })

  it('does not follow a closure without words, nor an act that was refused', async () => {
    const { id } = await claimed()
    expect(await world.api.act(lead, id, ASK)).toBe('not-claimed')
    expect(await world.api.act(duty, id, ASK, 1)).toBe('changed')
    expect(await world.api.act(duty, id, { ...CLOSE, reply: '' })).toBe('done')
    expect(told()).toEqual([])
  })

  it('is off for whoever said no, and for the web', async () => {
    const { id } = await claimed(CHAT, { notify: 'no' })
    const { receipt } = await reports(world, 'tin trên web')
    const web = (await world.reports.caseOfReceipt(world.vault.lookupId(receipt))) ?? ''
    await world.api.act(duty, web, { type: 'claim' })
    for (const one of [id, web]) expect(await world.api.act(duty, one, ASK)).toBe('done')
    expect(told()).toEqual([])
  })

  it('still works after the duty key was changed', async () => {
    const { id } = await claimed()
    const leaver = await anOfficer(world, lead, 'roi', 'duty')
    expect(await world.api.disable(lead, leaver.officerId)).toBe('done')
    expect(await world.api.act(duty, id, ASK)).toBe('done')
    expect(told()).toEqual([CHAT])
  })

  it('never stands in the way of what an officer does', async () => {
    const { id } = await claimed()
    const post = async () => {
      throw new Error('away')
    }
    const api = createConsoleApi({ ...world.consoleDeps, notices: { post } })
    expect(await api.act(duty, id, ASK)).toBe('done')
    await world.redis.set(keys.caseAddress(id), '1.nobody.AAAA')
    expect(await world.api.act(duty, id, { type: 'reply', text: 'Đã nhận.' })).toBe('done')
    expect((await world.cases.events(id)).map(({ type }) => type)).toContain('reply-sent')
    expect(told()).toEqual([])
  })

  it('goes from the officer’s session to the phone through the real queue, which knows nothing else', async () => {
    const { id, receipt } = await claimed()
    const delays = [60_000, 0]
    const notices = createNotices({
      connect: () => connect(servers.volatile.url),
      delayMs: () => delays.shift() ?? 0,
      log: silent,
    })
    const api = createConsoleApi({ ...world.consoleDeps, notices })
    expect(await api.act(duty, id, ASK)).toBe('done')
    const everywhere = await everythingIn(world.volatile as Redis, 'volatile')
    const queue = everywhere.filter(({ where }) => where.includes('{hom-thu-jobs}'))
    expect(queue.length).toBeGreaterThan(0)
    expect(leaksOf([id, duty.officerId, receipt, CHAT, 'telegram', WORDS, 'drugs'], queue)).toEqual([])
    const telegram = recordingMessenger()
    const message = { text: 'Hòm thư có tin mới.' }
    const worker = startNoticeWorker({
      connect: () => connect(servers.volatile.url, { maxRetriesPerRequest: null, commandTimeout: undefined }),
      send: (inner) => sendNotice({ opener: opener(), messengers: { telegram }, message }, inner),
      counted: () => undefined,
      waitsMs: [20, 20],
      log: silent,
    })
    expect(await api.act(duty, id, { type: 'reply', text: 'Đã nhận.' })).toBe('done')
    await expect.poll(() => telegram.sent).toEqual([{ chat: CHAT, message }])
    await worker.stop()
    await notices.close()
  })
})

describe('what is kept of it', () => {
  it('is equally long whether somebody is told or not, on every channel, and ends on the same day', async () => {
    const ids = [
      (await reportsFromChat(world, CHAT)).id,
      (await reportsFromChat(world, '1')).id,
      (await reportsFromChat(world, `-100${CHAT}`, { how: 'send-restricted' })).id,
      (await reportsFromChat(world, CHAT, { notify: 'no' })).id,
    ]
    const { receipt } = await reports(world, 'tin trên web')
    ids.push((await world.reports.caseOfReceipt(world.vault.lookupId(receipt))) ?? '')
    const seen = async (id: string) => {
      const ends = Number(await world.redis.call('PEXPIRETIME', keys.caseAddress(id)))
      const { receivedAt = '' } = (await world.cases.status(id)) ?? {}
      return { length: (await stored(id))?.length, days: (ends - Date.parse(receivedAt)) / 86_400_000 }
    }
    const [first, ...others] = await Promise.all(ids.map(seen))
    expect(first?.days).toBe(90)
    for (const other of others) expect(other).toEqual(first)
  })

  it('shows neither the chat nor the channel in either Redis', async () => {
    await claimed()
    for (const redis of [world.redis, world.volatile] as Redis[]) {
      expect(leaksOf([CHAT, 'telegram'], await everythingIn(redis, 'redis'))).toEqual([])
    }
  })

  it('opens for nobody alone: neither for the bot with the worker, nor for the bot with every officer', async () => {
    const { id } = await reportsFromChat(world, CHAT)
    const sealed = (await stored(id)) ?? ''
    const { BOT_SIGNING_KEY, ADDRESS_KEY, ADDRESS_PRIVATE_KEY, ORG_KEY, CONSOLE_SECRET } = world.first.secrets
    const bot = [BOT_SIGNING_KEY, ADDRESS_KEY, ORG_KEY].flatMap(pieces)
    const worker = [ADDRESS_PRIVATE_KEY, ORG_KEY].flatMap(pieces)
    const officers = [...(await heldBy(duty)), ...(await heldBy(lead)), ...pieces(CONSOLE_SECRET)]
    expect(opens([...bot, ...worker], sealed)).not.toContain(CHAT)
    expect(opens([...bot, ...officers], sealed)).not.toContain(CHAT)
    // The same search finds it when both are at hand.
    expect(opens([...officers, ...worker], sealed)).toContain(CHAT)
  })

  it('is the first try’s, however often a report is sent again', async () => {
    const run = createEffects(world.effects, 'telegram')
    const session = await aCitizen(world).look()
    const [caseId, receipt] = [world.vault.newCaseId(), world.vault.newReceipt()]
    const save = { type: 'save-report', draft: DRAFT, caseId, receipt } as const
    const from = (chat: string) => ({ channel: 'telegram', chat }) as const
    expect((await run({ ...save, again: false }, session, from(CHAT))).type).toBe('report-saved')
    const first = await stored(caseId)
    expect((await run({ ...save, again: true }, session, from('1'))).type).toBe('report-saved')
    expect(await stored(caseId)).toBe(first)
    expect(await world.cases.events(caseId)).toHaveLength(1)
  })

  it('is never made up: a wish to be told without a chat to write to saves nothing', async () => {
    const run = createEffects(world.effects, 'telegram')
    const [caseId, receipt] = [world.vault.newCaseId(), world.vault.newReceipt()]
    const save = { type: 'save-report', draft: DRAFT, caseId, receipt, again: false } as const
    expect((await run(save, await aCitizen(world).look())).type).toBe('report-failed')
    expect(await stored(caseId)).toBeNull()
    expect(await world.cases.status(caseId)).toBeUndefined()
  })

  it('is not there when the report is not', async () => {
    const { receipt, id } = await reportsFromChat(world, CHAT)
    const report = await world.cases.report(id)
    if (!report) throw new Error('no report')
    const other = { ...report, id: world.vault.newCaseId() }
    const taken = world.reports.submit(other, world.vault.lookupId(receipt), false, [], 'sealed')
    await expect(taken).rejects.toThrow('store unavailable')
    expect(await stored(other.id)).toBeNull()
  })
})

/** Whatever may be a key in a secret: its 32 bytes, or either half of its 64. */
function pieces(secret: string): Buffer[] {
  const bytes = unb64(secret)
  return [bytes.subarray(0, 32), bytes.subarray(32)].filter(({ length }) => length === 32)
}

/** All private keys that an officer's own key leads to. */
async function heldBy({ unlocked }: Actor): Promise<Buffer[]> {
  const [ring, list] = [await world.officers.ring(), await world.keyLists.current()]
  const me = pairOf(unlocked.secretKey)
  const shared = list.keys.flatMap(({ use, keyId, publicKey }) => {
    const slot = ring[keyId]?.[me.keyId]
    return slot && (use === 'duty' || use === 'lead') ? [openPrivateKey(me, use, publicKey, slot).secretKey] : []
  })
  return [me.secretKey, ...shared]
}

/** Everything that these keys open, one inside the other. */
function opens(secrets: readonly Buffer[], sealed: string): string {
  const bytes = unb64(sealed.split('.')[2] ?? '')
  for (const secret of secrets) {
    const plain = Buffer.alloc(bytes.length - sodium.crypto_box_SEALBYTES)
    if (!sodium.crypto_box_seal_open(plain, bytes, unb64(pairOf(secret).publicKey), secret)) continue
    const text = plain.toString()
    const [inside] = /1\.[0-9a-z]{24}\.[\w-]+/.exec(text) ?? []
    return inside ? text + opens(secrets, inside) : text
  }
  return ''
}

import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/app/console-api.js'
import type { Session } from '../../src/app/incoming.js'
import { keys } from '../../src/store/keys.js'
import { lookupId } from '../../src/vault/receipt.js'
import { useWorld } from '../support/use-world.js'
import { aCitizen, anOfficer, drafts, firstLead, reports } from '../support/world.js'

const world = useWorld()
const DAY = 24 * 3_600_000
let [lead, duty] = [] as unknown as [Actor, Actor]

beforeAll(async () => {
  lead = await firstLead(world())
  duty = await anOfficer(world(), lead, 'an', 'duty')
})
afterEach(() => {
  world().time.offset = 60_000
})

const keysOf = (session: Session) => session.replies.map((reply) => reply.key)
async function statusOf(receipt: string) {
  const status = await world().cases.status(await caseOf(receipt))
  if (!status) throw new Error('no such case')
  return status
}
const caseOf = async (receipt: string) => (await world().redis.get(keys.receipt(lookupId(receipt)))) ?? ''

/** Comes back with the paper only. */
async function comesBack(receipt: string) {
  const citizen = aCitizen(world())
  await citizen.press('receipt')
  await citizen.type(receipt)
  return citizen
}

async function closedCase(text: string) {
  const { receipt } = await reports(world(), text)
  const id = await caseOf(receipt)
  await world().api.act(duty, id, { type: 'claim' })
  await world().api.act(duty, id, { type: 'close', outcome: 'not-confirmed', note: 'chưa thấy', reply: '' })
  return { receipt, id }
}

describe('adding to a tip', () => {
  it('reaches the officer, sealed like an answer, and the citizen sees only that it arrived', async () => {
    const { receipt } = await reports(world(), 'tin cần thêm')
    const citizen = await comesBack(receipt)
    await citizen.press('add')
    const saved = await citizen.type('xe ba gác màu xanh')
    expect(keysOf(saved)).toEqual(['receipt.saved.addition', 'status.open'])
    expect(JSON.stringify(saved)).not.toContain('ba gác')
    const file = await world().api.openCase(duty, await caseOf(receipt))
    expect(file?.entries.at(-1)).toMatchObject({ type: 'added', text: 'xe ba gác màu xanh' })
    expect(file?.status.unread).toBe(1)
    expect(await world().redis.lrange(keys.caseEvents(file?.status.id ?? ''), 0, -1)).not.toContain('ba gác')
  })

  it('is kept once, however often the same try arrives', async () => {
    const { receipt } = await reports(world(), 'tin gửi hai lần')
    const citizen = await comesBack(receipt)
    await citizen.press('add')
    await Promise.all([citizen.type('thêm một điều', 'e1'), citizen.type('thêm một điều', 'e1')])
    expect((await statusOf(receipt)).unread).toBe(1)
  })
})

describe('disagreeing with a closure', () => {
  it('brings the report back to the queue, and this time only a lead may close it', async () => {
    const { receipt, id } = await closedCase('tin bị đóng')
    const citizen = await comesBack(receipt)
    await citizen.press('dispute')
    expect(keysOf(await citizen.type('tôi có thêm ảnh chụp'))[0]).toBe('receipt.saved.dispute')
    expect((await world().api.queue(duty)).general.map((row) => row.id)).toContain(id)
    expect((await world().api.openCase(duty, id))?.entries.at(-1)).toMatchObject({ text: 'tôi có thêm ảnh chụp' })
    const close = { type: 'close', outcome: 'not-enough', note: 'xem lại', reply: '' } as const
    await world().api.act(duty, id, { type: 'claim' })
    expect(await world().api.act(duty, id, close)).toBe('lead-only')
    await world().api.act(duty, id, { type: 'release' })
    await world().api.act(lead, id, { type: 'claim' })
    expect(await world().api.act(lead, id, close)).toBe('done')
  })

  it('is possible once', async () => {
    const { receipt, id } = await closedCase('tin đóng hai lần')
    const citizen = await comesBack(receipt)
    await citizen.press('dispute')
    await citizen.type('chưa đồng ý')
    await world().api.act(lead, id, { type: 'claim' })
    await world().api.act(lead, id, { type: 'close', outcome: 'not-enough', note: 'xem lại', reply: '' })
    const again = await citizen.press('refresh')
    expect(again.replies.at(-1)?.choices?.map((choice) => choice.id)).toEqual(['refresh', 'done'])
  })
})

describe('withdrawing a tip', () => {
  async function withdrawing(text: string) {
    const { receipt } = await reports(world(), text)
    const citizen = await comesBack(receipt)
    await citizen.press('withdraw')
    const asked = await citizen.press('withdraw-yes')
    expect(keysOf(asked)).toEqual(['receipt.saved.withdraw', 'status.withdrawing'])
    return { receipt, citizen, id: await caseOf(receipt) }
  }

  it('takes effect after seven days by itself, and not before', async () => {
    const { receipt, id } = await withdrawing('tin rút sau bảy ngày')
    world().time.offset += 7 * DAY - 60_000
    await world().clocks()
    expect((await statusOf(receipt)).state.name).toBe('open')
    world().time.offset += 2 * 60_000
    expect((await world().clocks()).withdrawn).toBe(1)
    expect((await statusOf(receipt)).state.name).toBe('withdrawn')
    expect((await world().api.queue(lead)).general.map((row) => row.id)).not.toContain(id)
    expect(keysOf(await (await comesBack(receipt)).look())).toEqual(['status.withdrawn'])
  })

  it('takes effect at once when the lead confirms it; a duty officer may not', async () => {
    const { receipt, id } = await withdrawing('tin rút sớm')
    await expect(world().api.act(duty, id, { type: 'confirm-withdrawal' })).rejects.toThrow('not permitted')
    expect(await world().api.act(lead, id, { type: 'confirm-withdrawal' })).toBe('done')
    expect((await statusOf(receipt)).state.name).toBe('withdrawn')
  })

  it('can be taken back until then, so that nobody who was forced is bound by it', async () => {
    const { receipt, citizen } = await withdrawing('tin đổi ý')
    expect(keysOf(await citizen.press('keep'))).toEqual(['receipt.saved.keep', 'status.open'])
    world().time.offset += 8 * DAY
    expect((await world().clocks()).withdrawn).toBe(0)
    expect((await statusOf(receipt)).state.name).toBe('open')
  })

  it('does not stop an officer who is at work on it, and waits behind the closure should it be reopened', async () => {
    const { receipt, id } = await withdrawing('tin đang xem')
    await world().api.act(duty, id, { type: 'claim' })
    await world().api.act(duty, id, { type: 'close', outcome: 'confirmed', note: 'có biên bản', reply: '' })
    expect(await statusOf(receipt)).toMatchObject({ state: { name: 'closed' } })
    expect(keysOf(await (await comesBack(receipt)).look())).toEqual(['status.closed.confirmed'])
    await world().api.act(lead, id, { type: 'reopen', text: 'xem lại' })
    expect(keysOf(await (await comesBack(receipt)).look())).toEqual(['status.withdrawing'])
  })
})

describe('"forget me"', () => {
  it('leaves nothing of the draft behind, and the session begins anew', async () => {
    const citizen = aCitizen(world())
    await drafts(citizen, 'phần đang viết dở')
    await citizen.type('/xoa')
    const gone = await citizen.press('forget-yes')
    expect(keysOf(gone)).toEqual(['forget.done', 'menu.ask'])
    const kept = (await world().sessions.load(citizen.handle)).value
    expect(JSON.stringify(kept)).not.toContain('viết dở')
    expect(kept).toMatchObject({ state: { step: 'menu' }, transcript: [] })
  })

  it('does not touch a report that was sent: its receipt still opens it', async () => {
    const { citizen, receipt } = await reports(world(), 'tin đã gửi')
    await citizen.type('xóa')
    await citizen.press('forget-yes')
    expect(keysOf(await (await comesBack(receipt)).look())).toEqual(['status.open'])
  })

  it('arriving twice changes nothing the second time', async () => {
    const citizen = aCitizen(world())
    await citizen.press('report')
    await citizen.type('/xoa', 'ask')
    await citizen.press('forget-yes', 'once')
    await citizen.press('report')
    expect((await citizen.press('forget-yes', 'once')).state.step).toBe('category')
  })
})

describe('what people type instead of pressing', () => {
  it.each([
    ['/huy', 'menu'],
    ['/HUY', 'menu'],
    ['/lui', 'category'],
    ['quay lai', 'category'],
    ['Hủy', 'menu'],
    ['/phieu', 'ask-receipt'],
    ['/xoa@hom_thu_bot', 'forgetting'],
    ['quên tôi', 'forgetting'],
    ['/khancap', 'what'],
    ['số khẩn cấp', 'what'],
  ])('"%s" leads from the story to "%s"', async (words, step) => {
    const citizen = aCitizen(world())
    for (const id of ['report', 'drugs']) await citizen.press(id)
    expect((await citizen.type(words)).state.step).toBe(step)
  })

  it('numbers and words choose alike, with and without accents', async () => {
    const citizen = aCitizen(world())
    expect((await citizen.type('1')).state.step).toBe('category')
    expect((await citizen.type('ma tuy')).state).toMatchObject({ step: 'what', draft: { category: 'drugs' } })
    await citizen.type('đêm nào cũng có người lạ')
    expect((await citizen.type('khong')).state).toMatchObject({ step: 'where' })
    expect((await citizen.type('Phường An Hội')).state).toMatchObject({ step: 'when' })
    expect((await citizen.type('2')).state).toMatchObject({ step: 'first-hand', draft: { when: 'yesterday' } })
    expect((await citizen.type('tôi thấy tận mắt')).state.step).toBe('review')
  })

  it('a language is switched by its name, and the question stays', async () => {
    const citizen = aCitizen(world())
    await citizen.press('report')
    expect(await citizen.type('english')).toMatchObject({ language: 'en', state: { step: 'category' } })
    expect(await citizen.type('/vi')).toMatchObject({ language: 'vi', state: { step: 'category' } })
  })

  it('a half-written story survives a change of language', async () => {
    const citizen = aCitizen(world())
    for (const id of ['report', 'drugs']) await citizen.press(id)
    const other = await citizen.send({ type: 'language', language: 'en', beside: 'nửa chừng' })
    expect(other.replies.at(-1)).toMatchObject({ prefill: 'nửa chừng' })
  })

  it('a story is a story: a number in it is no button, and a command inside a sentence is none', async () => {
    const citizen = aCitizen(world())
    for (const id of ['report', 'drugs']) await citizen.press(id)
    expect((await citizen.type('2')).state).toMatchObject({ draft: { text: '2' } })
    await citizen.press('back')
    expect((await citizen.type('có người bảo tôi gõ /xoa')).state.step).toBe('now')
  })
})

describe('one session', () => {
  it('sends three reports in a row, and is then asked to wait with its report kept', async () => {
    const citizen = aCitizen(world())
    for (let n = 1; n <= 3; n += 1) {
      await drafts(citizen, `tin thứ ${n}`)
      await citizen.press('send')
      await citizen.press('saved')
    }
    await drafts(citizen, 'tin thứ tư')
    const refused = await citizen.press('send')
    expect(keysOf(refused)).toEqual(['common.tooOften', 'report.review'])
    expect(JSON.stringify(refused.replies[1]?.card)).toContain('tin thứ tư')
  })

  it('may try ten codes, and is then asked to wait; the right one opens from elsewhere all the same', async () => {
    const { receipt } = await reports(world(), 'tin có phiếu')
    const citizen = aCitizen(world())
    await citizen.press('receipt')
    const answers: (string | undefined)[] = []
    for (let n = 0; n < 12; n += 1) answers.push(keysOf(await citizen.type('7KQM'))[0])
    expect(answers.filter((key) => key === 'receipt.wrong')).toHaveLength(10)
    expect(answers.at(-1)).toBe('common.tooOften')
    expect(keysOf(await (await comesBack(receipt)).look())).toEqual(['status.open'])
  })
})

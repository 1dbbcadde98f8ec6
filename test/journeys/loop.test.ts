import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/app/console-api.js'
import { foldEvents } from '../../src/domain/cases/status.js'
import { StructuredReport } from '../../src/domain/report.js'
import { readAnchors } from '../../src/store/audit.js'
import { keys } from '../../src/store/keys.js'
import { auditFaults } from '../../src/vault/audit-link.js'
import { lookupId } from '../../src/vault/receipt.js'
import { useWorld } from '../support/use-world.js'
import { aCitizen, anOfficer, drafts, firstLead, reports } from '../support/world.js'

const world = useWorld()
let lead: Actor
let duty: Actor

beforeAll(async () => {
  lead = await firstLead(world())
  duty = await anOfficer(world(), lead, 'an', 'duty')
})

async function caseOf(receipt: string): Promise<string> {
  const id = await world().reports.caseOfReceipt(lookupId(receipt))
  if (!id) throw new Error('no such case')
  return id
}

describe('the loop', () => {
  it('a tip reaches the officer, a question comes back, the answer too, and the outcome', async () => {
    const { citizen, receipt } = await reports(world(), 'Tối nào cũng tụ tập chơi đồ ở dãy trọ')
    await citizen.press('saved')
    const id = await caseOf(receipt)

    expect(await world().api.act(duty, id, { type: 'claim' })).toBe('done')
    const page = await world().api.openCase(duty, id)
    expect(page).toMatchObject({
      mine: true,
      signed: true,
      content: { text: 'Tối nào cũng tụ tập chơi đồ ở dãy trọ', channel: 'web' },
    })
    expect(await world().api.act(duty, id, { type: 'ask', text: 'Bà con thấy lúc mấy giờ?' })).toBe('done')

    const later = aCitizen(world())
    await later.press('receipt')
    const opened = await later.type(receipt.toLowerCase())
    expect(opened.replies.at(-1)?.card).toMatchObject([{ value: { text: 'Bà con thấy lúc mấy giờ?' } }])
    await later.press('answer')
    expect((await later.type('Khoảng mười giờ đêm')).replies[0]?.key).toBe('receipt.saved.answer')

    const answered = await world().api.openCase(duty, id)
    expect(answered?.status.unread).toBe(1)
    expect(answered?.entries.map((entry) => entry.text)).toContain('Khoảng mười giờ đêm')
    await world().api.act(duty, id, { type: 'note', text: 'ghi chú nội bộ' })
    const closing = { type: 'close', outcome: 'confirmed', note: 'có biên bản', reply: 'Cảm ơn bà con.' } as const
    expect(await world().api.act(duty, id, closing)).toBe('done')

    const outcome = await later.press('refresh')
    expect(outcome.replies.at(-1)?.key).toBe('status.closed.confirmed')
    const shown = JSON.stringify(outcome.replies)
    expect(shown).toContain('Cảm ơn bà con.')
    expect(shown).not.toContain('biên bản')
    expect(shown).not.toContain('nội bộ')
    expect(shown).not.toContain('dãy trọ')
  })

  it('stores exactly what its events make of a case', async () => {
    for (const id of (await world().api.queue(lead)).closed.map((row) => row.id)) {
      expect(foldEvents(await world().cases.events(id))).toEqual(await world().cases.status(id))
    }
  })

  it('the stream holds one entry a report, as the contract says, with its time cut to the minute', async () => {
    const entries = (await world().redis.xrange(keys.reports, '-', '+')) as [string, string[]][]
    expect(entries.length).toBeGreaterThan(0)
    for (const [id, [field, json]] of entries) {
      expect(field).toBe('report')
      const report = StructuredReport.parse(JSON.parse(json ?? ''))
      expect(Number(id.split('-')[0]) % 60_000).toBe(0)
      expect(id.split('-')[0]).toBe(String(Date.parse(report.receivedAt)))
    }
  })

  it('an entry id never goes below the last one when the clock steps back', async () => {
    world().time.offset -= 3_600_000
    await reports(world(), 'đồng hồ lùi')
    world().time.offset += 3_600_000
    const ids = ((await world().redis.xrange(keys.reports, '-', '+')) as [string, string[]][]).map(([id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(Number(ids.at(-1)?.split('-')[0])).toBeGreaterThanOrEqual(Number(ids.at(-2)?.split('-')[0]))
  })

  it('a redelivered message changes nothing', async () => {
    const citizen = aCitizen(world())
    await citizen.press('report', 'event-1')
    const once = await citizen.press('drugs', 'event-2')
    expect(await citizen.press('drugs', 'event-2')).toEqual(once)
    expect(await citizen.press('report', 'event-1')).toEqual(once)
  })

  it('two presses of send at once make one report', async () => {
    const before = await world().redis.xlen(keys.reports)
    const citizen = aCitizen(world())
    await drafts(citizen, 'bấm hai lần')
    const [one, two] = await Promise.all([citizen.press('send', 'a'), citizen.press('send', 'b')])
    expect(await world().redis.xlen(keys.reports)).toBe(before + 1)
    const code = (session: typeof one) => session.replies.find((reply) => reply.code)?.code
    expect(code(one)).toBe(code(two))
  })

  it('forty messages at once are forty turns, one after the other', async () => {
    const citizen = aCitizen(world())
    await citizen.type('chào')
    await Promise.all(Array.from({ length: 40 }, () => citizen.type('chào')))
    expect((await world().sessions.load(citizen.handle)).version).toBe(41)
  })
})

describe('a report for the leads only', () => {
  it('does not exist for a duty officer: not in the queue, not by its address, not in the general stream', async () => {
    const before = await world().redis.xlen(keys.reports)
    const { receipt } = await reports(world(), 'Có cán bộ bảo kê bến cát', 'send-restricted')
    const id = await caseOf(receipt)
    expect(JSON.stringify(await world().api.queue(duty))).not.toContain(id)
    expect(await world().api.openCase(duty, id)).toBeUndefined()
    expect(await world().api.act(duty, id, { type: 'claim' })).toBe('not-found')
    const status = JSON.parse((await world().redis.get(keys.caseStatus(id))) ?? '')
    await world().redis.set(keys.caseStatus(id), JSON.stringify({ ...status, restricted: false }))
    expect(await world().api.openCase(duty, id), 'the key it was sealed to still says so').toBeUndefined()
    expect(await world().api.openCase(lead, id)).toMatchObject({ signed: false })
    await world().redis.set(keys.caseStatus(id), JSON.stringify(status))
    expect(await world().redis.xlen(keys.reports)).toBe(before)
    expect((await world().api.openCase(lead, id))?.content?.text).toBe('Có cán bộ bảo kê bến cát')
  })
})

describe('answers', () => {
  async function asked(text: string) {
    const { citizen, receipt } = await reports(world(), text)
    await citizen.press('saved')
    const id = await caseOf(receipt)
    await world().api.act(duty, id, { type: 'claim' })
    await world().api.act(duty, id, { type: 'ask', text: 'Có mấy người?' })
    const answering = async () => {
      const window = aCitizen(world())
      for (const step of [() => window.press('receipt'), () => window.type(receipt), () => window.press('answer')])
        await step()
      return window
    }
    const answers = async () =>
      (await world().api.openCase(duty, id))?.entries.filter((entry) => entry.type === 'answer-received') ?? []
    return { id, answering, answers }
  }

  it('a bare number is an answer, never a button', async () => {
    const { answering, answers } = await asked('hỏi số người')
    expect((await (await answering()).type('1')).replies[0]?.key).toBe('receipt.saved.answer')
    expect((await answers()).map((entry) => entry.text)).toEqual(['1'])
  })

  it('of two windows one answer is kept; the other gets its words back', async () => {
    const { answering, answers } = await asked('hai cửa sổ')
    const [one, two] = [await answering(), await answering()]
    expect((await one.type('ba người')).replies[0]?.key).toBe('receipt.saved.answer')
    const second = await two.type('thêm: có một xe ba gác')
    expect(second.replies).toMatchObject([{ key: 'receipt.moved' }, { prefill: 'thêm: có một xe ba gác' }])
    expect(await answers()).toHaveLength(1)
  })

  it('never lands under another question than the one it was written for', async () => {
    const { id, answering, answers } = await asked('câu hỏi đổi')
    const window = await answering()
    await world().api.act(duty, id, { type: 'ask', text: 'Có ai bị thương không?' })
    const late = await window.type('ba người')
    expect(late.replies).toMatchObject([{ key: 'receipt.questionChanged' }, { prefill: 'ba người' }])
    expect(JSON.stringify(late.replies)).toContain('Có ai bị thương không?')
    expect(await answers()).toEqual([])
    await window.type('dạ không')
    expect((await answers()).map((entry) => entry.text)).toEqual(['dạ không'])
  })

  it('one message that does not open does not shut the others away', async () => {
    const { id, answering } = await asked('tin bị sửa')
    const events = (await world().redis.lrange(keys.caseEvents(id), 0, -1)).map((text) => JSON.parse(text))
    await world().api.act(duty, id, { type: 'reply', text: 'Đã nhận.' })
    await world().redis.lset(
      keys.caseEvents(id),
      2,
      JSON.stringify({ ...events[2], forCitizen: events[2].forCitizen.slice(0, -8) }),
    )
    const shown = JSON.stringify((await (await answering()).look()).replies)
    expect(shown).toContain('message.cannotOpen')
    expect(shown).toContain('Đã nhận.')
  })
})

describe('two officers at once', () => {
  it('exactly one gets the case, however often they try', async () => {
    const other = await anOfficer(world(), lead, 'binh', 'duty')
    for (let round = 0; round < 10; round += 1) {
      const { receipt } = await reports(world(), `tranh nhau ${round}`)
      const id = await caseOf(receipt)
      const results = await Promise.all([duty, other].map((actor) => world().api.act(actor, id, { type: 'claim' })))
      expect([...results].sort()).toEqual(['claimed-by-other', 'done'])
      const events = await world().cases.events(id)
      expect(events.filter((event) => event.type === 'claimed')).toHaveLength(1)
      await world().api.act(results[0] === 'done' ? duty : other, id, { type: 'release' })
    }
  })
})

describe('a case that moved on', () => {
  it('takes no reply from a screen that has not seen the latest answer, and a second press does nothing', async () => {
    const { citizen, receipt } = await reports(world(), 'trả lời khi chưa đọc')
    const id = await caseOf(receipt)
    await world().api.act(duty, id, { type: 'claim' })
    await world().api.act(duty, id, { type: 'ask', text: 'Ở đâu?' })
    const seen = (await world().api.openCase(duty, id))?.status.version
    await citizen.press('saved')
    for (const step of [() => citizen.press('receipt'), () => citizen.type(receipt), () => citizen.press('answer')])
      await step()
    await citizen.type('gần cầu')
    expect(await world().api.act(duty, id, { type: 'reply', text: 'Chúng tôi đã rõ' }, seen)).toBe('changed')
    const now = (await world().api.openCase(duty, id))?.status.version
    expect(await world().api.act(duty, id, { type: 'reply', text: 'Chúng tôi đã rõ' }, now)).toBe('done')
    expect(await world().api.act(duty, id, { type: 'reply', text: 'Chúng tôi đã rõ' }, now)).toBe('changed')
  })

  it('goes back to the queue when a lead says so, and when its holder is disabled', async () => {
    const leaver = await anOfficer(world(), lead, 'khoa', 'duty')
    const { receipt } = await reports(world(), 'người giữ vắng mặt')
    const id = await caseOf(receipt)
    await world().api.act(leaver, id, { type: 'claim' })
    await expect(world().api.act(duty, id, { type: 'take-back' })).rejects.toThrow('not permitted')
    expect(await world().api.act(lead, id, { type: 'take-back' })).toBe('done')
    await world().api.act(leaver, id, { type: 'claim' })
    await world().api.disable(lead, leaver.officerId)
    expect((await world().cases.status(id))?.state).toEqual({ name: 'open' })
  })
})

describe('the audit chain', () => {
  it('holds every action and view, and verifies', async () => {
    const entries = await world().audit.entries(0, 100_000)
    expect(auditFaults(entries, await readAnchors(world().dataDir))).toEqual([])
    const actions = new Set(entries.map((entry) => entry.action))
    for (const action of [
      'signed-in',
      'case-claimed',
      'case-viewed',
      'question-asked',
      'note-added',
      'case-closed',
      'refused',
    ] as const) {
      expect(actions).toContain(action)
    }
  })

  it('holds no word of a report', async () => {
    expect(JSON.stringify(await world().audit.entries(0, 100_000))).not.toContain('dãy trọ')
  })
})

describe('the first-look clock', () => {
  it('marks a late case once, in the audit too, and lets it be claimed', async () => {
    const { receipt } = await reports(world(), 'để quá giờ')
    const id = await caseOf(receipt)
    world().time.offset += 25 * 3_600_000
    expect((await world().clocks()).overdue).toBeGreaterThan(0)
    expect((await world().clocks()).overdue).toBe(0)
    expect((await world().cases.status(id))?.overdue).toBe(true)
    const { receipt: fresh } = await reports(world(), 'tin mới')
    const order = (await world().api.queue(duty)).general.map((row) => row.id)
    expect(order.indexOf(id), 'late ones move up').toBeLessThan(order.indexOf(await caseOf(fresh)))
    expect(await world().api.act(duty, id, { type: 'claim' })).toBe('done')
  })
})

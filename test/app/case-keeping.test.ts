import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/app/console-api.js'
import { writeCase } from '../../src/app/write-case.js'
import { keys } from '../../src/store/keys.js'
import { useWorld } from '../support/use-world.js'
import { anOfficer, firstLead, reports } from '../support/world.js'

const world = useWorld()
let lead: Actor
let duty: Actor

beforeAll(async () => {
  lead = await firstLead(world())
  duty = await anOfficer(world(), lead, 'an', 'duty')
})

async function aCase(how?: string) {
  const { receipt } = await reports(world(), 'Tối nào cũng tụ tập.', how)
  const id = (await world().reports.caseOfReceipt(world().vault.lookupId(receipt))) ?? 'none'
  return { receipt, id }
}

async function adds(receipt: string, id: string): Promise<string> {
  await writeCase(world().effects, receipt, { kind: 'addition', id: `w-${id}`, text: 'thêm' })
  const added = (await world().cases.events(id)).find(({ type }) => type === 'added')
  const keyId = added && 'keyId' in added ? added.keyId : ''
  return (await world().keyLists.current()).keys.find((key) => key.keyId === keyId)?.use ?? 'nobody'
}

describe('what a citizen adds is sealed', () => {
  it('to whoever may read the tip', async () => {
    const [general, restricted] = [await aCase(), await aCase('send-restricted')]
    expect(await adds(general.receipt, general.id)).toBe('duty')
    expect(await adds(restricted.receipt, restricted.id)).toBe('lead')
  })

  it('to the leads also when somebody took the mark off in Redis', async () => {
    const { receipt, id } = await aCase('send-restricted')
    const status = JSON.parse((await world().redis.get(keys.caseStatus(id))) ?? '')
    await world().redis.set(keys.caseStatus(id), JSON.stringify({ ...status, restricted: false }))
    expect(await adds(receipt, id)).toBe('lead')
  })

  it('to the leads when the signed report is not there or was changed', async () => {
    const [gone, changed] = [await aCase(), await aCase()]
    await world().redis.del(keys.caseReport(gone.id))
    expect(await adds(gone.receipt, gone.id)).toBe('lead')
    const report = JSON.parse((await world().redis.get(keys.caseReport(changed.id))) ?? '')
    await world().redis.set(keys.caseReport(changed.id), JSON.stringify({ ...report, area: null }))
    expect(await adds(changed.receipt, changed.id)).toBe('lead')
  })
})

describe('the list of closed cases', () => {
  it('is by when they were closed: a note later does not make one closed today', async () => {
    const { id } = await aCase()
    await world().api.act(duty, id, { type: 'claim' })
    await world().api.act(duty, id, { type: 'close', outcome: 'not-enough', note: 'x', reply: '' })
    const before = await world().redis.zscore(keys.closed, id)
    world().time.offset = 3 * 24 * 3_600_000
    await world().api.act(duty, id, { type: 'note', text: 'ghi thêm' })
    world().time.offset = 0
    expect(before).not.toBeNull()
    expect(await world().redis.zscore(keys.closed, id)).toBe(before)
  })
})

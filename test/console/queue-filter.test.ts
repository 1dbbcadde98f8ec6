import { describe, expect, it } from 'vitest'
import {
  fitsFilter,
  isFiltering,
  isPressing,
  NO_FILTER,
  type QueueFilter,
} from '../../src/domain/cases/queue-filter.js'
import type { CaseStatus } from '../../src/domain/cases/status.js'
import { DUTY, OTHER } from './fake-api.js'
import { aConsole, aReport, NOW, visitor } from './support.js'

const shown = (body: string) => [...body.matchAll(/id="vu-([0-9a-z]+)"/g)].map(([, id]) => id)

async function aQueue() {
  const console = await aConsole()
  const of = (status: Partial<CaseStatus>) => aReport(console.api, status).status.id
  const ids = {
    urgent: of({ urgency: 'urgent', category: 'drugs' }),
    mine: of({ state: { name: 'claimed', by: DUTY }, area: null, unread: 1, firstLookAt: NOW.toISOString() }),
    theirs: of({ state: { name: 'claimed', by: OTHER }, receivedAt: '2026-11-23T06:00:00.000Z', overdue: true }),
    old: of({ receivedAt: '2026-11-20T06:00:00.000Z', area: 'p-phu-tan', firstLookAt: NOW.toISOString() }),
  }
  return { ids, duty: await visitor(console) }
}

describe('the filter of the queue', () => {
  it.each([
    ['khan=urgent', ['urgent']],
    ['loai=drugs', ['urgent']],
    ['phuong=unknown', ['mine']],
    ['phuong=p-phu-tan', ['old']],
    ['cua=mine', ['mine']],
    ['cua=others', ['theirs']],
    ['cua=nobody', ['urgent', 'old']],
    ['tuoi=today', ['urgent', 'mine']],
    ['tuoi=days', ['theirs']],
    ['tuoi=older', ['old']],
    ['moi=1', ['mine']],
    ['cua=nobody&tuoi=older', ['old']],
  ] as const)('%s shows %j and says how many of how many', async (query, names) => {
    const { ids, duty } = await aQueue()
    const { body } = await duty.get(`/?${query}`)
    expect(shown(body).sort()).toEqual(names.map((name) => ids[name]).sort())
    expect(body).toContain(`<b>${names.length}</b> trong 4 tin chưa đóng`)
    expect(body).toContain('id="bo-het-loc"')
  })

  it.each(['khan=loud', 'phuong=p-nowhere', 'loai=%3Cb%3E', 'cua=me&cua=you', 'tuoi=', 'moi=yes', 'ten=Nguyen'])(
    'takes no notice of %s',
    async (query) => {
      const { duty } = await aQueue()
      const { body } = await duty.get(`/?${query}`)
      expect(shown(body)).toHaveLength(4)
      expect(body).not.toContain('trong 4 tin')
      expect(body).toContain('hx-get="/hang-doi"')
    },
  )

  it('is kept by the refreshing piece, by the reload without scripts and by a change of language', async () => {
    const { duty } = await aQueue()
    const { body } = await duty.get('/?cua=nobody&tuoi=older')
    expect(body).toMatch(/hx-get="\/hang-doi\?tuoi=older&(amp;)?cua=nobody"/)
    expect(body).toMatch(/content="8; url=\/\?tuoi=older&(amp;)?cua=nobody&(amp;)?tu-dong=1"/)
    expect(body).toContain('<option value="older" selected>')
    const back = body.match(/name="back" value="([^"]+)"/)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const answer = await duty.post('/ngon-ngu', { language: 'en', back })
    expect(answer.headers.location).toBe('/?tuoi=older&cua=nobody')
    const part = (await duty.get('/hang-doi?tuoi=older&cua=nobody')).body
    expect(shown(part)).toHaveLength(1)
  })

  it('can be chosen in peace where the page reloads itself', async () => {
    const { duty } = await aQueue()
    expect((await duty.get('/?cua=mine')).body).toMatch(/href="\/\?cua=mine&(amp;)?dung=1"/)
    const still = (await duty.get('/?cua=mine&dung=1')).body
    expect(still).not.toContain('http-equiv="refresh"')
    expect(still).toContain('Tự làm mới lại')
  })

  it('is kept from page to page', async () => {
    const console = await aConsole()
    for (let n = 0; n < 201; n += 1) aReport(console.api, { category: 'drugs' })
    for (let n = 0; n < 5; n += 1) aReport(console.api)
    const { body } = await (await visitor(console)).get('/?loai=drugs')
    expect(body).toContain('<b>201</b> trong 206 tin chưa đóng')
    expect(body).toMatch(/href="\/\?loai=drugs&(amp;)?trang=2"/)
  })

  it('hides nothing urgent or late without a word', async () => {
    const { duty } = await aQueue()
    const hidden = (await duty.get('/?cua=mine')).body
    expect(hidden).toContain('Bộ lọc đang ẩn 2 tin khẩn hoặc trễ.')
    expect(hidden).toMatch(/<a id="hien-het" href="\/">/)
    expect((await duty.get('/?khan=urgent')).body).toContain('Bộ lọc đang ẩn 1 tin')
    expect((await duty.get('/')).body).not.toContain('Bộ lọc đang ẩn')
  })

  it('says that nothing fits, and how to see everything again', async () => {
    const { duty } = await aQueue()
    const { body } = await duty.get('/?loai=prostitution')
    expect(body).toContain('Không có tin nào hợp với bộ lọc')
    expect(body).toContain('id="trong-bo-loc" href="/"')
    expect(body).not.toContain('Không có tin báo nào đang chờ')
    expect(body).toMatch(/<title>\(4\) Hàng chờ/)
  })

  it('offers no search by person or by words', async () => {
    const { duty } = await aQueue()
    const form = (await duty.get('/')).body.match(/<form id="bo-loc".*?<\/form>/s)?.[0] ?? ''
    expect(form.match(/<select/g)).toHaveLength(5)
    expect(form).not.toMatch(/type="(text|search)"/)
  })

  it.each(['/?x=1', '/?khan=urgent&x=1', '/?khan=//evil.vn', '/?khan=a?b', '//evil.vn?khan=urgent'])(
    'leads a change of language to no other address than %s without its strange part',
    async (back) => {
      const { duty } = await aQueue()
      expect((await duty.post('/ngon-ngu', { language: 'en', back })).headers.location).toBe('/')
    },
  )
})

describe('what fits', () => {
  const status = { ...aStatus(), receivedAt: '2026-11-24T16:59:00.000Z' }
  const looker = { officerId: DUTY, now: new Date('2026-11-24T17:01:00.000Z'), leads: false }
  const ageIs = (age: QueueFilter['age']) => fitsFilter(status, { ...NO_FILTER, age }, looker)

  it('counts days as the place has them: a minute before midnight is yesterday', () => {
    expect(ageIs('today')).toBe(false)
    expect(ageIs('days')).toBe(true)
    expect(fitsFilter(status, { ...NO_FILTER, age: 'today' }, { ...looker, now: new Date(status.receivedAt) })).toBe(
      true,
    )
  })

  it('knows a filter from none', () => {
    expect(isFiltering(NO_FILTER)).toBe(false)
    expect(isFiltering({ ...NO_FILTER, news: true })).toBe(true)
  })

  it('presses for what is urgent or late, and for nothing that is over', () => {
    const now = new Date('2026-11-26T07:00:00.000Z')
    const presses = (change: Partial<CaseStatus>, leads = false) => isPressing({ ...status, ...change }, { now, leads })
    const firstLookAt = now.toISOString()
    expect(presses({ urgency: 'urgent', firstLookAt })).toBe(true)
    expect(presses({})).toBe(true)
    expect(presses({ firstLookAt })).toBe(false)
    expect(presses({ urgency: 'urgent', state: { name: 'withdrawn' } })).toBe(false)
    expect([presses({ firstLookAt, disputed: true }), presses({ firstLookAt, disputed: true }, true)]).toEqual([
      false,
      true,
    ])
  })
})

function aStatus(): CaseStatus {
  return {
    v: 1,
    id: '7kqm3xwd000000000000000000',
    version: 1,
    state: { name: 'open' },
    receivedAt: '2026-11-25T06:53:00.000Z',
    category: 'theft',
    area: null,
    urgency: 'normal',
    restricted: false,
    firstLookAt: null,
    returnedAt: null,
    overdue: false,
    openQuestion: null,
    unread: 0,
    withdrawal: null,
    withdrawals: 0,
    disputed: false,
  }
}

import { describe, expect, it } from 'vitest'
import { DUTY, LEAD, OTHER } from './fake-api.js'
import { aConsole, aReport, visitor } from './support.js'

async function aShift(officer: string) {
  const console = await aConsole()
  aReport(console.api, { urgency: 'urgent', receivedAt: '2026-11-25T06:36:00.000Z', overdue: true })
  aReport(console.api, { state: { name: 'claimed', by: officer }, category: 'drugs', unread: 2 })
  aReport(console.api, { state: { name: 'claimed', by: OTHER } })
  aReport(console.api, {
    state: { name: 'claimed', by: OTHER },
    withdrawal: { requestedAt: '2026-11-25T01:00:00.000Z' },
  })
  aReport(console.api, { state: { name: 'open' }, disputed: true, restricted: true })
  aReport(console.api, { state: { name: 'withdrawn' } })
  const { body } = await (await visitor(console, officer)).get('/ca-truc')
  return body
}

describe('the shift', () => {
  it('tells a duty officer what is held, what presses, what was written and what has ended', async () => {
    const body = await aShift(DUTY)
    for (const words of [
      ...['Khẩn hoặc trễ, chưa ai nhận', 'Trễ 14 phút', 'Tôi đang giữ', 'Ma túy', '2 lời mới chưa đọc'],
      ...[
        'Lê Hoàng Phúc <strong>2 tin</strong>',
        'Đã rút theo ý người báo',
        'Đã xong trong 8 giờ qua',
        'Chưa kiểm chứng',
      ],
    ]) {
      expect(body).toContain(words)
    }
    expect(body).not.toContain('Người báo xin rút, chờ lãnh đạo trực')
  })

  it('shows a lead the wishes to withdraw, with the day they take effect, and the disputes', async () => {
    const body = await aShift(LEAD)
    expect(body).toContain('Người báo xin rút, chờ lãnh đạo trực')
    expect(body).toContain('Rút có hiệu lực: 08:00, 02/12/2026')
    expect(body).toContain('Người báo chưa đồng ý, chờ lãnh đạo trực')
  })

  it('holds no word of a citizen, for a sheet of paper lies about', async () => {
    const body = await aShift(LEAD)
    for (const words of ['bẻ khóa xe', 'hẻm 12']) expect(body).not.toContain(words)
  })

  it('says of every empty part that it is empty', async () => {
    const { body } = await (await visitor(await aConsole(), LEAD)).get('/ca-truc')
    expect(body.match(/Không có\./g)).toHaveLength(7)
  })
})

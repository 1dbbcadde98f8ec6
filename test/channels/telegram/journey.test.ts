import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/app/console-api.js'
import { phonePicture } from '../../support/pictures.js'
import { type BotApi, startBotApi } from '../../support/telegram/server.js'
import { openReceipt, receiptIn, sendIt, timesAsked, toReview } from '../../support/telegram/telegram-citizen.js'
import { aTelegram } from '../../support/telegram/telegram-world.js'
import { useWorld } from '../../support/use-world.js'
import { firstLead } from '../../support/world.js'

describe.each(['polling', 'webhook'] as const)('a citizen on Telegram, by %s', (how) => {
  const world = useWorld()
  let api: BotApi
  let telegram: Awaited<ReturnType<typeof aTelegram>>
  let lead: Actor
  beforeAll(async () => {
    api = await startBotApi()
    telegram = await aTelegram(world(), api, how, { pollSeconds: 2 })
    lead = await firstLead(world())
  })
  afterAll(async () => {
    await telegram.stop()
    await api.close()
  })

  const newest = async () => {
    const { general } = await world().api.queue(lead)
    const id = general.map((row) => row.id).at(-1) ?? ''
    const page = await world().api.openCase(lead, id)
    if (!page?.content) throw new Error('no case')
    return { ...page, content: page.content }
  }

  it('reports with an album and a place on the map, is asked, answers, withdraws and is forgotten', async () => {
    const person = api.person({ first_name: 'Chị Sáu' })
    await toReview(person)
    const picture = await phonePicture(640, 480)
    await person.sendAlbum([1, 2, 3].map(() => ({ kind: 'photo', content: picture })))
    await person.heard(/3 hình/)
    expect(timesAsked(person, /Đã nhận tệp/)).toBe(1)
    await person.sendLocation(10.24311, 106.37555)
    await person.heard(/Việc xảy ra ở đâu|thuộc phường nào/)
    await person.press('Phường An Hội')
    await person.heard(/10\.24311, 106\.37555/)
    const receipt = await sendIt(person)
    await person.press('Tôi đã lưu mã')
    await person.heard(/Cảm ơn bà con đã lo/)
    await expect
      .poll(() => person.messages().some(({ text }) => text.includes(receipt)), { timeout: 15_000 })
      .toBe(false)

    const { status, content } = await newest()
    expect(content).toMatchObject({ channel: 'telegram', placeWords: '10.24311, 106.37555' })
    expect(content.evidence).toHaveLength(3)
    expect(JSON.stringify(content)).not.toMatch(/Sáu|"chat"/)
    expect(JSON.stringify(content)).not.toContain(String(person.id))

    expect(await world().api.act(lead, status.id, { type: 'claim' })).toBe('done')
    expect(await world().api.act(lead, status.id, { type: 'ask', text: 'Xe đạp màu gì?' })).toBe('done')
    await openReceipt(person, receipt)
    await person.heard(/Xe đạp màu gì\?/)
    const typed = [...(api.chats.get(person.id)?.messages.values() ?? [])].filter(({ text }) =>
      text?.includes(receipt.slice(-6)),
    )
    expect(typed, 'the receipt that was typed').toEqual([])
    await person.press('Trả lời câu hỏi')
    await person.heard(/viết câu trả lời/)
    await person.say('Màu xanh, có giỏ phía trước.')
    await person.heard(/Đã nhận câu trả lời/)
    const answered = await world().api.openCase(lead, status.id)
    expect(answered?.entries.map(({ text }) => text)).toContain('Màu xanh, có giỏ phía trước.')

    await person.press('Rút tin')
    await person.heard(/muốn rút tin này/)
    await person.press('Tôi muốn rút tin')
    await person.heard(/Đã ghi nhận là bà con muốn rút tin/)
    expect((await world().api.openCase(lead, status.id))?.status.withdrawal).toBeTruthy()

    await person.say('/xoa')
    await person.heard(/Xóa cuộc trò chuyện này/)
    await person.press('Xóa hết')
    await person.heard(/Đã xóa/)
    // Of both sides: what the citizen wrote is in the chat as well.
    await expect.poll(() => api.chats.get(person.id)?.messages.size, { timeout: 15_000 }).toBe(1)
    expect(person.messages()[0]?.text).toMatch(/hai bên ở đây trong hai ngày qua cũng đã được xóa/)
  })

  it('writes what happened at once, and is offered kinds and the words that wait', async () => {
    const person = api.person()
    await person.say('Có nhóm thanh niên tụ tập đá gà ăn tiền sau vườn dừa, chiều nào cũng có.')
    await person.heard(/máy gợi ý/)
    await person.press(/Cờ bạc/)
    await person.heard(/Bà con vừa viết/)
    await person.press('Dùng những lời đã viết')
    await person.heard(/đang xảy ra/)
  })

  it('begins with a picture and words under it', async () => {
    const person = api.person()
    const caption = 'Xe tải đổ chất thải xuống kênh sau xưởng, nước đen thui.'
    await person.sendPhoto(await phonePicture(640, 480), { caption })
    const asked = await person.heard(/báo về việc gì/)
    expect(asked.text).toMatch(/Đã nhận tệp/)
    expect(timesAsked(person, /báo về việc gì/)).toBe(1)
    await person.press(/Hút cát/)
    await person.heard(/đổ chất thải/)
  })

  it('comes by a poster and is offered its ward first', async () => {
    const person = api.person()
    await person.start('w_p_son_dong')
    await person.heard(/Hòm thư 138/)
    await person.press('Báo tin')
    await person.heard(/báo về việc gì/)
    await person.press('Ma túy')
    await person.heard(/Chuyện gì/)
    await person.say('Có người bán ma túy ở bãi đất trống.')
    await person.heard(/đang xảy ra/)
    await person.press('Không')
    const where = await person.heard(/Việc xảy ra ở đâu/)
    expect(where.buttons[0]?.[0]?.label).toMatch(/Sơn Đông/)
  })

  it('is shown the same card in place when own data is covered, not a second one', async () => {
    const person = api.person()
    await toReview(person, 'Nhà kế bên bị trộm xe đạp. Tôi tên Nguyễn Văn Thử, số của tôi 0900 000 138, gọi tôi.')
    await person.press(/Che/)
    await person.heard(/Đã che/)
    expect(timesAsked(person, /xem lại trước khi gửi/)).toBe(1)
    const receipt = await sendIt(person)
    expect(receiptIn(receipt)).toBe(receipt)
    expect((await newest()).content.text).not.toContain('0900')
  })

  it('speaks English when asked to, and English commands are understood', async () => {
    const person = api.person({ language_code: 'en' })
    await person.start()
    await person.heard(/Hòm thư 138/)
    await person.press('English')
    await person.heard(/tip line/)
    await person.say('/report')
    await person.heard(/What do you want to/)
  })
})

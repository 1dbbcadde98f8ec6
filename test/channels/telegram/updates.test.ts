import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBotApi } from '../../../src/channels/telegram/bot-api.js'
import { type BotApi, startBotApi } from '../../support/telegram/server.js'
import { sendIt, timesAsked, toReview } from '../../support/telegram/telegram-citizen.js'
import { aTelegram } from '../../support/telegram/telegram-world.js'
import { useWorld } from '../../support/use-world.js'

const world = useWorld()
let api: BotApi
let telegram: Awaited<ReturnType<typeof aTelegram>>
beforeAll(async () => {
  api = await startBotApi()
  telegram = await aTelegram(world(), api, 'webhook', { patienceMs: 4_000 })
})
afterAll(async () => {
  await telegram.stop()
  await api.close()
})

describe('messages that are no answer', () => {
  it.each([
    ['a sticker', 'sendSticker', [], /không đọc được/],
    ['a contact', 'sendContact', ['0900000138', 'Ai đó'], /Xin đừng gửi danh bạ/],
    ['a place at the menu, which begins a report,', 'sendLocation', [10.2, 106.3], /Đã ghi địa điểm/],
  ] as const)('%s is answered in words', async (_, method, args, answer) => {
    const person = api.person()
    await person.start()
    await person.heard(/Hòm thư 138/)
    await (person[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args)
    await person.heard(answer)
  })

  it('a message that was changed afterwards is not read again, and that is said', async () => {
    const person = api.person()
    await person.start()
    await person.heard(/Hòm thư 138/)
    await person.edit('last', 'chuyện khác')
    await person.heard(/vừa sửa một tin nhắn cũ/)
  })

  it('a file above what Telegram gives to bots is refused without fetching it', async () => {
    const person = api.person()
    await toReview(person)
    const before = api.count('getFile')
    await person.sendVideo(21 * 1024 * 1024)
    await person.heard(/quá lớn/)
    expect(api.count('getFile')).toBe(before)
  })

  it('a file where none belongs is not kept, and that is said', async () => {
    const person = api.person()
    await person.say('/phieu')
    await person.heard(/nhập mã phiếu/)
    await person.sendDocument(Buffer.from('%PDF-1.7 nothing'), {
      name: 'ten-that-cua-toi.pdf',
      mime: 'application/pdf',
    })
    await person.heard(/chưa nhận hình hay tệp/)
  })
})

describe('what Telegram says by itself', () => {
  it('a place that moves, or a message of Telegram, is not answered', async () => {
    const person = api.person()
    await person.start()
    await person.heard(/Hòm thư 138/)
    const chat = { id: person.id, type: 'private', first_name: 'x' }
    const from = { ...chat, is_bot: false }
    const moved = { message_id: 5, date: 1, edit_date: 2, chat, from, location: { latitude: 10, longitude: 106 } }
    const timer = {
      message_id: 6,
      date: 1,
      chat,
      from,
      message_auto_delete_timer_changed: { message_auto_delete_time: 86400 },
    }
    const sent = api.count('sendMessage')
    const updates = [{ edited_message: moved }, { message: timer }]
    for (const [n, update] of updates.entries()) {
      expect((await post(JSON.stringify({ update_id: 999_100_000 + n, ...update }))).status).toBe(200)
    }
    expect(api.count('sendMessage')).toBe(sent)
  })

  it('a group is left, also when nothing may be said there', async () => {
    const chat = { id: -100138, type: 'group', title: 'xóm' }
    const message = { message_id: 7, date: 1, chat, from: { id: 5, is_bot: false, first_name: 'x' }, text: 'chào' }
    expect((await post(JSON.stringify({ update_id: 999_200_000, message }))).status).toBe(200)
    expect(api.count('leaveChat')).toBe(1)
  })
})

describe('forgetting', () => {
  it('says so when not everything could be deleted', async () => {
    const person = api.person()
    await toReview(person)
    await person.say('/xoa')
    await person.heard(/Xóa cuộc trò chuyện này/)
    api.faults.next('deleteMessages', { status: 500 }, 50)
    await person.press('Xóa hết')
    await person.heard(/chưa xóa hết được/)
    api.faults.clear()
  })

  it('does not claim it of a chat that we know nothing of', async () => {
    const person = api.person()
    await person.say('/xoa')
    await person.heard(/Xóa cuộc trò chuyện này/)
    await world().volatile.flushall()
    await person.say('/xoa')
    await person.heard(/Xóa cuộc trò chuyện này/)
    await person.press('Xóa hết')
    await person.heard(/hai bên ở đây|chưa xóa hết được/)
  })
})

describe('a receipt', () => {
  it('is covered in the chat sooner or later, also when that fails at first', async () => {
    const person = api.person()
    await toReview(person)
    const receipt = await sendIt(person)
    api.faults.next('editMessageText', { status: 500 }, 30)
    await person.press('Tôi đã lưu mã')
    await person.heard(/Cảm ơn bà con đã lo/)
    api.faults.clear()
    await person.say('/bao')
    await person.heard(/báo về việc gì/)
    await expect
      .poll(() => person.messages().some(({ text }) => text.includes(receipt)), { timeout: 15_000 })
      .toBe(false)
  })

  it('that never reached the chat before the session ended is told to be gone, and nothing is sent twice', async () => {
    const person = api.person()
    await toReview(person)
    await person.press('Gửi tin')
    await person.heard(/có báo cho bà con ở đây không/)
    const before = await world().redis.xlen('hom-thu:{moderation}:reports')
    // Longer than a turn waits: it is left to be delivered again.
    api.faults.next('sendMessage', { retryAfter: 60 }, 500)
    const tried = api.count('sendMessage')
    await person.press('Không')
    await expect.poll(() => api.count('sendMessage'), { timeout: 15_000 }).toBeGreaterThan(tried + 1)
    expect(await world().redis.xlen('hom-thu:{moderation}:reports')).toBe(before + 1)
    const keys = await world().volatile.keys('hom-thu:session:*')
    await world().volatile.del(...keys)
    // One that had the session in its hand may still come.
    const then = api.count('sendMessage')
    await expect.poll(() => api.count('sendMessage'), { timeout: 15_000 }).toBeGreaterThan(then + 1)
    api.faults.clear()
    await person.heard(/mã phiếu không hiện lại được/)
    expect(await world().redis.xlen('hom-thu:{moderation}:reports')).toBe(before + 1)
  })
})

describe('buttons', () => {
  it('of an answered question do nothing but say so', async () => {
    const person = api.person()
    await person.start()
    const menu = await person.heard(/Hòm thư 138/)
    const data = menu.buttons[0]?.[0]?.data ?? ''
    await person.say('/bao')
    await person.heard(/báo về việc gì/)
    await person.pressAsSeen(menu, data)
    await expect.poll(() => person.callbackAnswers().at(-1)?.text, { timeout: 15_000 }).toMatch(/câu hỏi trước/)
    expect(timesAsked(person, /báo về việc gì/)).toBe(1)
  })

  it('of a chat we know nothing of any more bring the menu', async () => {
    const person = api.person()
    await person.start()
    await person.heard(/Hòm thư 138/)
    await world().volatile.flushall()
    await person.press('Báo tin')
    await expect.poll(() => timesAsked(person, /đây là Hòm thư 138/), { timeout: 15_000 }).toBe(2)
  })
})

describe('a chat', () => {
  it('that was away too long is told that the draft is gone', async () => {
    const person = api.person()
    await toReview(person)
    const keys = await world().volatile.keys('hom-thu:session:*')
    await world().volatile.del(...keys)
    await person.say('xong chưa')
    await person.heard(/Lâu quá không thấy bà con/)
  })

  it('that blocks the bot is forgotten, and begins anew after that', async () => {
    const person = api.person()
    await toReview(person)
    const before = (await world().volatile.keys('*')).length
    await person.block()
    await expect.poll(async () => (await world().volatile.keys('*')).length, { timeout: 15_000 }).toBeLessThan(before)
    await person.unblock()
    await person.say('xin chào')
    await person.heard(/đây là Hòm thư 138|chọn một mục/)
    expect(timesAsked(person, /xem lại trước khi gửi/)).toBe(1)
  })
})

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  const secret = { 'x-telegram-bot-api-secret-token': telegram.secret }
  return fetch(`${telegram.url}/telegram`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...secret, ...headers },
  })
}

describe('the webhook', () => {
  it('takes nothing from whoever does not know the secret', async () => {
    const update = JSON.stringify({ update_id: 1 })
    expect((await post(update, { 'x-telegram-bot-api-secret-token': 'wrong' })).status).toBe(403)
    expect((await fetch(`${telegram.url}/telegram`, { method: 'POST', body: update })).status).toBe(403)
    expect((await fetch(`${telegram.url}/telegram`)).status).toBe(404)
  })

  it.each(['null', '[]', '"text"', '{', '{"update_id":"1"}', ''])('answers 400 to %s', async (body) => {
    expect((await post(body)).status).toBe(400)
  })

  it('refuses a body without end, and takes an update of a kind it does not know', async () => {
    expect((await post(' '.repeat(600 * 1024))).status).toBe(413)
    expect((await post(JSON.stringify({ update_id: 2, something_new: { a: 1 } }))).status).toBe(200)
  })

  it('keeps every letter of a text that arrives in pieces', async () => {
    const text = 'Tiếng Việt có dấu: ệ ữ ậ '.repeat(20).trim()
    const person = api.person()
    await person.start()
    await person.heard(/Hòm thư 138/)
    const chat = { id: person.id, type: 'private', first_name: 'x' }
    const message = { message_id: 900_001, date: 1, chat, from: { ...chat, is_bot: false }, text }
    const body = Buffer.from(JSON.stringify({ update_id: 999_999_001, message }))
    expect(await inPieces(body, 7)).toBe(200)
    await person.heard(/chọn loại việc|máy gợi ý|không thuộc|Bà con vừa viết|báo về việc gì/)
    expect(api.calls.map(({ payload }) => JSON.stringify(payload)).join()).not.toContain('\ufffd')
  })

  function inPieces(body: Buffer, size: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        'content-length': body.length,
        'x-telegram-bot-api-secret-token': telegram.secret,
      }
      const sending = request(`${telegram.url}/telegram`, { method: 'POST', headers }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      sending.on('error', reject)
      sending.setNoDelay(true)
      const write = (from: number) => {
        if (from >= body.length) return sending.end()
        sending.write(body.subarray(from, from + size), () => setImmediate(write, from + size))
      }
      write(0)
    })
  }
})

describe('errors of the Bot API client', () => {
  it('hold neither token, chat nor text, and are sorted by who acts next', async () => {
    const client = createBotApi({ token: api.token, apiRoot: api.root })
    const secrets = [api.token, '6138999', 'chuyện kín']
    const failure = async (fault?: () => void) => {
      fault?.()
      const error = await client.call('sendMessage', { chat_id: 6138999, text: 'chuyện kín' }).catch((e: Error) => e)
      for (const secret of secrets) {
        expect(`${(error as Error).stack} ${JSON.stringify(error)} ${String((error as Error).cause)}`).not.toContain(
          secret,
        )
      }
      return (error as { kind?: string }).kind
    }
    expect(await failure()).toBe('gone')
    expect(await failure(() => api.faults.next('sendMessage', { status: 502, body: '<html>' }))).toBe('unknown')
    expect(await failure(() => api.faults.next('sendMessage', { status: 200, body: 'no json' }))).toBe('unknown')
    expect(await failure(() => api.faults.next('sendMessage', { retryAfter: 3 }))).toBe('flood')
    expect(await failure(() => api.faults.next('sendMessage', 'reset-before'))).toBe('unknown')
  })
})

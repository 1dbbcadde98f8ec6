import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from '../support/browser.js'
import { leaksOf } from '../support/leaks.js'
import { createLookout } from '../support/look-everywhere.js'
import { phonePicture } from '../support/pictures.js'
import { type Product, startProduct } from '../support/product.js'
import type { FakePerson } from '../support/telegram/person.js'
import { type BotApi, startBotApi } from '../support/telegram/server.js'
import { openReceipt, sendIt, toReview } from '../support/telegram/telegram-citizen.js'
import { claimAndAsk, signInFirstLead } from '../support/whole-loop.js'

/** Everything by which a reporter on Telegram could be known, or what they sent could be tied to them. */
const PERSON = { id: 7_138_240_913, first_name: 'BàSáuChợCũ', last_name: 'Lê-Thị-Canary', username: 'canary_sau_138' }
const STORY = 'Quán nhậu bờ kè chim hoàng yến, tối nào cũng chơi ma túy.'
const FILE = 'IMG_cua_Ba_Sau_20261125.jpg'
const CAPTION = 'chú thích chim hoàng yến'
const ANSWER = 'Dạ áo xanh chim hoàng yến.'
const PLACE = [10.23456, 106.34567] as const

let product: Product
let browser: Browser
let api: BotApi
let person: FakePerson
let lookout: Awaited<ReturnType<typeof createLookout>>
let secrets: string[]

beforeAll(async () => {
  api = await startBotApi()
  person = api.person(PERSON)
  const settings = { LOG_LEVEL: 'debug', TELEGRAM_BOT_TOKEN: api.token, TELEGRAM_API_ROOT: api.root }
  ;[product, browser] = await Promise.all([startProduct(settings), openBrowser()])
  lookout = await createLookout(product)
  const lead = await signInFirstLead(browser, product)
  await toReview(person, STORY)
  await lookout.look('writing')
  await person.sendDocument(await phonePicture(640, 480), { name: FILE, mime: 'image/jpeg', caption: CAPTION })
  await person.heard(/1 hình/)
  await person.sendLocation(...PLACE)
  await person.heard(/Việc xảy ra ở đâu|thuộc phường nào/)
  await person.press('Phường An Hội')
  await person.heard(/10\.23456/)
  await lookout.look('before sending')
  const receipt = await sendIt(person, { notify: 'Có' })
  await lookout.look('receipt on the screen')
  await person.press('Tôi đã lưu mã')
  await claimAndAsk(lead.page, product)
  await openReceipt(person, receipt)
  await person.heard(/Cán bộ đang xem|Chúng tôi hỏi/)
  await person.press('Trả lời câu hỏi')
  await person.heard(/viết câu trả lời/)
  await person.say(ANSWER)
  await person.heard(/Đã nhận câu trả lời/)
  await lookout.look('answered')
  await person.say('/xoa')
  await person.heard(/Xóa cuộc trò chuyện này/)
  await person.press('Xóa hết')
  await person.heard(/Đã xóa/)
  await lookout.look('forgotten')
  const bare = receipt.replaceAll('-', '')
  const names = [String(PERSON.id), PERSON.first_name, PERSON.last_name, PERSON.username]
  const said = [STORY, CAPTION, ANSWER, 'hoàng yến', FILE, String(PLACE[0]), String(PLACE[1])]
  secrets = [...names, ...said, receipt, bare, api.token, ...fileIds()]
})
afterAll(async () => {
  lookout.close()
  await browser.close()
  await product.stop()
  await product.forget()
  await api.close()
})

function fileIds(): string[] {
  return api.calls.flatMap(({ method, payload }) => (method === 'getFile' ? [String(payload.file_id)] : []))
}

describe('after a journey by Telegram, with a return address', () => {
  it('neither chat, account, name, file, place nor word is in Redis, the AOF, a log or a file', () => {
    expect(fileIds().length).toBeGreaterThan(0)
    expect(leaksOf(secrets, lookout.seen)).toEqual([])
  })

  it('nor is the chat as a number', () => {
    const needles = ['writeBigInt64LE', 'writeBigInt64BE'].map((write) => {
      const bytes = Buffer.alloc(8)
      bytes[write as 'writeBigInt64LE'](BigInt(PERSON.id))
      return bytes
    })
    const found = lookout.seen.filter(({ bytes }) => needles.some((needle) => bytes.includes(needle)))
    expect(found.map(({ where }) => where)).toEqual([])
  })

  it('what was looked at has what it should have (control)', () => {
    expect(leaksOf(['p-an-hoi'], lookout.seen).length).toBeGreaterThan(0)
    for (const part of ['hom-thu:session:', 'hom-thu:chat-view:', ':address', 'appendonlydir', 'log']) {
      expect(
        lookout.seen.some(({ where }) => where.includes(part)),
        part,
      ).toBe(true)
    }
  })

  it('the chat has no word of ours left but the last', () => {
    expect(person.messages()).toHaveLength(1)
  })

  it('whoever answered was given nothing but words: no request of ours names the case', async () => {
    const ids = (await lookout.redis.keys('*:case:*')).map((key) => key.split(':case:')[1]?.split(':')[0] ?? '')
    expect(ids.length).toBeGreaterThan(0)
    const asked = api.calls.map(({ payload }) => JSON.stringify(payload)).join('\n')
    for (const id of ids) expect(asked).not.toContain(id)
  })
})

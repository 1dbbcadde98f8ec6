import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/app/console-api.js'
import { phonePicture } from '../../support/pictures.js'
import type { Fault } from '../../support/telegram/faults.js'
import { type BotApi, startBotApi } from '../../support/telegram/server.js'
import { sendIt, timesAsked, toReview } from '../../support/telegram/telegram-citizen.js'
import { aTelegram } from '../../support/telegram/telegram-world.js'
import { useWorld } from '../../support/use-world.js'
import { firstLead } from '../../support/world.js'

/** Every question of a report, by words that stand in it and nowhere else. */
const QUESTIONS = [
  /báo về việc gì/,
  /Chuyện gì đã xảy ra/,
  /có đang xảy ra ngay/,
  /Việc xảy ra ở đâu/,
  /Việc xảy ra lúc nào/,
  /thấy tận mắt hay nghe/,
  /xem lại trước khi gửi/,
  /có báo cho bà con ở đây không/,
  /Đây là mã phiếu/,
]

const FAULTS: Record<string, Fault> = {
  'a 500': { status: 500 },
  'a 502 that is no JSON': { status: 502, body: '<html>Bad Gateway</html>' },
  'a 429': { retryAfter: 1 },
  'a reset before it was done': 'reset-before',
  'a reset after it was done': 'reset-after',
  'half an answer': 'cut',
  'no answer, and nothing done': { hang: 'before', ms: 60_000 },
  'no answer, but done': { hang: 'after', ms: 60_000 },
}

/** The quick kinds, each once, in `npm test`; `npm run test:telegram` has them all by both ways. */
const SHORT = {
  polling: ['a 500', 'a reset after it was done'],
  webhook: ['a 429', 'a reset before it was done'],
}
const kindsFor = (how: keyof typeof SHORT) => (process.env.TELEGRAM_FAULTS === 'all' ? Object.keys(FAULTS) : SHORT[how])

describe.each(['polling', 'webhook'] as const)('when the Bot API fails, by %s', (how) => {
  const world = useWorld()
  let api: BotApi
  let telegram: Awaited<ReturnType<typeof aTelegram>>
  let lead: Actor
  beforeAll(async () => {
    api = await startBotApi({ webhookScale: 0.05 })
    telegram = await aTelegram(world(), api, how, { pollSeconds: 1, patienceMs: 5_000 })
    lead = await firstLead(world())
  })
  afterAll(async () => {
    await telegram.stop()
    await api.close()
  })

  it.each(kindsFor(how))(
    '%s at every message loses nothing and asks nothing twice',
    async (name) => {
      const person = api.person()
      const before = (await world().api.queue(lead)).totals.general
      // One failure for each call of the journey: what is sent, and what is called beside it.
      const order = () => {
        for (const method of [
          'sendMessage',
          'answerCallbackQuery',
          'editMessageText',
          'editMessageReplyMarkup',
        ] as const) {
          if (api.faults.left(method) === 0) api.faults.next(method, FAULTS[name] as Fault)
        }
      }
      await toReview(person, undefined, order)
      await sendIt(person, { before: order })
      api.faults.clear()
      await expect
        .poll(() => QUESTIONS.map((words) => timesAsked(person, words)), { timeout: 10_000 })
        .toEqual(QUESTIONS.map(() => 1))
      expect((await world().api.queue(lead)).totals.general).toBe(before + 1)
    },
    120_000,
  )

  it('a picture that cannot be fetched is refused in words, and the report goes on', async () => {
    const person = api.person()
    await toReview(person)
    for (let n = 0; n < 3; n += 1) api.faults.next('getFile', { status: 500 })
    await person.sendPhoto(await phonePicture(320, 240))
    await person.heard(/ngắt giữa chừng/)
    api.faults.next('file', 'cut')
    await person.sendPhoto(await phonePicture(320, 240))
    await person.heard(/Đã nhận tệp/)
    await sendIt(person)
  })

  it('answers once the API is back, however long it was away', async () => {
    const person = api.person()
    await person.start()
    await person.heard(/Hòm thư 138/)
    api.faults.next('sendMessage', { status: 503 }, 8)
    await person.press('Báo tin')
    const { id } = await person.heard(/báo về việc gì/, 45_000)
    expect(id).toBeGreaterThan(0)
    expect(timesAsked(person, /báo về việc gì/)).toBe(1)
    api.faults.clear()
  }, 60_000)

  it('an update that comes again is answered once', async () => {
    const person = api.person()
    await person.start()
    await person.heard(/Hòm thư 138/)
    await person.press('Báo tin')
    const { buttons } = await person.heard(/báo về việc gì/)
    // The mark in a button's data is the update that it answers.
    api.redeliver(Number.parseInt(buttons[0]?.[0]?.data?.split(':')[0] ?? '', 36))
    await expect.poll(() => api.pending(), { timeout: 15_000 }).toBe(0)
    // Whoever comes after it is answered; by then it was looked at.
    const other = api.person()
    await other.start()
    await other.heard(/Hòm thư 138/)
    expect(timesAsked(person, /báo về việc gì/)).toBe(1)
  })
})

import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/app/console-api.js'
import { keys } from '../../src/store/keys.js'
import { lookupId } from '../../src/vault/receipt.js'
import { openBrowser } from '../support/browser.js'
import { ChromiumCitizen, RECEIPT } from '../support/chromium-citizen.js'
import { CAMERA, phonePicture, wholeOf } from '../support/pictures.js'
import { useWorld } from '../support/use-world.js'
import { serveWebChat } from '../support/web-world.js'
import { firstLead } from '../support/world.js'

const world = useWorld()
const DAY = 24 * 3_600_000
let site: Awaited<ReturnType<typeof serveWebChat>>
let browser: Browser
let lead: Actor

beforeAll(async () => {
  lead = await firstLead(world())
  site = await serveWebChat(world())
  browser = await openBrowser()
})
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())))
afterAll(async () => {
  await browser.close()
  await site.stop()
})

const caseOf = async (receipt: string) => (await world().redis.get(keys.receipt(lookupId(receipt)))) ?? ''

/** Each language and each kind of browser once in `npm test`; all four together with `npm run test:journeys`. */
const PAIRS = [
  { language: 'vi', javaScriptEnabled: false },
  { language: 'en', javaScriptEnabled: true },
  { language: 'vi', javaScriptEnabled: true },
  { language: 'en', javaScriptEnabled: false },
].slice(0, process.env.JOURNEYS === 'all' ? 4 : 2)

describe.each(PAIRS)('in $language, JavaScript: $javaScriptEnabled', ({ language, javaScriptEnabled }) => {
  async function citizen(): Promise<ChromiumCitizen> {
    const context = await browser.newContext({
      javaScriptEnabled,
      reducedMotion: 'reduce',
      viewport: { width: 360, height: 740 },
    })
    const page = await context.newPage()
    await page.goto(site.address)
    const person = new ChromiumCitizen(page, language, world().translator)
    if (language !== 'vi') await person.pressWords(world().translator.say(language, { key: 'language.name' }))
    return person
  }

  it('the first page says how to know the real channel and what nobody will ever ask for', async () => {
    const { page } = await citizen()
    const said = await page.innerText('main')
    for (const words of ['homthu.example.vn', 'OTP', '113', language === 'vi' ? 'mật khẩu' : 'password']) {
      expect(said).toContain(words)
    }
  })

  it('reports, and opens the receipt on another phone', async () => {
    const receipt = await (await citizen()).sends('Tối nào cũng có người lạ khiêng đồ vô nhà hoang.')
    expect(receipt).toMatch(RECEIPT)
    const later = await citizen()
    await later.opens(receipt)
    await later.reads('status.open')
    expect(await later.page.innerText('main')).not.toContain('nhà hoang')
  })

  it('goes back through every question, changes two answers, and finds the others as they were', async () => {
    const person = await citizen()
    await person.tells('Chuyện kể một lần.')
    for (const key of ['firstHand', 'when', 'where', 'now', 'what', 'category']) {
      await person.press('choice.back')
      const name = `report.ask${key[0]?.toUpperCase()}${key.slice(1)}`
      await person.reads(name)
    }
    await person.press('category.theft')
    await person.reads('report.askFirstHand')
    await person.press('choice.heard')
    const review = await person.page.innerText('main')
    for (const said of ['Chuyện kể một lần.', person.words('category.theft'), person.words('choice.heard')]) {
      expect(review).toContain(said)
    }
  })

  it('adds pictures; the officer sees them, and nothing of the camera is left', async () => {
    const person = await citizen()
    await person.tells('Chuyện có hình.')
    await person.press('choice.evidence')
    await person.sendsFiles({ 'hinh.jpg': await phonePicture(), 'ghi-chu.txt': Buffer.from('không phải hình') })
    await person.reads('evidence.refused.type')
    await person.press('choice.back')
    expect(await person.page.innerText('main')).toContain(person.words('review.evidenceKept.picture', { n: 1 }))
    await person.press('choice.send')
    const id = await caseOf(await person.receipt())
    const jpeg = await wholeOf(await world().api.evidence(lead, id, 1))
    expect(jpeg.subarray(0, 3).toString('latin1')).toBe('\xff\xd8\xff')
    expect(jpeg.toString('latin1')).not.toContain(CAMERA)
    expect(await world().api.evidence(lead, id, 2)).toBeUndefined()
  })

  it('changes one answer and comes straight back to the review', async () => {
    const person = await citizen()
    await person.tells('Câu chuyện đầu tiên.')
    await person.press('choice.edit')
    await person.press('review.what')
    await person.write('Câu chuyện đã sửa.')
    await person.reads('report.review')
    expect(await person.page.innerText('main')).toContain('Câu chuyện đã sửa.')
  })

  it('cancels, and nothing of the tip is left on the page', async () => {
    const person = await citizen()
    await person.tells('Chuyện không gửi nữa.')
    await person.press('choice.cancel')
    await person.reads('common.setAside')
    expect(await person.page.content()).not.toContain('không gửi nữa')
    await person.press('choice.discard')
    await person.reads('common.discarded')
    expect(await person.page.content()).not.toContain('không gửi nữa')
  })

  it('cancels by mistake, and goes on where it was', async () => {
    const person = await citizen()
    await person.tells('Chuyện chưa kể xong.')
    await person.press('choice.cancel')
    await person.press('choice.resume')
    expect(await person.page.innerText('main')).toContain('Chuyện chưa kể xong.')
  })

  it('asks for the emergency numbers in the middle of a story and finds the story again', async () => {
    const person = await citizen()
    await person.press('choice.report')
    await person.press('category.gambling')
    await person.page.fill('[name="text"]', 'Viết được nửa chừng')
    await person.press('choice.emergency')
    expect(await person.page.locator('.call a[href="tel:113"]').count()).toBe(1)
    expect(await person.field()).toBe('Viết được nửa chừng')
  })

  it('has the conversation forgotten, also by typing /xoa', async () => {
    const person = await citizen()
    await person.press('choice.report')
    await person.press('category.gambling')
    await person.write('/xoa')
    await person.press('choice.forget-no')
    await person.write('Chuyện rồi sẽ xóa.')
    await person.press('choice.forget')
    await person.press('choice.forget-yes')
    await person.reads('forget.done')
    expect(await person.page.content()).not.toContain('rồi sẽ xóa')
  })

  it('switches the language in the middle of a story and finds the story again', async () => {
    const person = await citizen()
    await person.press('choice.report')
    await person.press('category.gambling')
    await person.page.fill('[name="text"]', 'Viết được nửa chừng')
    const other = language === 'vi' ? 'en' : 'vi'
    await person.pressWords(world().translator.say(other, { key: 'language.name' }))
    const changed = new ChromiumCitizen(person.page, other, world().translator)
    await changed.reads('report.askWhat')
    expect(await changed.field()).toBe('Viết được nửa chừng')
  })

  it('answers a question, adds something, and reads how it ended', async () => {
    const receipt = await (await citizen()).sends('Chuyện có câu hỏi.')
    const id = await caseOf(receipt)
    await world().api.act(lead, id, { type: 'claim' })
    await world().api.act(lead, id, { type: 'ask', text: 'Bà con thấy mấy người?' })
    const person = await citizen()
    await person.opens(receipt)
    expect(await person.page.innerText('main')).toContain('Bà con thấy mấy người?')
    await person.press('choice.answer')
    await person.write('3')
    await person.reads('receipt.saved.answer')
    await person.press('choice.add')
    await person.write('Còn một người nữa ngồi ngoài xe.')
    await person.reads('receipt.saved.addition')
    const file = await world().api.openCase(lead, id)
    expect(file?.entries.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['3', 'Còn một người nữa ngồi ngoài xe.']),
    )
    await world().api.act(lead, id, {
      type: 'close',
      outcome: 'confirmed',
      note: 'có biên bản',
      reply: 'Cảm ơn bà con.',
    })
    await person.press('choice.refresh')
    await person.reads('status.closed.confirmed')
    expect(await person.page.innerText('main')).toContain('Cảm ơn bà con.')
  })

  it('disagrees with how it was closed, once, and it is looked at again', async () => {
    const receipt = await (await citizen()).sends('Chuyện bị đóng.')
    const id = await caseOf(receipt)
    await world().api.act(lead, id, { type: 'claim' })
    await world().api.act(lead, id, { type: 'close', outcome: 'not-enough', note: 'thiếu', reply: '' })
    const person = await citizen()
    await person.opens(receipt)
    await person.press('choice.dispute')
    await person.write('Tôi nhớ thêm biển số.')
    await person.reads('receipt.saved.dispute')
    await person.reads('status.open')
    expect((await world().api.openCase(lead, id))?.entries.at(-1)?.text).toBe('Tôi nhớ thêm biển số.')
  })

  it('withdraws, changes their mind, withdraws again, and after seven days it is withdrawn', async () => {
    const receipt = await (await citizen()).sends('Chuyện muốn rút.')
    const person = await citizen()
    await person.opens(receipt)
    await person.press('choice.withdraw')
    await person.press('choice.withdraw-yes')
    await person.reads('receipt.saved.withdraw')
    await person.press('choice.keep')
    await person.reads('receipt.saved.keep')
    await person.press('choice.withdraw')
    await person.press('choice.withdraw-yes')
    world().time.offset += 7 * DAY + 60_000
    await world().clocks()
    await person.press('choice.refresh')
    await person.reads('status.withdrawn')
    world().time.offset = 60_000
  })

  it('is told the same for a code that cannot be one and for one that opens nothing', async () => {
    const person = await citizen()
    await person.press('choice.receipt')
    await person.write('chào')
    const impossible = await person.page.innerText('#hien-tai')
    await person.write('7KQM-3XWD-9FTB-2HNE-4')
    expect(await person.page.innerText('#hien-tai')).toBe(impossible)
    await person.reads('receipt.wrong')
  })

  it('is told the limit of a long story, and the story stays in the field', async () => {
    const person = await citizen()
    const story = 'Tối nào cũng vậy. '.repeat(300).trim()
    await person.press('choice.report')
    await person.press('category.gambling')
    await person.write(story)
    await person.reads('common.tooLong', { limit: 4000 })
    expect(await person.field()).toBe(story)
  })
})

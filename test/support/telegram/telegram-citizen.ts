import type { FakePerson } from './person.js'

export const STORY = 'Tối qua có người vô nhà sau chợ lấy chiếc xe đạp của nhà kế bên.'

/** What is done and then heard, from the first word to the review card: by buttons where there are any. */
const WALK = [
  [{ say: '/start' }, /Hòm thư 138/],
  [{ press: 'Báo tin' }, /báo về việc gì/],
  [{ press: 'Trộm cắp' }, /Chuyện gì đã xảy ra/],
  [{ say: STORY }, /đang xảy ra/],
  [{ press: 'Không' }, /Việc xảy ra ở đâu/],
  [{ press: 'Phường An Hội' }, /lúc nào/],
  [{ press: 'Hôm qua' }, /tận mắt/],
  [{ press: 'Tôi nghe kể lại' }, /xem lại trước khi gửi/],
] as const

/** @param before called before each thing that the person does */
export async function toReview(person: FakePerson, story = STORY, before = () => {}): Promise<void> {
  for (const [act, answer] of WALK) {
    before()
    if ('press' in act) await person.press(act.press)
    else await person.say(act.say === STORY ? story : act.say)
    await person.heard(answer)
  }
}

/** Sends what is reviewed, and answers the receipt's code. */
export async function sendIt(person: FakePerson, { notify = 'Không', before = () => {} } = {}): Promise<string> {
  before()
  await person.press('Gửi tin')
  await person.heard(/có báo cho bà con ở đây không/)
  before()
  await person.press(notify)
  const { text } = await person.heard(/Đây là mã phiếu/)
  return receiptIn(text)
}

export function receiptIn(text: string): string {
  const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/.exec(text)?.[0]
  if (!code) throw new Error('no receipt in this message')
  return code
}

/** Opens a receipt that was written down, from the menu. */
export async function openReceipt(person: FakePerson, receipt: string): Promise<void> {
  await person.say('/phieu')
  await person.heard(/nhập mã phiếu/)
  await person.say(receipt.toLowerCase().replaceAll('-', ' '))
}

/** How often a question stands in the chat: the answered ones are counted as well. */
export function timesAsked(person: FakePerson, words: RegExp): number {
  return person.messages().filter(({ text }) => words.test(text)).length
}

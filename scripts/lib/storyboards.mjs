/** What leads to each page. Nothing here is real; what is typed is made up like the demo itself. */

const STORY =
  'Hẻm nhà tui mấy bữa nay tối nào cũng có người lạ ghé căn nhà bỏ trống, cỡ 10 giờ tới gần sáng, sáng ra thấy rác với ống tiêm ngoài bụi chuối. Tui không quen ai trong đó, chỉ lo cho mấy đứa nhỏ đi học ngang.'

const choose = (id) => (page) => page.click(`button[name="choice"][value="${id}"]`)
const command = (id) => (page) => page.click(`button[name="command"][value="${id}"]`)
const write = (text) => async (page) => {
  await page.fill('[name="text"]', text)
  await page.click('button.send')
}
const type = (text) => (page) => page.fill('[name="text"]', text)
const go = (path) => (page) => page.goto(new URL(path, page.url()).href)

const inTurn =
  (...steps) =>
  async (page) => {
    for (const step of steps) await step(page)
  }

/** The citizens' pages, in order: each step leads on from the page before. */
export function citizenPages(receipts) {
  const [question, closed] = ['question', 'closed'].map((show) => receipts.find((one) => one.show === show).receipt)
  return [
    ['first', go('/')],
    ['category', choose('report')],
    ['writing', inTurn(choose('drugs'), type(STORY))],
    ['too-long', write(STORY.repeat(25))],
    ['now', write(STORY)],
    ['where', choose('no')],
    ['ward', write('hẻm gần chợ, Hữu Định cũ')],
    ['when', choose('p-phu-tan')],
    ['first-hand', choose('often')],
    ['review', choose('saw')],
    ['edit', choose('edit')],
    ['receipt', inTurn(choose('back'), choose('send'))],
    ['thanks', choose('saved')],
    ['emergency', choose('emergency')],
    ['ask-receipt', choose('receipt')],
    ['forget', command('forget')],
    ['wrong-receipt', inTurn(choose('forget-no'), write('7KQM-3XWD'))],
    ['case-question', write(question)],
    ['answer', choose('answer')],
    ['withdraw', inTurn(choose('back'), choose('withdraw'))],
    ['case-closed', inTurn(choose('back'), choose('done'), choose('receipt'), write(closed))],
    ['dispute', choose('dispute')],
    ['emergency-first', inTurn(choose('back'), choose('done'), choose('report'), choose('robbery-violence'))],
    ['not-found', go('/khong-co')],
  ]
}

/** The officers' pages, for a lead: the others see some of them. */
export const OFFICER_PAGES = [
  ['queue', go('/')],
  ['shift', go('/ca-truc')],
  ['case', async (page) => openCase(page, /Ma túy|Drugs/, 'An Hội')],
  ['case-disputed', async (page) => openCase(page, /Cờ bạc|Gambling/, 'Sơn Đông')],
  ['roster', go('/lich-truc')],
  ['alerts', go('/bao-tin')],
  ['officers', go('/can-bo')],
  ['audit', go('/nhat-ky')],
  ['problem', go('/khong-co')],
]

async function openCase(page, category, ward) {
  await go('/')(page)
  const row = page.locator('.row', { hasText: category }).filter({ hasText: ward })
  await row.locator('a[href^="/vu/"]').first().click()
}

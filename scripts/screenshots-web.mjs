// Pictures of the web chat, taken from a running site with scripts off, as a citizen's browser may have them.
//   node scripts/screenshots-web.mjs --url http://localhost:8080 --out /tmp/pictures [--receipt CODE] [--language en]
// It sends one invented report. Use it on a test site only.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:8080' },
    out: { type: 'string' },
    receipt: { type: 'string' },
    language: { type: 'string', default: 'vi' },
    widths: { type: 'string', default: '360,768,1440' },
    chromium: { type: 'string', default: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' },
  },
})
if (!options.out) throw new Error('say where: --out FOLDER')

const STORY =
  'Nhà trọ trong hẻm gần chợ cũ, gần hai tháng nay tối nào khoảng 10 giờ cũng có nhóm 5-6 người tụ tập, sáng ra thấy bơm kim tiêm vứt dọc đường. Hôm qua có thêm hai xe máy lạ, biển số bị che. Mấy đứa nhỏ đi học ngang qua rất sợ. Mong cán bộ xuống coi giùm, xin đừng nói ai báo. '
const LONG_WORD = `https://vi-du.example/${'một-địa-chỉ-rất-dài-không-có-chỗ-ngắt'.repeat(3)} `
const LONG = (STORY.repeat(5) + LONG_WORD).slice(0, 1500)

const choose = (id) => (page) => page.click(`button[name="choice"][value="${id}"]`)
const write = (text) => async (page) => {
  await page.fill('[name="text"]', text)
  await page.click('button.send')
}

/** Each picture and what leads to it. */
const STORYBOARD = [
  ['menu', async () => {}],
  ['category', choose('report')],
  ['what', choose('robbery-violence')],
  ['what-too-long', write(STORY.repeat(20))],
  ['now', write(LONG)],
  ['where-emergency', choose('yes')],
  ['ward', write('hẻm 12 gần chợ cũ, Phường 5')],
  ['first-hand', choose('p-an-hoi')],
  ['review', choose('saw')],
  ['receipt', choose('send')],
  ['thanks', choose('saved')],
  ['emergency', choose('emergency')],
  ['ask-receipt', choose('receipt')],
  ['wrong-receipt', write('7KQM-3XWD')],
]
const WITH_RECEIPT = [
  ['case', write(options.receipt ?? '')],
  ['answer', choose('answer')],
]

async function tell(page, name) {
  const { width } = page.viewportSize()
  const scheme = await page.evaluate(() => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'))
  // The sticky header is drawn where the page is scrolled to.
  await page.evaluate(() => window.scrollTo(0, 0))
  await page.screenshot({ path: join(options.out, `${name}-${width}-${scheme}.png`), fullPage: true })
}

async function walk(browser, width, colorScheme) {
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 740 : 900 },
    colorScheme,
    javaScriptEnabled: false,
    deviceScaleFactor: 1,
  })
  const page = await context.newPage()
  await page.goto(options.url)
  if (options.language !== 'vi') await page.click(`button[name="language"][value="${options.language}"]`)
  for (const [name, lead] of options.receipt ? [...STORYBOARD, ...WITH_RECEIPT] : STORYBOARD) {
    await lead(page)
    await tell(page, name)
  }
  await page.goto(new URL('/khong-co', options.url).href)
  await tell(page, 'not-found')
  await context.close()
}

await mkdir(options.out, { recursive: true })
const browser = await chromium.launch({ executablePath: options.chromium, args: ['--no-sandbox'] })
for (const width of options.widths.split(',').map(Number)) {
  for (const scheme of ['light', 'dark']) await walk(browser, width, scheme)
}
await browser.close()
console.log(`pictures are in ${options.out}`)

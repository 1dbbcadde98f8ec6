// The pictures of the README, taken from a demo that is started for them and thrown away.
//   npm run pictures              writes docs/pictures/*.webp
//   npm run pictures -- --all     every page, at three widths, by day and by night, in both languages: test-results/screens
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './lib/chromium.mjs'
import { startDemo } from './lib/demo-product.mjs'
import { build, checkNode, install, Mendable, orSayWhy, ROOT, say } from './lib/prepare.mjs'

const PHONE = { width: 390, height: 780 }
const SMALL = { width: 360, height: 720 }
const DESK = { width: 1440, height: 900 }

/** Which page, seen by whom, on what: the name of the file. Officers first, before the citizens here add to their queue. */
const README = [
  { who: 'lan', size: DESK, scheme: 'light', pages: { queue: 'queue', case: 'case', shift: 'shift' } },
  { who: 'lan', size: DESK, scheme: 'dark', pages: { queue: 'queue-dark' } },
  { who: 'lan', size: SMALL, scheme: 'light', pages: { queue: 'queue-phone' } },
  { who: 'citizen', size: PHONE, scheme: 'light', pages: { first: 'citizen-first', receipt: 'citizen-receipt' } },
  {
    who: 'citizen',
    size: PHONE,
    scheme: 'dark',
    pages: { writing: 'citizen-writing', 'case-question': 'citizen-case' },
  },
]
const LARGEST = 150 * 1024

await orSayWhy(async () => {
  checkNode()
  process.chdir(ROOT)
  install()
  build()
  const [{ chromium }, { createStudio }] = [await import('playwright-core'), await import('./lib/studio.mjs')]
  const demo = await startDemo()
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars']
  const browser = await chromium.launch({ executablePath: findChromium(), args })
  try {
    const studio = await createStudio(browser, demo)
    await (process.argv.includes('--all') ? everything : forReadme)(studio)
  } finally {
    await browser.close()
    await demo.stop()
  }
  return 0
})
process.exit()

async function forReadme(studio) {
  const folder = emptied('docs', 'pictures')
  for (const { who, size, scheme, pages } of README) {
    await studio.walk({ who, size, scheme, language: 'vi' }, async (name, page) => {
      if (!pages[name]) return
      if (name === 'writing')
        await page.evaluate(() =>
          document.querySelector('[name="text"]').scrollIntoView({ block: 'center', behavior: 'instant' }),
        )
      await takeSmall(page, join(folder, `${pages[name]}.webp`))
    })
  }
  say(`The pictures are in ${folder}.`)
}

/** What the window shows, as WebP, which is a third of a PNG. A picture that makes the README slow is a mistake. */
async function takeSmall(page, path) {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 85 })
  const picture = Buffer.from(data, 'base64')
  if (picture.length > LARGEST)
    throw new Mendable(`${path} has ${Math.round(picture.length / 1024)} KB, 150 are allowed.`)
  writeFileSync(path, picture)
}

async function everything(studio) {
  const folder = emptied('test-results', 'screens')
  for (const { who, ...look } of everyLook()) {
    const side = who === 'citizen' ? who : 'officer'
    const end = `${look.size.width}-${look.scheme}-${look.language}.png`
    await studio.walk({ who, ...look }, (name, page) =>
      page.screenshot({ path: join(folder, `${side}-${name}-${end}`), fullPage: true }),
    )
  }
  say(`The pictures are in ${folder}.`)
}

function everyLook() {
  const sizes = [SMALL, { width: 768, height: 900 }, DESK]
  return ['vi', 'en'].flatMap((language) =>
    sizes.flatMap((size) =>
      ['light', 'dark'].flatMap((scheme) => ['hoa', 'citizen'].map((who) => ({ who, size, scheme, language }))),
    ),
  )
}

function emptied(...parts) {
  const folder = join(ROOT, ...parts)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

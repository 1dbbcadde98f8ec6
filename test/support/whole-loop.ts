import type { Browser, Page } from 'playwright-core'
import { choose, citizenPage, submit, write } from './browser.js'
import { CAMERA, phonePicture } from './pictures.js'
import type { Product } from './product.js'
import { PASSWORD, totpCode } from './world.js'

/** What must never be found anywhere: each is invented and occurs nowhere else. */
export const CANARY = {
  name: 'Nguyễn Thị Bạch Yến Hường',
  phone: '0987654321',
  address: '47/9B đường Lê Chim Ưng',
  text: 'tối thứ ba nào cũng có người lạ khiêng bao tải vô kho dừa cũ',
  place: 'sau lưng đình Tân Ếch Ộp',
  when: 'lúc con chó nhà kế bên sủa dữ',
  question: 'Bà con có thấy biển số xe nào không?',
  answer: 'Dạ xe ba gác không biển, thùng sơn xanh lục bảo',
  note: 'ghi chú: chuyển tổ tuần tra Rồng Đất',
  camera: CAMERA,
  reply: 'Chúng tôi đã xuống kiểm tra, cảm ơn bà con Phượng Vĩ.',
} as const

export async function signInFirstLead(browser: Browser, product: Product) {
  const first = await product.firstRun()
  const [oneTimePassword = ''] = /\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b/.exec(first) ?? []
  const [recoveryKey = ''] = /\b(?:[0-9A-Z]{7}-){7}[0-9A-Z]{7}\b/.exec(first) ?? []
  const page = await (await browser.newContext({ locale: 'vi-VN' })).newPage()
  await page.goto(product.console)
  await page.fill('[name="login"]', 'lead')
  await page.fill('[name="password"]', oneTimePassword)
  await submit(page, 'main button[type="submit"]')
  const totpSecret = await page.inputValue('[name="totpSecret"]')
  await page.fill('[name="password"]', PASSWORD)
  await page.fill('[name="passwordAgain"]', PASSWORD)
  await page.fill('[name="totp"]', totpCode(totpSecret, new Date()))
  await submit(page, 'main button[type="submit"]')
  return { page, secrets: [oneTimePassword, recoveryKey, PASSWORD, totpSecret] }
}

/** Reports, and stops where the receipt is shown but not yet said to be saved. */
export async function reportWithCanaries(browser: Browser, product: Product) {
  const { page, strangers } = await citizenPage(browser, product.site)
  await choose(page, 'report')
  await choose(page, 'drugs')
  await write(page, `Tui là ${CANARY.name}, số ${CANARY.phone}, nhà ${CANARY.address}: ${CANARY.text}`)
  await choose(page, 'no')
  await write(page, CANARY.place)
  await choose(page, 'p-an-hoi')
  await write(page, CANARY.when)
  await choose(page, 'saw')
  await choose(page, 'evidence')
  await page.setInputFiles('[name="evidence"]', { name: 'a.jpg', mimeType: 'image/jpeg', buffer: await phonePicture() })
  await submit(page, 'button.send')
  await choose(page, 'send')
  const receipt = /(?:[0-9A-Z]{4}-){4}[0-9A-Z]/.exec(await page.innerText('main'))?.[0] ?? ''
  return { page, strangers, receipt }
}

/** The case on the officer's screen, claimed and read, and a question sent. */
export async function claimAndAsk(officer: Page, product: Product): Promise<void> {
  await officer.goto(product.console)
  await submit(officer, 'a[href^="/vu/"]')
  await submit(officer, 'form[action$="/claim"] button')
  await fillAct(officer, 'ask', { text: CANARY.question })
}

export async function noteAndClose(officer: Page): Promise<void> {
  await fillAct(officer, 'note', { text: CANARY.note })
  await fillAct(officer, 'close', { note: CANARY.note, reply: CANARY.reply }, 'confirmed')
}

async function fillAct(page: Page, action: string, fields: Record<string, string>, outcome?: string): Promise<void> {
  const form = page.locator(`form[action$="/${action}"]`)
  if (!(await form.isVisible())) await page.locator(`details:has(form[action$="/${action}"]) > summary`).click()
  if (outcome) await form.locator(`[name="outcome"][value="${outcome}"]`).check()
  for (const [name, text] of Object.entries(fields)) await form.locator(`[name="${name}"]`).fill(text)
  await submit(page, `form[action$="/${action}"] button[type="submit"]`)
}

/** Opens the first picture of the case on the officer's screen; its size as drawn there. */
export async function lookAtPicture(officer: Page): Promise<{ width: number; height: number }> {
  await officer.locator('.evidence summary').first().click()
  const image = officer.locator('.evidence img').first()
  await image.evaluate((element: HTMLImageElement) => element.decode())
  return image.evaluate(({ naturalWidth: width, naturalHeight: height }: HTMLImageElement) => ({ width, height }))
}

/** Comes back on another phone with the paper only. */
export async function comeBack(browser: Browser, product: Product, receipt: string): Promise<Page> {
  const { page } = await citizenPage(browser, product.site)
  await choose(page, 'receipt')
  await write(page, receipt)
  return page
}

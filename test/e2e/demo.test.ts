import { spawn } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choose, citizenPage, openBrowser, submit, write } from '../support/browser.js'
import { type Product, startProduct } from '../support/product.js'

const NOTICE = 'Bản dùng thử: mọi tin và tên đều do chúng tôi đặt ra.'

let product: Product
let browser: Browser
/** How many reports a lead saw before the second start. */
let listed = 0

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct({}, ['--demo']), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await product.stop()
  await product.forget()
})

const told = () => readFile(join(product.dataDir, 'demo.txt'), 'utf8')

/** Runs one of the product's mains in this DATA_DIR to its end. */
async function run(name: 'start' | 'demo-code'): Promise<{ code: number | null; output: string }> {
  const file = fileURLToPath(new URL(`../../dist/bin/${name}.js`, import.meta.url))
  const main = `import(${JSON.stringify(file)}).then((m) => m.main([])).then((code) => process.exit(code))`
  const env = { PATH: process.env.PATH ?? '', HOME: product.dataDir, DATA_DIR: product.dataDir }
  const child = spawn(process.execPath, ['-e', main], { cwd: product.dataDir, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
  return { code: await new Promise((resolve) => child.once('close', resolve)), output }
}

async function signIn(login: string): Promise<Page> {
  const password = new RegExp(`${login} +((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})`).exec(await told())?.[1] ?? ''
  const { output } = await run('demo-code')
  const page = await (await browser.newContext({ locale: 'vi-VN' })).newPage()
  await page.goto(product.console)
  expect(await page.innerText('body'), 'before anybody signs in').toContain(NOTICE)
  await page.fill('[name="login"]', login)
  await page.fill('[name="password"]', password)
  await page.fill('[name="totp"]', new RegExp(`${login} +(\\d{6})`).exec(output)?.[1] ?? '')
  await submit(page, 'main button[type="submit"]')
  return page
}

const cases = (page: Page) => page.locator('a[href^="/vu/"]')

describe('npm start -- --demo', () => {
  it('says how to sign in in a file of one’s own, and not in its output', async () => {
    const text = await told()
    expect((await stat(join(product.dataDir, 'demo.txt'))).mode & 0o777).toBe(0o600)
    expect(product.output()).toContain('demo.txt')
    for (const [password = ''] of text.matchAll(/(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}/g))
      expect(product.output()).not.toContain(password)
    expect(text).toContain(product.site)
    expect(text).toContain(product.console)
  })

  it('lets an officer in with the printed login and code, to a queue under the notice', async () => {
    const page = await signIn('hoa')
    listed = await cases(page).count()
    expect(listed).toBeGreaterThan(10)
    expect(await page.innerText('body')).toContain(NOTICE)
    await submit(page, 'a[href^="/vu/"]')
    expect(await page.innerText('body')).toContain(NOTICE)
  })

  it('opens the printed receipt to a question that waits, under the notice', async () => {
    const receipt = /((?:[0-9A-Z]{4}-){4}[0-9A-Z]) +có câu hỏi/.exec(await told())?.[1] ?? ''
    const { page } = await citizenPage(browser, product.site)
    expect(await page.innerText('body')).toContain(NOTICE)
    await choose(page, 'receipt')
    await write(page, receipt)
    expect(await page.locator('button[value="answer"]').count()).toBe(1)
    expect(await page.innerText('body')).toContain(NOTICE)
  })

  it('refuses a start without --demo on its folder', async () => {
    await product.stop()
    const { code, output } = await run('start')
    expect(code).toBe(1)
    expect(output).toMatch(/invented reports.*npm start -- --demo/s)
  })

  it('adds nothing when it is started again, and the printed logins still work', async () => {
    const made = await readFile(join(product.dataDir, 'demo.json'), 'utf8')
    product = await startProduct({ DATA_DIR: product.dataDir }, ['--demo'])
    expect(await readFile(join(product.dataDir, 'demo.json'), 'utf8')).toBe(made)
    expect(product.output()).not.toContain('Making up')
    expect(await cases(await signIn('lead')).count()).toBe(listed)
    expect((await product.admin('audit verify')).output).toContain('audit chain is whole')
  })
})

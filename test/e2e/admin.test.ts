import { spawn } from 'node:child_process'
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keys } from '../../src/store/keys.js'
import { type Client, connect } from '../../src/store/redis.js'
import { readSecrets } from '../../src/supervisor/secrets.js'
import { type Product, startProduct } from '../support/product.js'

const ADMIN = fileURLToPath(new URL('../../dist/bin/admin.js', import.meta.url))
let product: Product
let redis: Client

beforeAll(async () => {
  product = await startProduct()
  redis = connect((await readSecrets(product.dataDir)).admin.REDIS_URL ?? '')
  for (let n = 0; n < 3; n += 1) await failSignIn()
})
afterAll(async () => {
  redis.disconnect()
  await product.stop()
  await product.forget()
})

async function failSignIn(): Promise<void> {
  const body = new URLSearchParams({ login: 'lead', password: 'không phải mật khẩu', totp: '', tieng: 'vi' })
  await fetch(`${product.console}/dang-nhap`, { method: 'POST', body, headers: { origin: product.console } })
}

function admin(words: string, typed = '', settings = {}): Promise<{ code: number | null; output: string }> {
  const code = `import(${JSON.stringify(ADMIN)}).then((m) => m.main(${JSON.stringify(words.split(' '))})).then((code) => process.exit(code))`
  const env = { PATH: process.env.PATH, DATA_DIR: product.dataDir, ...settings }
  const child = spawn(process.execPath, ['-e', code], { cwd: product.dataDir, env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
  child.stdin.end(`${typed}\n`)
  return new Promise((resolve) => child.on('exit', (exit) => resolve({ code: exit, output })))
}

describe('npm run admin', () => {
  it('says what there is to do when asked nothing it knows', async () => {
    const { code, output } = await admin('help')
    expect(code).toBe(2)
    for (const verb of ['doctor', 'audit verify', 'key recover']) expect(output).toContain(verb)
  })

  it('doctor finds a fresh start well', async () => {
    expect(await admin('doctor')).toMatchObject({ code: 0, output: expect.not.stringContaining('WRONG') })
  })

  it('doctor names the mend for a Redis that would lose reports', async () => {
    await redis.config('SET', 'appendfsync', 'everysec')
    const { code, output } = await admin('doctor')
    await redis.config('SET', 'appendfsync', 'always')
    expect(code).toBe(1)
    expect(output).toContain('fsync-not-always')
    expect(output).toContain('appendfsync always')
  })

  it('audit verify accepts the chain, and finds an edit, a deletion and a cut-off tail in the real store', async () => {
    expect(await admin('audit verify')).toMatchObject({ code: 0, output: expect.stringContaining('3 entries') })
    const whole = (await redis.lrange(keys.audit, 0, -1)).map(String)
    const restore = async () => {
      await redis.del(keys.audit)
      await redis.rpush(keys.audit, ...whole)
    }
    await redis.lset(keys.audit, 1, (whole[1] ?? '').replace('sign-in-failed', 'signed-in'))
    expect(await admin('audit verify')).toMatchObject({ code: 1, output: expect.stringContaining('entry 2: changed') })
    await restore()
    await redis.lrem(keys.audit, 1, whole[1] ?? '')
    expect(await admin('audit verify')).toMatchObject({ code: 1, output: expect.stringContaining('entry 2: missing') })
    await restore()
    await redis.rpop(keys.audit)
    expect(await admin('audit verify')).toMatchObject({ code: 1, output: expect.stringContaining('entry 3: cut-off') })
    await restore()
  })

  it.each(['gone', 'empty', 'unreadable'])('audit verify and doctor miss the heads outside Redis: %s', async (how) => {
    const heads = join(product.dataDir, 'audit', 'heads')
    await rename(heads, `${heads}.aside`)
    if (how === 'empty') await writeFile(heads, '')
    if (how === 'unreadable') await mkdir(heads)
    const fault = `no heads outside Redis: ${heads}`
    expect(await admin('audit verify')).toMatchObject({ code: 1, output: expect.stringContaining(fault) })
    expect(await admin('doctor')).toMatchObject({
      code: 1,
      output: expect.stringContaining('audit chain has 1 faults'),
    })
    await (how === 'unreadable' ? rmdir(heads) : rm(heads, { force: true }))
    await rename(`${heads}.aside`, heads)
    expect(await admin('audit verify')).toMatchObject({ code: 0 })
  })

  it('doctor looks at the volatile Redis too, and names the mend when it writes to disk', async () => {
    expect((await admin('doctor')).output).toContain('the volatile Redis writes nothing to disk')
    const durable = (await readSecrets(product.dataDir)).admin.REDIS_URL ?? ''
    const { code, output } = await admin('doctor', '', { REDIS_VOLATILE_URL: durable })
    expect(code).toBe(1)
    expect(output).toContain('volatile Redis: volatile-keeps-files')
    expect(output).toContain('appendonly no')
  })

  it('key recover takes the printed key only, and makes a lead', async () => {
    const printed = /\b(?:[0-9A-Z]{7}-){7}[0-9A-Z]{7}\b/.exec(await product.firstRun())?.[0] ?? ''
    expect(await admin('key recover', 'AAAAAAA')).toMatchObject({ code: 1, output: expect.stringContaining('Refused') })
    const { code, output } = await admin('key recover', printed.toLowerCase())
    expect(code).toBe(0)
    expect(output).toMatch(/login: lead-[0-9a-z]{4}\none-time password: ([0-9A-Z]{4}-){3}[0-9A-Z]{4}/)
  })
})

import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  readSecrets,
  type Secrets,
  withProductSecrets,
  withRedisPasswords,
  writeSecrets,
} from '../../src/supervisor/secrets.js'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hom-thu-secrets-'))
})

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true })
})

const none: Secrets = { bot: {}, console: {}, worker: {}, admin: {} }

function tokens(): () => string {
  let n = 0
  return () => `token-${++n}`
}

describe('secrets', () => {
  it('come back as they were written, in files nobody else can read', async () => {
    const odd = { ...none, admin: { REDIS_URL: `unix:/tmp/it's #1 "here" $HOME/s?user=a&password=b`, PLAIN: 'x=y ' } }
    await writeSecrets(dataDir, odd)
    expect(await readSecrets(dataDir)).toEqual(odd)
    expect((await stat(join(dataDir, 'secrets'))).mode & 0o777).toBe(0o700)
    const names = await readdir(join(dataDir, 'secrets'))
    expect(names.sort()).toEqual(['admin.env', 'bot.env', 'console.env', 'worker.env'])
    for (const name of names) expect((await stat(join(dataDir, 'secrets', name))).mode & 0o777).toBe(0o600)
  })

  it('are empty before the first run', async () => {
    expect(await readSecrets(dataDir)).toEqual(none)
  })

  it('give every account a Redis password of its own, made once', () => {
    const made = withRedisPasswords(none, tokens())
    expect(new Set(Object.values(made).map((file) => file.REDIS_PASSWORD)).size).toBe(4)
    expect(withRedisPasswords(made, tokens())).toEqual(made)
  })

  it('go to those who need them only', () => {
    const made = {
      ORG_KEY: 'public',
      BOT_SIGNING_KEY: 'signs',
      CONSOLE_SECRET: 'console',
      ADDRESS_KEY: 'seals',
      ADDRESS_PRIVATE_KEY: 'opens',
    }
    expect(withProductSecrets(none, made)).toEqual({
      bot: { ORG_KEY: 'public', BOT_SIGNING_KEY: 'signs', ADDRESS_KEY: 'seals' },
      console: { ORG_KEY: 'public', CONSOLE_SECRET: 'console' },
      worker: { ORG_KEY: 'public', ADDRESS_PRIVATE_KEY: 'opens' },
      admin: { ORG_KEY: 'public' },
    })
  })
})

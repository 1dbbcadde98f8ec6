import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useRedis } from './support.js'

const ROOT = resolve(import.meta.dirname, '..', '..')
/** What whoever uses the package has beside it: its dependencies and their own bot library. */
const BESIDE = ['ioredis', 'sodium-native', 'canonicalize', 'grammy', 'telegraf', '@types/node']

const PROGRAM = `
import { Bot, type Context, session, type SessionFlavor, type StorageAdapter } from 'grammy'
import { Redis } from 'ioredis'
import type { AsyncSessionStore } from 'telegraf/session'
import { createSessionBox } from 'hom-thu-138/session-box'
import { asTelegrafStore, createSessionStore, encryptSessions, SessionStoreError } from 'hom-thu-138/session-store'

interface Draft { n: number }
const redis = new Redis({ path: process.argv[2] ?? '', username: 'test', password: 'test' })
const plain: StorageAdapter<Draft> = createSessionStore<Draft>({ redis, prefix: 'tin:', ttlSeconds: 60 })
const box = createSessionBox(Buffer.alloc(32, 7))
const storage: StorageAdapter<Draft> = encryptSessions<Draft>(createSessionStore<string>({ redis, prefix: 'kín:' }), box)
const bridged: AsyncSessionStore<Draft> = asTelegrafStore(plain)
// @ts-expect-error a session of another shape
const other: StorageAdapter<{ m: string }> = plain

const bot = new Bot<Context & SessionFlavor<Draft>>('1:test', { botInfo: { id: 1 } as never })
bot.use(session({ initial: () => ({ n: 0 }), storage }))
bot.use((ctx) => { ctx.session.n += 1 })
const update = { update_id: 1, message: { message_id: 1, date: 1, chat: { id: 7, type: 'private' }, text: 'tin' } }
await bot.handleUpdate(update as never)
await bot.handleUpdate(update as never)
await bridged.set('7', { n: 40 })
await redis.set('tin:8', '{')
const corrupt = await (other.read('8') as Promise<unknown>).catch((error) => error instanceof SessionStoreError)
console.log(JSON.stringify([await storage.read('7'), await plain.read('7'), corrupt, (await redis.keys('*')).length]))
redis.disconnect()
`

const { server } = useRedis()
let dir: string

function run(command: string, args: readonly string[], cwd = dir): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? ''}${stdout}${stderr}`)
  return stdout
}

/** As npm would install it, without the network: the packed files, and beside them packages that are here already. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hom-thu-package-'))
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', dir, '--cache', join(dir, 'cache')]
  const tarball = run('npm', pack, ROOT).trim()
  const modules = join(dir, 'node_modules')
  await mkdir(join(modules, 'hom-thu-138'), { recursive: true })
  run('tar', ['-xzf', tarball, '--strip-components=1', '-C', join(modules, 'hom-thu-138')])
  for (const name of BESIDE) {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(ROOT, 'node_modules', name), join(modules, name))
  }
  await writeFile(join(dir, 'package.json'), '{ "type": "module" }')
  await writeFile(join(dir, 'program.ts'), PROGRAM)
  const readme = await readFile(join(modules, 'hom-thu-138', 'src', 'session-store', 'readme.md'), 'utf8')
  const examples = [...readme.matchAll(/```ts\n([^`]*)```/g)].map(([, code]) => code)
  await writeFile(join(dir, 'readme.ts'), examples.join('\n'))
}, 120_000)

afterAll(() => rm(dir, { recursive: true }))

describe('the package, packed and unpacked elsewhere', () => {
  it('has types that a strict program and the examples of the readme fit, and runs under grammY', async () => {
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
    const options = ['--strict', '--skipLibCheck', '--target', 'es2023', '--module', 'nodenext', '--types', 'node']
    run(process.execPath, [compiler, ...options, 'program.ts', 'readme.ts'])
    expect(await readFile(join(dir, 'readme.js'), 'utf8')).toContain('encryptSessions')
    expect(JSON.parse(run(process.execPath, ['program.js', server().socketPath]))).toEqual([
      { n: 2 },
      { n: 40 },
      true,
      3,
    ])
  })

  it('loads no library for the plain store: ioredis gives types only', async () => {
    const path = join(dir, 'node_modules', 'hom-thu-138', 'dist', 'session-store')
    const files = (await readdir(path)).filter((name) => name.endsWith('.js'))
    expect(files).toContain('redis-store.js')
    for (const file of files) {
      const code = await readFile(join(path, file), 'utf8')
      const imported = [...code.matchAll(/from '([^']+)'/g)].map(([, name]) => name)
      expect(imported.filter((name) => !name?.startsWith('./'))).toEqual([])
    }
  })
})

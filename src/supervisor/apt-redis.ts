import { mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { findOnPath, type SearchPath } from './path.js'
import { type Ran, run, type Say } from './run.js'

interface AptOptions {
  readonly into: string
  readonly say: Say
  readonly path?: SearchPath
  readonly signal?: AbortSignal
}

interface Unpacked {
  readonly command: string
  readonly env: { readonly LD_LIBRARY_PATH: string }
}

/** Debian's tools package carries the server: its checking tool is the same file and acts by the name it is run under. */
const NEEDS = ['redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1']
const OPTIONS = ['-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20']

/** Unpacks the server into a folder of ours. Nothing is installed, and root is not needed. */
export async function unpackFromApt(options: AptOptions): Promise<Unpacked | undefined> {
  options.say('No Redis here yet. Fetching it from the packages of this system (about 1 MB, nothing is installed).')
  await mkdir(options.into, { recursive: true, mode: 0o700 })
  const work = await mkdtemp(join(options.into, 'unpack-'))
  try {
    const files = await download(work, options)
    if (!files) return undefined
    const root = join(work, 'root')
    for (const file of files) if (!(await tool('dpkg', ['-x', file, root], work, options)).ok) return undefined
    return await settle(root, options.into)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** First with the package lists that are here; when they are missing or too old, with fresh ones. */
async function download(work: string, options: AptOptions): Promise<string[] | undefined> {
  const direct = await downloadWith([], work, options)
  if (direct) return direct
  options.say('The package lists of this system are missing or old. Fetching new ones (apt-get update).')
  const apart = process.getuid?.() === 0 ? [] : await privateLists(work)
  await tool('apt-get', [...OPTIONS, ...apart, 'update'], work, options)
  return downloadWith(apart, work, options)
}

async function privateLists(work: string): Promise<string[]> {
  await mkdir(join(work, 'lists', 'partial'), { recursive: true })
  await mkdir(join(work, 'cache', 'archives', 'partial'), { recursive: true })
  return ['-o', `Dir::State::Lists=${join(work, 'lists')}`, '-o', `Dir::Cache=${join(work, 'cache')}`]
}

async function downloadWith(apart: string[], work: string, options: AptOptions): Promise<string[] | undefined> {
  const common = [...OPTIONS, ...apart]
  const plan = await tool(
    'apt-get',
    [...common, '-s', '--no-install-recommends', 'install', 'redis-tools'],
    work,
    options,
  )
  const packages = plan.ok ? missingPackages(plan) : NEEDS
  const fetched = await tool('apt-get', [...common, 'download', ...packages], work, options)
  if (!fetched.ok) return undefined
  return (await readdir(work)).filter((name) => name.endsWith('.deb')).map((name) => join(work, name))
}

/** What apt would install for redis-tools on this very system; the C library must stay the one that is running. */
function missingPackages({ output }: Ran): string[] {
  const names = [...output.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '')
  return [...new Set(['redis-tools', ...names.filter((name) => !/^libc(6|-)/.test(name))])]
}

async function settle(unpacked: string, into: string): Promise<Unpacked | undefined> {
  const checker = join('usr', 'bin', 'redis-check-rdb')
  if (!findOnPath('redis-check-rdb', join(unpacked, 'usr', 'bin'))) return undefined
  const root = join(into, 'root')
  await rm(root, { recursive: true, force: true })
  await rename(unpacked, root)
  const command = join(into, 'redis-server')
  await rm(command, { force: true })
  await symlink(join('root', checker), command)
  return { command, env: { LD_LIBRARY_PATH: (await libraryFolders(root)).join(':') } }
}

async function libraryFolders(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return [...new Set(entries.filter((entry) => /\.so\b/.test(entry.name)).map((entry) => entry.parentPath))]
}

function tool(program: string, args: string[], cwd: string, options: AptOptions): Promise<Ran> {
  return run(findOnPath(program, options.path) ?? program, args, { cwd, signal: options.signal })
}

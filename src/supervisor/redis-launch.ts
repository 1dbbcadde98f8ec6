import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { identify, type ProcessId } from './pids.js'
import type { RedisBinary } from './redis-binary.js'

interface LaunchOptions {
  readonly binary: RedisBinary
  readonly dir: string
  readonly durable: boolean
  readonly socketPath: string
}

export interface Launched {
  readonly id: ProcessId | undefined
  readonly exited: Promise<void>
  /** Why it ended, in the server's last words. */
  reason(): Promise<string>
}

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always']
const VOLATILE = ['--appendonly', 'no']

/**
 * The shell only takes away core dumps (memory on disk) and other accounts' rights, and then becomes the server.
 * Nothing of our environment goes along.
 */
export function launch(options: LaunchOptions): Launched {
  const { command, env } = options.binary
  const shell = ['-c', 'ulimit -c 0; umask 077; exec "$0" "$@"', command, ...serverArgs(options)]
  const child = spawn('/bin/sh', shell, {
    cwd: join(options.dir, 'data'),
    detached: true,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let lastWords = ''
  const listen = (chunk: Buffer) => {
    lastWords = `${lastWords}${chunk}`.slice(-2_000)
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  const first = (event: 'exit' | 'close') =>
    new Promise<void>((resolve) => {
      child.once('error', () => resolve())
      child.once(event, () => resolve())
    })
  const closed = first('close')
  const id = child.pid === undefined ? undefined : identify(child.pid)
  return { id, exited: first('exit'), reason: () => closed.then(() => explain(lastWords, options.dir)) }
}

function serverArgs({ dir, durable, socketPath }: LaunchOptions): string[] {
  return [
    ['--port', '0', '--unixsocket', socketPath, '--unixsocketperm', '700'],
    ['--dir', join(dir, 'data'), '--aclfile', join(dir, 'users.acl'), '--daemonize', 'no'],
    durable ? DURABLE : VOLATILE,
    ['--save', '', '--maxmemory-policy', 'noeviction'],
    // Crash reports and the slow log would hold arguments of commands.
    ['--loglevel', 'warning', '--crash-log-enabled', 'no', '--slowlog-log-slower-than', '-1'],
  ].flat()
}

function explain(lastWords: string, dir: string): string {
  if (/Bad file format|Unexpected end of file|corrupt/i.test(lastWords)) {
    return `its file in ${join(dir, 'data')} is damaged. Restore a backup, or mend a copy with redis-check-aof --fix.`
  }
  const lines = lastWords.trim().split('\n')
  return lines.at(-1) || 'it ended without a word.'
}

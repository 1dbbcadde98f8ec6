import { execFile } from 'node:child_process'

/** What a person at the terminal sees. */
export type Say = (line: string) => void

export interface Ran {
  readonly ok: boolean
  readonly output: string
}

interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
}

/** Runs a program to its end, without a shell and without stdin. A program that cannot be run is simply not ok. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd, env = process.env, signal } = options
  const settings = { cwd, env: { ...env, LC_ALL: 'C' }, signal, maxBuffer: 64 * 1024 * 1024 }
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, settings, (error, stdout, stderr) => {
      if (signal?.aborted) reject(signal.reason)
      else resolve({ ok: error === null, output: `${stdout}${stderr}` })
    })
    child.stdin?.end()
  })
}

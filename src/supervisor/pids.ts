import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process that can be told from a later one with the same pid. */
export interface ProcessId {
  readonly pid: number
  readonly born: string
}

export function identify(pid: number): ProcessId | undefined {
  const born = bornAt(pid)
  return born === undefined ? undefined : { pid, born }
}

export function isAlive(id: ProcessId): boolean {
  return bornAt(id.pid) === id.born
}

/** True when it ended in time. */
export async function waitGone(id: ProcessId, timeoutMs: number): Promise<boolean> {
  const until = Date.now() + timeoutMs
  while (isAlive(id)) {
    if (Date.now() > until) return false
    await sleep(20)
  }
  return true
}

export function signalProcess(id: ProcessId, signal: NodeJS.Signals): void {
  try {
    if (isAlive(id)) process.kill(id.pid, signal)
  } catch {
    // It ended between the look and the signal.
  }
}

function bornAt(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? bornOnLinux(pid) : bornByPs(pid)
  } catch {
    return undefined
  }
}

function bornOnLinux(pid: number): string | undefined {
  // The name in brackets may hold spaces; behind it come the state (field 3) and, as field 22, ticks since boot.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  if (fields[0] === 'Z') return undefined
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return `${boot}/${fields[19]}`
}

function bornByPs(pid: number): string | undefined {
  const args = ['-o', 'lstart=', '-p', String(pid)]
  return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || undefined
}

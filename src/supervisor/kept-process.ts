import { type ChildProcess, fork } from 'node:child_process'
import type { Say } from './run.js'

export interface ProcessSpec {
  /** In messages, and in the list of processes of the machine. */
  readonly name: string
  readonly script: string
  /** The whole environment; see sources.ts. */
  readonly env: NodeJS.ProcessEnv
}

export interface Timing {
  readonly firstDelayMs: number
  readonly longestDelayMs: number
  /** After this long a ready process counts as healthy, and its next end starts from the short delay again. */
  readonly healthyMs: number
  readonly stopMs: number
}

/** EX_CONFIG of sysexits.h: the child has said on stderr which setting is wrong, and starting again cannot help. */
export const BAD_SETTING_EXIT = 78

/** One process that is started again whenever it ends, until it is stopped or has a bad setting. */
export class KeptProcess {
  readonly ready: Promise<void>
  readonly badSetting: Promise<string>
  readonly #spec: ProcessSpec
  readonly #say: Say
  readonly #timing: Timing
  #child: ChildProcess | undefined
  #again: NodeJS.Timeout | undefined
  #delayMs: number
  #stopping = false
  #isReady = () => {}
  #hasBadSetting = () => {}

  constructor(spec: ProcessSpec, say: Say, timing: Timing) {
    this.#spec = spec
    this.#say = say
    this.#timing = timing
    this.#delayMs = timing.firstDelayMs
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve
    })
    this.badSetting = new Promise((resolve) => {
      this.#hasBadSetting = () => resolve(spec.name)
    })
  }

  start(): void {
    let readySince = Number.POSITIVE_INFINITY
    // Its own group: Ctrl-C reaches the supervisor only, which then stops everything in order.
    const child = fork(this.#spec.script, [this.#spec.name], {
      env: this.#spec.env,
      execArgv: [],
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#child = child
    child.on('message', (message) => {
      if (message !== 'ready') return
      readySince = performance.now()
      this.#isReady()
    })
    const ended = (how: string) => this.#ended(how, performance.now() - readySince)
    child.once('error', () => ended('could not be started'))
    child.once('exit', (code, signal) => {
      if (code === BAD_SETTING_EXIT) this.#hasBadSetting()
      else ended(signal ? `ended by ${signal}` : `ended with ${code}`)
    })
  }

  /** Asks, waits, and then insists. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#again)
    const child = this.#child
    if (!child || !isRunning(child)) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    const insist = setTimeout(() => child.kill('SIGKILL'), this.#timing.stopMs)
    await ended
    clearTimeout(insist)
  }

  /** `servedMs` is below zero for one that was never ready: only those, and ones that die at once, are kept waiting. */
  #ended(how: string, servedMs: number): void {
    if (this.#stopping) return
    if (servedMs >= this.#timing.healthyMs) this.#delayMs = this.#timing.firstDelayMs
    this.#say(`${this.#spec.name} ${how} and is started again in ${this.#delayMs / 1000} s.`)
    this.#again = setTimeout(() => this.start(), this.#delayMs)
    this.#delayMs = Math.min(this.#delayMs * 2, this.#timing.longestDelayMs)
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null
}

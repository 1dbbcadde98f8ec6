import { KeptProcess, type ProcessSpec, type Timing } from './kept-process.js'
import type { Say } from './run.js'

export { BAD_SETTING_EXIT, type ProcessSpec } from './kept-process.js'

export interface Processes {
  /** Settles at the process's first `process.send('ready')`. */
  whenReady(name: string): Promise<void>
  /** Settles when one ends with exit code 78. */
  readonly badSetting: Promise<string>
  stop(): Promise<void>
}

const TIMING: Timing = { firstDelayMs: 500, longestDelayMs: 10_000, healthyMs: 3_000, stopMs: 10_000 }

export function runProcesses(specs: readonly ProcessSpec[], say: Say, timing: Timing = TIMING): Processes {
  const kept = new Map(specs.map((spec) => [spec.name, new KeptProcess(spec, say, timing)]))
  for (const process of kept.values()) process.start()
  return {
    badSetting: Promise.race([...kept.values()].map((process) => process.badSetting)),
    whenReady: async (name) => kept.get(name)?.ready,
    stop: async () => {
      await Promise.all([...kept.values()].map((process) => process.stop()))
    },
  }
}

import type { EvidenceRefusal } from '../domain/evidence.js'

export interface Line {
  /** How many may wait, and each of them for how long. */
  readonly longest: number
  readonly waitMs: number
}

/** Drawing and wrapping take a second or two each: whoever waits longer waits behind files made to take long. */
const LINE: Line = { longest: 8, waitMs: 20_000 }

/**
 * Lets so many through at once; the others wait in line.
 * @returns what the task did; or `busy` when the line was too long, in people or in time, and `slow` for who left it
 */
export function createTurnstile(places: number, { longest, waitMs }: Line = LINE) {
  let free = places
  const waiting = new Set<() => void>()

  function turn(gone: AbortSignal | undefined): Promise<EvidenceRefusal | undefined> {
    return new Promise((resolve) => {
      const leave = (refusal?: EvidenceRefusal) => {
        waiting.delete(enter)
        clearTimeout(timer)
        gone?.removeEventListener('abort', left)
        resolve(refusal)
      }
      const enter = () => leave()
      const left = () => leave('slow')
      const timer = setTimeout(() => leave('busy'), waitMs)
      gone?.addEventListener('abort', left)
      waiting.add(enter)
    })
  }

  function pass(): void {
    const [next] = waiting
    if (next) next()
    else free += 1
  }

  return async <T>(task: () => Promise<T>, gone?: AbortSignal): Promise<T | EvidenceRefusal> => {
    if (gone?.aborted) return 'slow'
    if (free === 0 && waiting.size >= longest) return 'busy'
    if (free > 0) free -= 1
    else {
      const refusal = await turn(gone)
      if (refusal) return refusal
    }
    return task().finally(pass)
  }
}

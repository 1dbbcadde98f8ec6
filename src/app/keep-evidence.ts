import type { Readable } from 'node:stream'
import type { Evidence, EvidenceRefusal } from '../domain/evidence.js'
import type { Log } from '../log.js'
import type { Allowances } from './ports.js'
import type { EvidenceFiles } from './ports-evidence.js'

/** Something that is arriving, or a way to fetch it, which is used only once it may be kept. */
export type EvidenceSource = Readable | (() => Promise<Readable>)

export interface EvidenceDesk {
  /**
   * Takes a file for a session's draft, or says why not. What arrives is read to its end either way, because a form goes
   * on behind it; what was fetched is closed.
   * @param gone when its sender has left
   * @throws what fetching or reading the source throws. What fails on our side is logged here, and is `busy`.
   */
  keep(sessionId: string, source: EvidenceSource, gone?: AbortSignal): Promise<Evidence | EvidenceRefusal>
}

export interface EvidenceDeskDeps {
  readonly allowances: Allowances
  readonly files: EvidenceFiles
  readonly log: Log
}

/** Evidence on its way into a draft: cleaned, sealed and on disk before the dialogue hears of it. */
export function createEvidenceDesk(deps: EvidenceDeskDeps): EvidenceDesk {
  /** Sessions with a file on its way: one each, so that nobody fills the places or the line alone. */
  const under = new Set<string>()

  return {
    async keep(sessionId, source, gone) {
      if (under.has(sessionId)) return refuse(source, 'busy')
      under.add(sessionId)
      try {
        const refusal = await mayNot(deps, sessionId)
        return refusal ? refuse(source, refusal) : await take(deps, source, gone)
      } finally {
        under.delete(sessionId)
      }
    },
  }
}

async function mayNot({ allowances, log }: EvidenceDeskDeps, sessionId: string): Promise<EvidenceRefusal | undefined> {
  try {
    return (await allowances.take('evidence', sessionId)) === 0 ? undefined : 'often'
  } catch (error) {
    log.error('evidence not kept', { error })
    return 'busy'
  }
}

function refuse(source: EvidenceSource, refusal: EvidenceRefusal): EvidenceRefusal {
  if (typeof source !== 'function') source.resume()
  return refusal
}

async function take(deps: EvidenceDeskDeps, source: EvidenceSource, gone?: AbortSignal) {
  if (typeof source !== 'function') return read(deps, source, gone)
  const fetched = await source()
  try {
    return await read(deps, fetched, gone)
  } finally {
    fetched.destroy()
  }
}

async function read({ files, log }: EvidenceDeskDeps, source: Readable, gone?: AbortSignal) {
  // Who reads hears of it; when nobody reads any more, it is of no matter.
  source.on('error', () => undefined)
  try {
    return await files.keep(source, gone)
  } catch (error) {
    if (source.readableAborted) throw error
    log.error('evidence not kept', { error })
    return refuse(source, 'busy')
  }
}

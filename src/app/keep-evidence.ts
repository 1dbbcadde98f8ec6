import type { Readable } from 'node:stream'
import type { Evidence, EvidenceRefusal } from '../domain/evidence.js'
import type { Allowances, EvidenceFiles } from './ports.js'

export interface EvidenceDesk {
  /**
   * Takes a file for a session's draft, or says why not. The source is read to its end either way.
   * @param gone when its sender has left
   */
  keep(sessionId: string, source: Readable, gone?: AbortSignal): Promise<Evidence | EvidenceRefusal>
}

/** Evidence on its way into a draft: cleaned, sealed and on disk before the dialogue hears of it. */
export function createEvidenceDesk(deps: { allowances: Allowances; files: EvidenceFiles }): EvidenceDesk {
  /** Sessions with a file on its way: one each, so that nobody fills the places or the line alone. */
  const under = new Set<string>()

  async function taken(sessionId: string, source: Readable, gone?: AbortSignal) {
    if ((await deps.allowances.take('evidence', sessionId)) === 0) return deps.files.keep(source, gone)
    source.resume()
    return 'often'
  }

  return {
    async keep(sessionId, source, gone) {
      if (under.has(sessionId)) {
        source.resume()
        return 'busy'
      }
      under.add(sessionId)
      try {
        return await taken(sessionId, source, gone)
      } finally {
        under.delete(sessionId)
      }
    },
  }
}

import type { Readable } from 'node:stream'
import type { Evidence, EvidenceRefusal } from '../domain/evidence.js'
import type { Allowances } from './ports.js'
import type { EvidenceFiles } from './ports-evidence.js'

export interface EvidenceDesk {
  /** Takes a file for a session's draft, or says why not. The source is read to its end either way. */
  keep(sessionId: string, source: Readable): Promise<Evidence | EvidenceRefusal>
}

/** Evidence on its way into a draft: cleaned, sealed and on disk before the dialogue hears of it. */
export function createEvidenceDesk(deps: { allowances: Allowances; files: EvidenceFiles }): EvidenceDesk {
  return {
    async keep(sessionId, source) {
      if ((await deps.allowances.take('evidence', sessionId)) === 0) return deps.files.keep(source)
      source.resume()
      return 'often'
    },
  }
}

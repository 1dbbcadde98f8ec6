import type { Readable } from 'node:stream'
import type { Picture, PictureRefusal } from '../domain/evidence.js'
import type { Allowances, PictureFiles } from './ports.js'

export interface PictureDesk {
  /** Takes a picture for a session's draft, or says why not. The source is read to its end either way. */
  keep(sessionId: string, source: Readable): Promise<Picture | PictureRefusal>
}

/** Pictures on their way into a draft: cleaned, sealed and on disk before the dialogue hears of them. */
export function createPictureDesk(deps: { allowances: Allowances; files: PictureFiles }): PictureDesk {
  return {
    async keep(sessionId, source) {
      if ((await deps.allowances.take('picture', sessionId)) === 0) return deps.files.keep(source)
      source.resume()
      return 'often'
    },
  }
}

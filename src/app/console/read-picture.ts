import type { Picture } from '../../domain/evidence.js'
import type { ConsoleApi } from '../console-api.js'
import { record } from '../record.js'
import { type ConsoleDeps, mustBeAbleTo } from './deps.js'
import { openReport, visibleStatus } from './read-case.js'

/** One picture of a report, opened for one officer; each look is in the audit chain. */
export function createReadPicture(deps: ConsoleDeps): ConsoleApi['picture'] {
  return async (actor, caseId, n) => {
    mustBeAbleTo(actor, 'case.read')
    if (!(await visibleStatus(deps, actor, caseId))) return undefined
    const opened = await openReport(deps, actor, caseId)
    const picture = opened?.content.pictures[n - 1]
    opened?.close()
    if (!picture) return undefined
    await record(deps, { actor: actor.officerId, action: 'evidence-viewed', subject: caseId })
    return openWhole(deps, picture)
  }
}

/** Whole or not at all: what was tampered with shows nothing, not its first half. */
async function openWhole({ pictures, log }: ConsoleDeps, picture: Picture): Promise<Buffer | undefined> {
  try {
    const pieces: Buffer[] = []
    for await (const piece of pictures.open(picture)) pieces.push(piece)
    return Buffer.concat(pieces)
  } catch (error) {
    log.error('picture does not open', { error })
    return undefined
  }
}

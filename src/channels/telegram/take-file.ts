import { setTimeout as sleep } from 'node:timers/promises'
import type { CitizenInput } from '../../app/incoming.js'
import type { Evidence, EvidenceRefusal } from '../../domain/evidence.js'
import type { TelegramDeps } from './deps.js'
import { BotApiFailure } from './failure.js'
import type { FileRef } from './read-message.js'

/** getFile gives no more than this to a bot. */
const TWENTY_MB = 20 * 1024 * 1024
const TRIES = 3
const LONGEST_PAUSE_MS = 5_000

/**
 * Streams a file from Telegram to the evidence desk. Its name is never looked at. What cannot be fetched after some tries
 * is refused in words, so that the citizen can send it again: a turn must not hang on it.
 */
export async function takeFile(deps: TelegramDeps, sessionId: string, file: FileRef): Promise<CitizenInput> {
  const result = file.bytes > TWENTY_MB ? 'large' : await fetchAndKeep(deps, sessionId, file, 1)
  return typeof result === 'string'
    ? { type: 'evidence', kept: [], refused: [result] }
    : { type: 'evidence', kept: [result], refused: [] }
}

async function fetchAndKeep(
  deps: TelegramDeps,
  sessionId: string,
  file: FileRef,
  attempt: number,
): Promise<Evidence | EvidenceRefusal> {
  try {
    return await deps.evidence.keep(sessionId, () => deps.api.download(file.id))
  } catch (error) {
    // Ours to mend, not the citizen's line.
    if (!(error instanceof BotApiFailure)) {
      deps.log.error('a file was not kept', { error })
      return 'busy'
    }
    if (attempt === TRIES || error.kind === 'gone') {
      deps.log.warn('a file was not fetched', { code: error.code })
      return 'slow'
    }
    await sleep(Math.min(error.afterMs || 500 * attempt, LONGEST_PAUSE_MS))
    return fetchAndKeep(deps, sessionId, file, attempt + 1)
  }
}

import type { Evidence } from '../../domain/evidence.js'
import type { Actor, ConsoleApi, OpenEvidence } from '../console-api.js'
import { record } from '../record.js'
import { type ConsoleDeps, mustBeAbleTo } from './deps.js'
import { openReport, visibleStatus } from './read-case.js'

/** One file of a report, opened for one officer; each look is in the audit chain. */
export function createReadEvidence(deps: ConsoleDeps): ConsoleApi['evidence'] {
  const looks = createLooks(deps)
  return async (actor, caseId, n) => {
    mustBeAbleTo(actor, 'case.read')
    if (!(await visibleStatus(deps, actor, caseId))) return undefined
    const opened = await openReport(deps, actor, caseId)
    const evidence = opened?.content.evidence[n - 1]
    opened?.close()
    if (!evidence) return undefined
    await looks(actor, caseId, n)
    return evidence.kind === 'picture' ? openWhole(deps, evidence) : openAnywhere(deps, evidence)
  }
}

/** A browser that plays a file asks for it in many parts, some at once: for as long as that may take, they are one look. */
const LOOK_MS = 10 * 60_000

interface Look {
  readonly end: number
  /** Nobody sees the file before it is written down, nor when that fails. */
  readonly recorded: Promise<void>
}

function createLooks(deps: ConsoleDeps) {
  const until = new Map<string, Look>()
  return (actor: Actor, caseId: string, n: number): Promise<void> => {
    const now = deps.clock.now().getTime()
    for (const [name, { end }] of until) if (end <= now) until.delete(name)
    const name = `${actor.officerId}/${caseId}/${n}`
    const known = until.get(name)
    if (known) return known.recorded
    const recorded = record(deps, { actor: actor.officerId, action: 'evidence-viewed', subject: caseId })
    until.set(name, { end: now + LOOK_MS, recorded })
    recorded.catch(() => until.delete(name))
    return recorded
  }
}

/** Whole or not at all: a picture that was tampered with shows nothing, not its first half. */
async function openWhole({ evidence, log }: ConsoleDeps, file: Evidence): Promise<OpenEvidence | undefined> {
  try {
    const pieces: Buffer[] = []
    for await (const piece of evidence.open(file)) pieces.push(piece)
    const whole = Buffer.concat(pieces)
    return { type: file.type, bytes: file.bytes, read: (from, to) => once(whole.subarray(from, to)) }
  } catch (error) {
    log.error('evidence does not open', { error })
    return undefined
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

/** Film and sound are never whole in memory: each reading opens the file from its beginning and skips what is not asked. */
async function openAnywhere(deps: ConsoleDeps, file: Evidence): Promise<OpenEvidence | undefined> {
  try {
    for await (const _ of deps.evidence.open(file)) break
  } catch (error) {
    deps.log.error('evidence does not open', { error })
    return undefined
  }
  return { type: file.type, bytes: file.bytes, read: (from, to) => part(deps, file, from, to) }
}

async function* part({ evidence, log }: ConsoleDeps, file: Evidence, from: number, to: number): AsyncGenerator<Buffer> {
  let at = 0
  try {
    for await (const piece of evidence.open(file)) {
      const wanted = piece.subarray(Math.max(0, from - at), Math.max(0, to - at))
      at += piece.length
      if (wanted.length > 0) yield wanted
      // Whoever reads to the end hears whether it is the end.
      if (at >= to && to < file.bytes) return
    }
  } catch (error) {
    log.error('evidence does not open', { error })
    throw error
  }
}

import { dayOf } from '../domain/time.js'
import type { Clock } from './ports.js'
import type { EvidenceFolder, EvidenceIndex } from './ports-evidence.js'

export interface SweepDeps {
  readonly folder: EvidenceFolder
  readonly index: EvidenceIndex
  readonly clock: Clock
  readonly newId: () => string
}

/** The database does not know this folder: it is another one, was emptied, or came back from an old copy. */
export class ForeignEvidence extends Error {
  constructor() {
    super('evidence and database do not belong together')
    this.name = 'ForeignEvidence'
  }
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Far longer than a draft lives untouched (half an hour); who sends one that was touched for longer is told. */
const KEPT_FOR_MS = 6 * HOUR_MS
/** So that a mistake can be undone. Nobody can open what is in the bin: the keys went with the drafts. */
const BIN_MS = 7 * DAY_MS
const BATCH = 500

/**
 * Throws away the files that no report took along. A store that does not answer, or that is not the one this
 * folder belongs to, leaves everything as it is.
 * @returns how many were thrown away
 * @throws ForeignEvidence
 */
export async function sweepEvidence(deps: SweepDeps): Promise<number> {
  const { folder, index, clock } = deps
  await mustBelongTogether(deps)
  const now = clock.now().getTime()
  let thrown = 0
  for await (const ids of batches(deps, now - KEPT_FOR_MS)) {
    const taken = await index.taken(ids)
    for (const id of ids.filter((one) => !taken.has(one))) {
      await folder.throwAway(id, dayOf(clock.now()))
      thrown += 1
    }
  }
  await bringBackTaken(deps)
  // A full disk refuses everybody's evidence: then the bin goes first, and all of it.
  await folder.emptyBin(dayOf(new Date((await folder.isTight()) ? now + DAY_MS : now - BIN_MS)))
  return thrown
}

/** A database that came back from an older copy knows them again once the newer one is there. */
async function bringBackTaken({ folder, index }: SweepDeps): Promise<void> {
  for await (const { id, day } of folder.bin()) {
    if ((await index.taken([id])).has(id)) await folder.bringBack(id, day)
  }
}

async function* batches({ folder }: SweepDeps, before: number): AsyncGenerator<string[]> {
  let batch: string[] = []
  for await (const { id, since } of folder.all()) {
    if (since.getTime() >= before) continue
    batch.push(id)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  yield batch
}

/**
 * Folder and database carry the same id. Where one of them has none yet, they are taken to belong together only when
 * nothing speaks against it: no old file is there, or the database knows one.
 */
async function mustBelongTogether(deps: SweepDeps): Promise<void> {
  const { folder, index, newId } = deps
  const [owner, database] = [await folder.owner(), await index.database()]
  if (owner !== undefined && owner === database) return
  if (owner !== undefined || !(await mayBelong(deps))) throw new ForeignEvidence()
  await folder.ownedBy(database ?? (await index.named(newId())))
}

async function mayBelong(deps: SweepDeps): Promise<boolean> {
  let old = 0
  for await (const ids of batches(deps, deps.clock.now().getTime() - KEPT_FOR_MS)) {
    if ((await deps.index.taken(ids)).size > 0) return true
    old += ids.length
  }
  return old === 0
}

import type { Clock, EvidenceIndex, PictureFiles } from './ports.js'

export interface SweepDeps {
  readonly files: PictureFiles
  readonly index: EvidenceIndex
  readonly clock: Clock
}

/** Far longer than any draft lives, so that no picture goes while somebody may still send it. */
const KEPT_FOR_MS = 24 * 3_600_000
const BATCH = 500

/**
 * Removes the files of pictures that no report took along. Nobody could open them any more: their keys went with the
 * draft. A store that does not answer leaves everything as it is.
 * @returns how many were removed
 */
export async function sweepPictures({ files, index, clock }: SweepDeps): Promise<number> {
  const before = clock.now().getTime() - KEPT_FOR_MS
  let [removed, batch] = [0, [] as string[]]
  const sweep = async () => {
    const taken = await index.taken(batch)
    const left = batch.filter((id) => !taken.has(id))
    for (const id of left) await files.remove(id)
    removed += left.length
    batch = []
  }
  for await (const { id, since } of files.all()) {
    if (since.getTime() < before) batch.push(id)
    if (batch.length === BATCH) await sweep()
  }
  await sweep()
  return removed
}

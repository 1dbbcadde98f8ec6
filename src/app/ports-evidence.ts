import type { Readable } from 'node:stream'
import type { Evidence, EvidenceRefusal } from '../domain/evidence.js'

/** Sealed evidence, kept apart from reports: the keys to them are only in drafts and inside reports. */
export interface EvidenceFiles {
  /** Returns when the file is on disk; or why it was not taken, also because its sender has `gone`. */
  keep(source: Readable, gone?: AbortSignal): Promise<Evidence | EvidenceRefusal>
  /** Throws when the file is gone or was changed. */
  open(evidence: Evidence): AsyncIterable<Buffer>
  has(id: string): Promise<boolean>
}

/** The folder of sealed evidence, for whoever tidies it. */
export interface EvidenceFolder {
  /** Every file there is, also those of drafts, but not what was thrown away. */
  all(): AsyncIterable<{ readonly id: string; readonly since: Date }>
  /** Out of the way, under the day (YYYY-MM-DD); back again; and what lies there. */
  throwAway(id: string, day: string): Promise<void>
  bringBack(id: string, day: string): Promise<void>
  bin(): AsyncIterable<{ readonly id: string; readonly day: string }>
  /** Deletes what was thrown away before that day, and what a process left half written. */
  emptyBin(before: string): Promise<void>
  /** Whether the disk is nearly full. */
  isTight(): Promise<boolean>
  /** The id of the database this folder belongs to. */
  owner(): Promise<string | undefined>
  ownedBy(database: string): Promise<void>
}

/** Which of these files some report took along. */
export interface EvidenceIndex {
  taken(evidenceIds: readonly string[]): Promise<ReadonlySet<string>>
  /** A random id that the folder of evidence remembers, so that a wrong or emptied database is noticed. */
  database(): Promise<string | undefined>
  /** Gives the database its id, unless it has one. Answers what it has then. */
  named(id: string): Promise<string>
}

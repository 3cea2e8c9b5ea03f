/** Every kind of durable work: name → what it is told. Payloads are small; the truth is in the catalog. */
export interface JobPayloads {
  /** Walk a Source's whole Origin and compare it with the index. */
  'list-origin': { sourceId: number }
  /** Read files of one Source and save what they hold; at most INDEX_BATCH paths. */
  'index-assets': { sourceId: number; paths: string[] }
  /** Look at one file again, pull it in if it was never known, and read it even if its ETag is the same. */
  'refresh-asset': { sourceId: number; path: string }
  /** See whether the files that were hinted at (catalog/hints.ts) are new, changed or gone. */
  'look-at-files': { sourceId: number }
  /** Go on with the rolling walk over a Source that no listing looks at. */
  'look-again': { sourceId: number }
  /** Close an upload session whose time is over. */
  'close-upload': { sessionId: string }
  /** Remove a deleted Source with everything that is known of it. */
  'delete-source': { sourceId: number }
  /** Take the ids of merged and deleted categories and custom field keys from the assets. */
  'clean-labels': { accountId: number }
  /** Go on with a bulk edit or an import, or with undoing it. */
  'bulk-edit': { bulkEditId: string }
  /** Bring the groups of copies up to date with what has been read. */
  'group-duplicates': { sourceId: number }
  /** Hash files that were read when nothing was hashed. */
  'hash-assets': { sourceId: number }
}

export type JobName = keyof JobPayloads

/** Files a job reads: small enough that a killed worker repeats seconds of work, not minutes. */
export const INDEX_BATCH = 50

interface JobSettings {
  /**
   * `one`: of each key at most one job is waiting or running; a second one is not enqueued. `next`: while one
   * is running another may wait, for what came since. `any`: there are no keys.
   */
  ofEachKey: 'one' | 'next' | 'any'
  /** A job that has been running for longer is taken for lost, whatever its heartbeat says. */
  expireSeconds: number
  retries: number
}

const HOUR = 3600

export const JOBS: Record<JobName, JobSettings> = {
  'list-origin': { ofEachKey: 'one', expireSeconds: 23 * HOUR, retries: 20 },
  'index-assets': { ofEachKey: 'any', expireSeconds: HOUR, retries: 20 },
  'refresh-asset': { ofEachKey: 'one', expireSeconds: HOUR, retries: 5 },
  'look-at-files': { ofEachKey: 'next', expireSeconds: HOUR, retries: 5 },
  'look-again': { ofEachKey: 'one', expireSeconds: HOUR, retries: 5 },
  'close-upload': { ofEachKey: 'one', expireSeconds: HOUR, retries: 5 },
  'delete-source': { ofEachKey: 'one', expireSeconds: 6 * HOUR, retries: 20 },
  'clean-labels': { ofEachKey: 'next', expireSeconds: 6 * HOUR, retries: 20 },
  'bulk-edit': { ofEachKey: 'next', expireSeconds: HOUR, retries: 20 },
  'group-duplicates': { ofEachKey: 'next', expireSeconds: 6 * HOUR, retries: 20 },
  'hash-assets': { ofEachKey: 'one', expireSeconds: 23 * HOUR, retries: 20 },
}

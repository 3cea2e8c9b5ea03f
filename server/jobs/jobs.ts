/** Every kind of durable work: name → what it is told. Payloads are small; the truth is in the catalog. */
export interface JobPayloads {
  /** Walk a Source's whole Origin and compare it with the index. */
  'list-origin': { sourceId: number }
  /** Read files of one Source and save what they hold; at most INDEX_BATCH paths. */
  'index-assets': { sourceId: number; paths: string[] }
  /** Look at one file again, pull it in if it was never known, and read it even if its ETag is the same. */
  'refresh-asset': { sourceId: number; path: string }
  /** See whether these files are new, changed or gone, without reading them; at most LOOK_BATCH paths. */
  'look-at-files': { sourceId: number; paths: string[] }
  /** Close an upload session whose time is over. */
  'close-upload': { sessionId: string }
  /** Remove a deleted Source with everything that is known of it. */
  'delete-source': { sourceId: number }
}

export type JobName = keyof JobPayloads

/** Files a job reads: small enough that a killed worker repeats seconds of work, not minutes. */
export const INDEX_BATCH = 50

export const LOOK_BATCH = 200

interface JobSettings {
  /** With a key, at most one job of that key is waiting or running; a second one is not enqueued. */
  keyed: boolean
  /** A job that has been running for longer is taken for lost, whatever its heartbeat says. */
  expireSeconds: number
  retries: number
}

const HOUR = 3600

export const JOBS: Record<JobName, JobSettings> = {
  'list-origin': { keyed: true, expireSeconds: 23 * HOUR, retries: 20 },
  'index-assets': { keyed: false, expireSeconds: HOUR, retries: 20 },
  'refresh-asset': { keyed: true, expireSeconds: HOUR, retries: 5 },
  'look-at-files': { keyed: false, expireSeconds: HOUR, retries: 5 },
  'close-upload': { keyed: true, expireSeconds: HOUR, retries: 5 },
  'delete-source': { keyed: true, expireSeconds: 6 * HOUR, retries: 20 },
}

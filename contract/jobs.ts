/** What the server does in the background. */
export type JobKind =
  | 'list-origin'
  | 'index-assets'
  | 'refresh-asset'
  | 'look-at-files'
  | 'look-again'
  | 'close-upload'
  | 'delete-source'
  | 'clean-labels'
  | 'bulk-edit'
  | 'group-duplicates'
  | 'hash-assets'

/** `retrying`: it has failed, and is tried again by itself; `failed`: it will not be. */
export type JobState = 'running' | 'waiting' | 'retrying' | 'failed'

export interface JobAttributes {
  kind: JobKind
  state: JobState
  /** null: it is about the whole account. */
  source_id: string | null
  source_name: string | null
  /** Of what it is about, the first file; with its leading slash. */
  origin_path: string | null
  file_count: number | null
  bulk_edit_id: string | null
  /** How often it was begun. */
  attempts: number
  most_attempts: number
  /** Why it failed last, for a person. */
  problem: string | null
  date_created: number
  date_started: number | null
  /** Not before then. */
  date_next: number | null
  date_finished: number | null
}

/** How many there are of a kind for a Source. */
export interface JobCountAttributes {
  /** `analysis`: pictures that are to be looked at. */
  kind: JobKind | 'analysis'
  source_id: string | null
  source_name: string | null
  running: number
  waiting: number
  retrying: number
  failed: number
  /** Of those that wait, run or are retried: since when the oldest is there. */
  date_oldest: number | null
}

export type HealthStatus = 'ok' | 'warning' | 'failed'

/** How the server is that answers; other processes on the same database may be on other machines. */
export interface HealthAttributes {
  status: HealthStatus
  version: string
  commit: string
  node: string
  roles: string[]
  date_started: number
  memory_bytes: number
  database: {
    status: HealthStatus
    latency_ms: number | null
    version: string | null
    size_bytes: number | null
  }
  /** `date_supervised`: when a worker last looked after it; `failed`: nobody does. */
  queue: {
    status: HealthStatus
    running: number
    waiting: number
    failed: number
    date_supervised: number | null
  }
  /** Where data and cache lie. `warning` below 5 GB free, or below 50 GB and a tenth; `failed` below 500 MB. */
  disk: { status: HealthStatus; free_bytes: number; total_bytes: number } | null
  cache: { entries: number; bytes: number; max_bytes: number }
  analysis: { status: HealthStatus; mode: string; waiting: number; troubles: string[] }
}

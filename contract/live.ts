/** What happens while somebody looks: `GET /api/v1/events` tells it, as server-sent events whose data is this. */
export type LiveNews =
  /** Assets of a Source came, changed or went. Several changes in a short time are one piece of news. */
  | {
      kind: 'assets'
      source_id: string
      added: number
      changed: number
      removed: number
      /** Some of the changed ones, with their leading slash; all of them when there are no more than `changed`. */
      origin_paths: string[]
    }
  /** Its indexing, analysis or settings are no longer what they were. */
  | { kind: 'source'; source_id: string }
  /** A bulk edit, an import or an undo went on or ended. */
  | { kind: 'bulk_edit'; id: string }
  /** An upload session of the Source was opened, closed or settled. */
  | { kind: 'upload'; source_id: string }
  /** Categories, custom field keys, saved searches or rendering presets of the account changed. */
  | { kind: 'labels' }
  /** What runs in the background changed. */
  | { kind: 'jobs' }
  /** Something could not be told: whatever is shown may be old. */
  | { kind: 'missed' }

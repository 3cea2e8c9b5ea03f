/** Ours: what finding and organising many assets at once needs beyond imgix's Management API. */

/** How many assets a search finds: exact up to 10,000 and whenever it is cheap, else an honest estimate. */
export interface CountAttributes {
  total: number
  total_is_estimate: boolean
}

/** Where an asset stands in the list of a search, from 0 on; null: it is not in it. */
export interface PositionAttributes {
  position: number | null
}

export interface FacetValue {
  value: string
  count: number
}

/** What the assets of a search have in common: the most frequent values of each kind, most frequent first. */
export interface FacetAttributes extends CountAttributes {
  /** The counts below come from a sample of the search and are scaled to its total. */
  counts_are_estimates: boolean
  tags: FacetValue[]
  categories: FacetValue[]
  /** With a leading slash. */
  folders: FacetValue[]
  media_kinds: FacetValue[]
  content_types: FacetValue[]
  /** Of the day taken, else of the day the file was made. */
  years: FacetValue[]
}

/** A search somebody keeps. */
export interface SavedSearchAttributes {
  name: string
  source_id: string
  /** As in the query of `GET /sources/:sid/assets`, without paging and fields: `filter[tags]=sea&sort=-file_size`. */
  query: string
  /** Everybody of the account sees it; only its owner changes it. */
  shared: boolean
  is_own: boolean
  /** E-mail; null when the user is gone. */
  owner: string | null
  date_created: number
  date_modified: number
}

/** What a bulk edit does with each asset; at least one of these. */
export interface BulkOperations {
  add_categories?: string[]
  remove_categories?: string[]
  set_custom_fields?: Record<string, string>
  remove_custom_fields?: string[]
  add_tags?: string[]
  remove_tags?: string[]
  /** null empties it. */
  description?: string | null
  alt_text?: string | null
  /** Fetched and read again, renderings forgotten. Alone: there is no undoing it. */
  refresh?: true
  /** Looked at again by analysis, as the settings are now. Alone: there is no undoing it. */
  analyze?: true
}

/** Which assets: named ones (at most 10,000, with a leading slash), or all that a search finds when the work starts. */
export type BulkSelection = { paths: string[] } | { query: string; excluded_paths?: string[] }

/**
 * `waiting` and `running` become `complete`, `canceled` (what was done stays, and can be undone) or `failed`;
 * `undoing` becomes `undone`.
 */
export type BulkEditState =
  | 'waiting'
  | 'running'
  | 'complete'
  | 'canceled'
  | 'failed'
  | 'undoing'
  | 'undone'

export interface BulkEditAttributes {
  source_id: string
  /** `import`: each row says what to do with its own asset. */
  kind: 'edit' | 'import'
  /** null for an import. */
  operations: BulkOperations | null
  /** The search it was made from; null for named assets and imports. */
  query: string | null
  /** Nothing is changed: what would be is counted. `POST …/run` then does it. */
  dry_run: boolean
  state: BulkEditState
  /** null until the assets have been gathered. */
  total: number | null
  done: number
  /** Of those done: changed, the same as before, refused (see the rows). */
  changed: number
  unchanged: number
  refused: number
  /** While undoing and afterwards: put back, and left alone since somebody has changed them again. */
  undone: number
  kept: number
  error: string | null
  /** Unix seconds; null when there is nothing to undo. */
  undo_until: number | null
  created_by: string | null
  created_by_api: boolean
  date_created: number
  date_finished: number | null
}

/** Files that somebody is about to fetch as one zip, fixed when it was asked for. */
export interface DownloadAttributes {
  source_id: string
  /** Files in it, at most 50,000. */
  count: number
  /** Of all files together; the zip is hardly larger. */
  bytes: number
  /** Named, but not in the library; they stand in `_missing.txt`. */
  unknown: number
  /** Where the zip is, below the server's address. */
  path: string
  /** Unix seconds; until then it can be begun, as often as wanted. */
  date_expires: number
}

/** One row of a bulk edit or an import that is worth a word. */
export interface BulkEditRowAttributes {
  /** From 1 on; of an import the line of its file. */
  row: number
  /** With a leading slash; null when an import's row has none. */
  origin_path: string | null
  state: 'waiting' | 'changed' | 'unchanged' | 'refused' | 'undone' | 'kept'
  /** Why it was refused or kept, for a person. */
  problem: string | null
}

/** Assets that are copies of each other, and that nobody has decided about together. */
export interface DuplicateGroupAttributes {
  /** `same`: the same bytes. `near`: pictures that hardly differ. */
  likeness: 'same' | 'near'
  source_id: string
  /** The largest picture first, 20 at most. */
  assets: DuplicateAsset[]
  /** All of them. */
  asset_count: number
  /** Of all but the largest file: what the copies take. */
  spare_bytes: number
  /** What has been decided about some of them before. */
  decisions: EarlierDecision[]
}

export interface DuplicateAsset {
  /** With a leading slash. */
  origin_path: string
  /** Of the file. */
  etag: string
  file_size: number
  media_width: number | null
  media_height: number | null
  content_type: string
  date_created: number
  /** Bits of 64 in which it differs from the first; 0 for the same bytes. */
  distance: number
  /** The preferred asset of which it is marked as a copy, with a leading slash. */
  duplicate_of: string | null
  /** 1 to 5, as of the asset, so that it can be hidden; null: not analysed, or alerts are switched off. */
  warning_adult: number | null
  warning_violence: number | null
}

/** What is like an asset: copies first, then what looks nearly the same, then what shows similar things. */
export interface SimilarAssetAttributes extends Omit<DuplicateAsset, 'distance'> {
  same_bytes: boolean
  /** Why it is here. `bytes`: the same. `look`: they hardly differ. `content`: they show similar things. */
  by: 'bytes' | 'look' | 'content'
  /** 0 to 1, and 1 for the same bytes; comparable with others of the same `by` alone. */
  similarity: number
  /** Bits of 64 in which looks differ, 0 for the same bytes; null when it is here by content. */
  distance: number | null
}

/** A picture that looks like what words say. */
export interface SemanticAssetAttributes extends Omit<DuplicateAsset, 'distance'> {
  /** Comparable with others of the same answer alone. */
  similarity: number
}

/**
 * `different`: they are no copies; never shown together again. `keep_all`: copies, and all of them are wanted.
 * `preferred`: one is the one to use; the others stay in the Origin and are marked as copies of it.
 */
export type DuplicateDecision = 'different' | 'keep_all' | 'preferred'

export interface EarlierDecision {
  id: string
  decision: DuplicateDecision
  /** With a leading slash: those of the assets shown that it is about. */
  origin_paths: string[]
  preferred: string | null
  decided_by: string | null
  date_created: number
}

/** What somebody decides. */
export interface NewDuplicateDecision {
  decision: DuplicateDecision
  /** With a leading slash. */
  origin_paths?: string[]
  /** Instead of them: the id of a group, all of whose assets it is about. */
  group?: string
  /** Of `preferred`: one of the assets. */
  preferred?: string
  /** Of `preferred`: give it the categories, tags and custom fields that the others have and it has not. */
  merge_metadata?: boolean
  /** Ids of earlier decisions about the same assets; others are never overridden unseen. */
  replaces?: string[]
}

export interface DuplicateDecisionAttributes {
  decision: DuplicateDecision
  source_id: string
  /** With a leading slash, 1,000 at most. */
  origin_paths: string[]
  asset_count: number
  preferred: string | null
  /** E-mail of the person, or of the one who made the key. */
  decided_by: string | null
  decided_by_api: boolean
  date_created: number
}

/** Ours: rendering parameters under a name, for everybody of the account. The resource `rendering_presets`. */
export interface RenderingPresetAttributes {
  name: string
  /** As in an address, without `s` and `expires`: `w=1600&auto=format,compress`. */
  query: string
  /** E-mail; null when the user is gone. */
  created_by: string | null
  date_created: number
  date_modified: number
  /** Raised by every change; its ETag. */
  version: number
}

/** Ours: a category or the key of a custom field. */
export interface LabelAttributes {
  name: string
  /** Assets that have it. */
  asset_count: number
  /** When an asset last got it, in seconds since 1970; null: not since this is known. */
  last_used_at: number | null
  /** Raised by every change of the name; its ETag. */
  version: number
  /** Only after a merge: assets with a value under both keys, of which the one of the kept key is left. */
  values_lost?: number
}

/** Ours: a tag. */
export interface TagAttributes {
  name: string
  /** Assets that have it. */
  asset_count: number
  count_is_estimate: boolean
}

export type ChangeAction =
  | 'asset_edited'
  | 'category_made'
  | 'category_renamed'
  | 'category_merged'
  | 'category_deleted'
  | 'custom_field_key_made'
  | 'custom_field_key_renamed'
  | 'custom_field_key_merged'
  | 'custom_field_key_deleted'
  | 'analysis_settings_changed'

/** What a field was and is. Of tags and custom fields only those that changed; null where there was or is none. */
export type ChangedFields = Record<string, { from: unknown; to: unknown }>

/** Ours: one change that somebody made. */
export interface ChangeAttributes {
  action: ChangeAction
  date: number
  /** E-mail of the person, or of the one who made the key. */
  changed_by: string | null
  changed_by_api: boolean
  source_id: string | null
  /** With a leading slash; null when it is about no asset. */
  origin_path: string | null
  fields: ChangedFields
}

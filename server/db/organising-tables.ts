import type { ColumnType, Generated } from 'kysely'

/** As in tables.ts: searches and rendering parameters that people keep, and folders. */

type Timestamp = ColumnType<Date, Date | string, Date | string>
type DefaultedTimestamp = ColumnType<Date, Date | string | undefined, Date | string>

interface SavedSearchesTable {
  id: string
  account_id: number
  source_id: number
  owner_id: string | null
  name: string
  name_folded: string
  query: string
  shared: boolean
  created_at: DefaultedTimestamp
  modified_at: DefaultedTimestamp
  version: Generated<number>
}

interface RenderingPresetsTable {
  id: string
  account_id: number
  name: string
  name_folded: string
  query: string
  created_by: string | null
  created_at: DefaultedTimestamp
  modified_at: DefaultedTimestamp
  version: Generated<number>
}

/** Of folder_changes, too. */
interface FolderCountsTable {
  source_id: number
  parent: string
  name: string
  assets_below: number
  assets_within: number
}

interface KeptTermsTable {
  id: Generated<number>
  term: string
  ready: Generated<boolean>
}

interface KeptPlacesTable {
  term_id: number
  block: number
  assets: number
  places: Buffer
  version: Generated<number>
}

interface KeptValuesTable {
  key: string
  block: number
  version: Generated<number>
  codes: Buffer
}

interface ChangedPlacesTable {
  asset_id: number
  terms: string | null
}

interface DownloadsTable {
  id: string
  account_id: number
  source_id: number
  assets: number[]
  unknown_paths: string[]
  bytes: number
  expires_at: Timestamp
}

export interface OrganisingTables {
  saved_searches: SavedSearchesTable
  rendering_presets: RenderingPresetsTable
  folder_counts: FolderCountsTable
  folder_changes: FolderCountsTable
  downloads: DownloadsTable
  kept_terms: KeptTermsTable
  kept_places: KeptPlacesTable
  kept_values: KeptValuesTable
  changed_places: ChangedPlacesTable
}

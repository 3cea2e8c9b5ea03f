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

interface TermCountsTable {
  id: Generated<number>
  term: string
  assets: number | null
}

interface TermChangesTable {
  term_id: number
  assets: number
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
  term_counts: TermCountsTable
  term_changes: TermChangesTable
}

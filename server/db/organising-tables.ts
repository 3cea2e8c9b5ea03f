import type { ColumnType, Generated } from 'kysely'

/** As in tables.ts: searches that people keep, and folders. */

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

/** Of folder_changes, too. */
interface FolderCountsTable {
  source_id: number
  parent: string
  name: string
  assets_below: number
  assets_within: number
}

export interface OrganisingTables {
  saved_searches: SavedSearchesTable
  folder_counts: FolderCountsTable
  folder_changes: FolderCountsTable
}

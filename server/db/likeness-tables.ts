import type { ColumnType, Generated } from 'kysely'
import type { DuplicateDecision } from '../../contract/searching.ts'

/** The tables about copies and what people have said of them, as in tables.ts. */
export interface LikenessTables {
  asset_hashes: AssetHashesTable
  hash_changes: HashChangesTable
  duplicate_groups: DuplicateGroupsTable
  duplicate_decisions: DuplicateDecisionsTable
  decided_assets: DecidedAssetsTable
  hash_walks: HashWalksTable
}

/** A perceptual hash is beyond what a number holds: it is read as text. */
interface AssetHashesTable {
  asset_id: number
  source_id: number
  content_hash: Buffer
  perceptual_hash: ColumnType<never, string | null>
  same_group_id: number | null
  near_group_id: number | null
}

interface HashChangesTable {
  source_id: number
  id: Generated<number>
  asset_id: number | null
  group_id: number | null
}

interface DuplicateGroupsTable {
  id: Generated<number>
  source_id: number
  content_hash: Buffer | null
  center_hash: ColumnType<never, string | null>
  asset_count: Generated<number>
  spare_bytes: Generated<number>
  open: Generated<boolean>
}

interface DuplicateDecisionsTable {
  id: Generated<number>
  source_id: number
  decision: DuplicateDecision
  preferred_path: string | null
  decided_by: string | null
  decided_by_api: boolean
  decided_at: ColumnType<Date, Date | string | undefined, Date | string>
}

interface DecidedAssetsTable {
  decision_id: number
  source_id: number
  origin_path: string
  content_hash: Buffer
  perceptual_hash: ColumnType<never, string | null>
}

interface HashWalksTable {
  source_id: number
  cursor: Generated<string>
}

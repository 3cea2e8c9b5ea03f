import type { ColumnType, Generated, JSONColumnType, Kysely, Transaction } from 'kysely'
import type { ChangeAction, ChangedFields } from '../../contract/organising.ts'
import type { SourcePurges } from '../../contract/purges.ts'
import type {
  AltTextSource,
  AssetColors,
  AssetMetadata,
  AssetPatch,
  AssetStatus,
  DeploymentStatus,
  MediaKind,
  RightCheck,
  SourceDeployment,
} from '../../contract/resources.ts'
import type {
  BulkEditAttributes,
  BulkEditRowAttributes,
  BulkEditState,
  BulkOperations,
} from '../../contract/searching.ts'
import type { UploadSessionStatus } from '../../contract/uploads.ts'
import type { AnalysisColumns, AnalysisTables } from './analysis-tables.ts'
import type { IdentityTables } from './identity-tables.ts'
import type { LikenessTables } from './likeness-tables.ts'
import type { OrganisingTables } from './organising-tables.ts'

/** One interface per table of migrations/; likeness-tables.ts has more. bigint columns arrive as numbers. */

type Timestamp = ColumnType<Date, Date | string, Date | string>
type DefaultedTimestamp = ColumnType<Date, Date | string | undefined, Date | string>

/** Deployment as stored: without secrets and without what is derived from others. */
export type StoredDeployment = Omit<SourceDeployment, 'allows_upload' | `${string}_set`>

/** What is known of uploading into a Source, without secrets. */
export interface StoredUploads {
  /** Members that are no secret, such as the access key; null: there are no upload credentials. */
  credentials: {
    s3_access_key?: string
    gcs_access_key?: string
    access_key_id?: string
    azure_sas_expiry?: number
  } | null
  allows_overwrite: boolean
  /** Of the last test; null when there was none. */
  overwriting: 'refuses' | 'unsupported' | 'ignores' | null
  parts_refuse: boolean
  checks: RightCheck[] | null
  /** Unix seconds. */
  date_checked: number | null
}

interface SourcesTable {
  id: Generated<number>
  public_id: string
  account_id: number
  name: string
  enabled: Generated<boolean>
  deployment: JSONColumnType<StoredDeployment>
  deployment_secrets: Buffer | null
  upload_secrets: Buffer | null
  uploads: JSONColumnType<Partial<StoredUploads>, string | undefined>
  events_token: Generated<string>
  secure_url_token: string
  deployment_status: Generated<DeploymentStatus>
  deployed_at: Timestamp | null
  deleted_at: Timestamp | null
  folders_counted: Generated<boolean>
  purges: JSONColumnType<SourcePurges, string | undefined>
  created_at: DefaultedTimestamp
}

interface SourceHostsTable {
  kind: 'subdomain' | 'domain'
  host: string
  source_id: number
}

interface ListingsTable {
  id: Generated<number>
  source_id: number
  state: Generated<'running' | 'complete' | 'failed' | 'stopped'>
  objects_seen: Generated<number>
  assets_changed: Generated<number>
  assets_removed: Generated<number>
  objects_skipped: Generated<number>
  skipped: JSONColumnType<{ path: string; reason: string }[], string | undefined>
  started_at: DefaultedTimestamp
  finished_at: Timestamp | null
  error: string | null
}

interface ListingPartsTable {
  listing_id: number
  position: number
  up_to: string | null
  cursor: string
  finished: Generated<boolean>
}

interface UploadSessionsTable {
  id: string
  source_id: number
  origin_path: string
  status: Generated<UploadSessionStatus>
  reason: string | null
  content_type: string
  file_size: number | null
  way: 'direct' | 'through_vitrine' | 'parts'
  part_size: number | null
  provider_upload_id: string | null
  token_hash: Buffer | null
  uploaded_by: string | null
  uploaded_by_api: boolean
  created_at: DefaultedTimestamp
  modified_at: DefaultedTimestamp
  expires_at: Timestamp
}

interface RenderedAdditionsTable {
  account_id: number
  month: ColumnType<string, string, string>
  added: number
}

interface FileHintsTable {
  source_id: number
  origin_path: string
  hits: Generated<number>
}

interface LookAgainWalksTable {
  source_id: number
  cursor: Generated<string>
  started_at: DefaultedTimestamp
}

interface OriginTroublesTable {
  source_id: number
  error: string
  since: DefaultedTimestamp
}

interface RecentPurgesTable {
  source_id: number
  path_hash: Buffer
  purged_at: DefaultedTimestamp
}

interface TagsTable {
  id: Generated<number>
  account_id: number
  label: string
  /** As foldText writes it. */
  folded: ColumnType<string, never, never>
}

/** Without a name: merged into another, or deleted; gone once no asset has it. */
interface CategoriesTable {
  id: Generated<number>
  account_id: number
  name: string | null
  merged_into: number | null
  merge_rank: Generated<number>
  version: Generated<number>
}

interface CustomFieldKeysTable {
  id: Generated<number>
  account_id: number
  key: string | null
  merged_into: number | null
  merge_rank: Generated<number>
  version: Generated<number>
}

interface LabelUsesTable {
  kind: 'category' | 'custom_field_key'
  label_id: number
  source_id: number
  assets: number
  used_at: Date | null
}

interface ChangesTable {
  id: Generated<number>
  account_id: number
  changed_at: DefaultedTimestamp
  changed_by: string | null
  changed_by_api: boolean
  action: ChangeAction
  source_id: number | null
  origin_path: string | null
  fields: JSONColumnType<ChangedFields>
}

interface BulkEditsTable {
  id: string
  account_id: number
  source_id: number
  kind: BulkEditAttributes['kind']
  operations: JSONColumnType<BulkOperations | null, string | null>
  label_ids: JSONColumnType<BulkLabelIds, string | undefined>
  query: string | null
  filters: JSONColumnType<[name: string, value: string][] | null, string | null>
  excluded_paths: string[] | null
  dry_run: boolean
  state: Generated<BulkEditState>
  total: number | null
  cursor: Generated<number>
  undo_cursor: Generated<number>
  done: Generated<number>
  changed: Generated<number>
  unchanged: Generated<number>
  refused: Generated<number>
  undone: Generated<number>
  kept: Generated<number>
  attempts: Generated<number>
  error: string | null
  created_by: string | null
  created_by_api: boolean
  asked_by: string | null
  asked_by_api: boolean
  created_at: DefaultedTimestamp
  started_at: Timestamp | null
  finished_at: Timestamp | null
  kept_until: Timestamp | null
}

/** Name → id of the labels that a bulk edit names. */
export type BulkLabelIds = Partial<
  Record<'category' | 'custom_field_key' | 'tag', Record<string, number>>
>

interface BulkEditRowsTable {
  bulk_edit_id: string
  row: number
  origin_path: string | null
  patch: JSONColumnType<AssetPatch | null, string | null>
  state: Generated<BulkEditRowAttributes['state']>
  problem: string | null
  before: JSONColumnType<object | null, string | null>
  after: JSONColumnType<object | null, string | null>
  after_version: number | null
}

interface AssetsTable extends AnalysisColumns {
  id: Generated<number>
  source_id: number
  origin_path: string
  status: Generated<AssetStatus>
  error: string | null
  etag: string
  file_size: number
  origin_modified_at: Timestamp
  indexed_etag: string | null
  indexed_at: Timestamp | null
  checked_at: DefaultedTimestamp
  date_created: Timestamp
  date_modified: Timestamp
  content_type: Generated<string>
  media_kind: Generated<MediaKind>
  media_width: number | null
  media_height: number | null
  orientation: number | null
  frame_count: number | null
  duration_seconds: number | null
  has_alpha: boolean | null
  color_model: string | null
  color_profile: string | null
  dpi_width: number | null
  dpi_height: number | null
  date_taken: Timestamp | null
  latitude: number | null
  longitude: number | null
  colors: JSONColumnType<AssetColors | null, string | null>
  blurhash: string | null
  metadata: JSONColumnType<AssetMetadata | null, string | null>
  file_facts: JSONColumnType<FileFacts | null, string | null>
  face_count: number | null
  warning_adult: number | null
  warning_medical: number | null
  warning_racy: number | null
  warning_spoof: number | null
  warning_violence: number | null
  name: string | null
  description: string | null
  alt_text: string | null
  alt_text_source: AltTextSource | null
  category_ids: Generated<number[]>
  custom_fields: ColumnType<Record<string, string>, string | undefined, string>
  tags: ColumnType<Record<string, number>, string | undefined, string>
  edited_by_user: Generated<boolean>
  uploaded_by: string | null
  uploaded_by_api: Generated<boolean>
  version: Generated<number>
  duplicate_of_id: number | null
}

/** What was found in the file and has no column of its own. */
export interface FileFacts {
  format: string
  width: number | null
  height: number | null
  bitsPerChannel: number | null
  title: string | null
  description: string | null
  keywords: string[]
}

interface AssetSearchTable {
  asset_id: number
  source_id: number
  date_created: Timestamp
  date_modified: Timestamp
  file_size: number
  date_taken: DefaultedTimestamp
  media_width: number | null
  media_height: number | null
  path_folded: string
  fts: string
  color_cells: Generated<number[]>
  index_version: number
}

interface LexiconTable {
  word: string
}

export interface Database extends AnalysisTables, IdentityTables, LikenessTables, OrganisingTables {
  sources: SourcesTable
  source_hosts: SourceHostsTable
  listings: ListingsTable
  listing_parts: ListingPartsTable
  upload_sessions: UploadSessionsTable
  rendered_additions: RenderedAdditionsTable
  recent_purges: RecentPurgesTable
  file_hints: FileHintsTable
  look_again_walks: LookAgainWalksTable
  origin_troubles: OriginTroublesTable
  tags: TagsTable
  categories: CategoriesTable
  custom_field_keys: CustomFieldKeysTable
  label_uses: LabelUsesTable
  changes: ChangesTable
  bulk_edits: BulkEditsTable
  bulk_edit_rows: BulkEditRowsTable
  assets: AssetsTable
  asset_search: AssetSearchTable
  lexicon: LexiconTable
}

/** A connection or a transaction: data functions take it first and cannot tell which it is. */
export type Db = Kysely<Database> | Transaction<Database>

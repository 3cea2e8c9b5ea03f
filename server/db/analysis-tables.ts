import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type {
  AlertName,
  AnalysisCapability,
  AnalysisProviderName,
  AnalysisStatus,
  Findings,
} from '../../contract/analysis.ts'

/** The tables about what analysis finds, as in tables.ts. */
export interface AnalysisTables {
  analysis_queue: AnalysisQueueTable
  asset_analyses: AssetAnalysesTable
  asset_embeddings: AssetEmbeddingsTable
  embedding_walk: EmbeddingWalkTable
  analysis_spending: AnalysisSpendingTable
  analysis_walks: AnalysisWalksTable
}

/** What assets have of it. */
export interface AnalysisColumns {
  text_in_image: string | null
  alt_text_is_weak: boolean | null
  analysis_status: Exclude<AnalysisStatus, 'none'> | null
  analysis_error: string | null
  analyzed: AnalysisCapability[] | null
  analysis_version: string | null
  /** Tag id → confidence. */
  analysis_tags: JSONColumnType<Record<string, number> | null, string | null>
  warnings_by_person: AlertName[] | null
}

interface AnalysisQueueTable {
  asset_id: number
  source_id: number
  priority: number
  due_at: ColumnType<Date, Date | string, Date | string>
  ticket: Generated<number>
  attempts: Generated<number>
  forced: Generated<boolean>
  wanted: AnalysisCapability[] | null
  providers: AnalysisProviderName[] | null
  error: string | null
}

interface AssetAnalysesTable {
  asset_id: number
  source_id: number
  provider: AnalysisProviderName
  model: string
  version: string
  etag: string
  capabilities: AnalysisCapability[]
  alerts: AlertName[]
  findings: JSONColumnType<Findings>
  raw: JSONColumnType<object | null, string | null>
  took_ms: number | null
  analyzed_at: ColumnType<Date, Date | undefined, Date>
}

interface AssetEmbeddingsTable {
  asset_id: number
  source_id: number
  model: string
  scale: number
  vector: Buffer
}

interface EmbeddingWalkTable {
  cursor: number
}

interface AnalysisSpendingTable {
  account_id: number
  provider: AnalysisProviderName
  day: ColumnType<string, string, string>
  pictures: number
}

interface AnalysisWalksTable {
  source_id: number
  wanted: string
  cursor_date: ColumnType<Date | null, Date | string | undefined, Date | string | null>
  cursor_id: Generated<number>
  settings_version: number | null
}

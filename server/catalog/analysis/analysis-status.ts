import type { AnalysisStatus } from '../../../contract/analysis.ts'

interface Analyzable {
  analysis_status: Exclude<AnalysisStatus, 'none'> | null
  /** Every picture that can be decoded has one. */
  blurhash: string | null
  /** Somebody has asked for another look. */
  isQueued?: boolean
}

/** What has never been looked at will be if it is a picture, so that a library from before needs no rewriting. */
export function analysisStatusOf(asset: Analyzable): AnalysisStatus {
  if (asset.blurhash === null) return 'none'
  return asset.isQueued ? 'waiting' : (asset.analysis_status ?? 'waiting')
}
